"""A third language needs only a catalogue: a made-up one, in capitals, shows what is not translated."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup
from conftest import PROJECT

pytestmark = pytest.mark.slow

OURS = "h1, h2, h3, caption, thead th, summary, nav a, main > p, .essentials span, .limits li, .cautions li, .validity p, .layers span, .zone-name"
"""What stands in a page that is not out of articles."""


def capitals(text: str) -> str:
    """A translation into capitals; placeholders stay."""
    return "".join(part if part.startswith("{") else part.upper() for part in re.split(r"({\w+})", text))


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of a language that the project does not have."""
    folder = tmp_path_factory.mktemp("catalogues")
    with (PROJECT / "src/analysis/language/locale/fr.po").open("rb") as opened:
        french = read_po(opened, locale="fr")
    french.locale = "de"
    for message in french:
        if message.id:
            message.string = capitals(message.id) if isinstance(message.id, str) else tuple(map(capitals, message.id))
    with (folder / "de.po").open("wb") as opened:
        write_po(opened, french)
    return folder


@pytest.mark.parametrize("notebook", ["framing_report", "close_reading", "compare_outlets"])
def test_nothing_stays_in_english(notebook: str, catalogues: Path, own_folders: Path) -> None:
    """Headings, captions, columns, sentences, boxes, alternative texts."""
    command = [
        sys.executable,
        "-m",
        "analysis",
        "report",
        "data/sample",
        "-q",
        "--notebook",
        notebook,
        "-p",
        "report_language",
        "de",
    ]
    environment = {**os.environ, "CADRAGE_CATALOGUES": str(catalogues)}
    found = subprocess.run(
        [*command, "--date", "2026-12-24"], capture_output=True, text=True, cwd=PROJECT, env=environment, check=False
    )
    assert found.returncode == 0, found.stderr
    page = BeautifulSoup(Path(found.stdout.strip()).read_text(encoding="utf-8"), "html.parser")
    assert page.html["lang"] == "de"
    assert "24. Dezember 2026" in page.title.get_text()
    texts = [
        tag.get_text(" ", strip=True)
        for tag in page.select(OURS)
        if tag.find_parent(class_="reading") is None or tag.name != "h3"
    ]
    texts += [image["alt"] for image in page.find_all("img")]
    english = [text for text in texts if re.match(r"[A-Z]?[a-zé]{2,}", text) and not re.match(r"[A-Z][a-z]+ (Info|Ledger)", text)]
    assert english == []

"""Bring the catalogues up to date with the code and the notebooks, or begin one for another language.

    python src/analysis/language/locale/update.py [LANGUAGE]

New sentences are added without translation, those that nothing shows any more are left out, translations are
kept. With a language code that has no catalogue yet, `<code>.po` is begun; translate it and reports can be written in it.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from analysis import show, summaries
from analysis.evidence.layers import LAYERS
from analysis.mentions import RULES
from analysis.tables import NO_OUTLET, TABLES, schema

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parents[3]
VALUES = (
    *("neutral", "assertive", "positive", "negative", "doubting", "commissive", "conceding", "denying", "demanding"),
    *("direct", "partial", "indirect"),
    *RULES,
    "names",
    "parameter",
    "reading",
    "texts",
    "lexicon",
    "model",
    "version",
    "read",
    "analyze",
    "marked",
    "reported",
    "narrator",
    "quoted",
    "person",
    "organisation",
    "place",
    "other",
    *("conflict", "economic consequences", "human interest", "morality", "responsibility"),
    *("headline", "body", "article", "outlet"),
    *("title", "dateline", "byline", "standfirst", "caption", "credit", "related", "tags", "duplicate"),
    *LAYERS,
    *("words per article", "words per sentence", "quotes with a neutral verb", "articles that name", "tone of quoted words"),
    "articles with the frame vocabulary",
)


Message = str | tuple[str, str]
"""A sentence, or the two forms of one with a number: of one, of several."""


def main(language: str | None = None) -> None:
    """Update all catalogues; begin that of a language that has none."""
    begun = FOLDER / f"{language}.po"
    if language and not begun.exists():
        _write(begun, Catalog(locale=language, project="Cadrage", charset="utf-8", fuzzy=False))
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as opened:
            known = read_po(opened, locale=path.stem)
        updated = Catalog(
            locale=path.stem, project="Cadrage", version="0.1.0", fuzzy=False, header_comment=known.header_comment, charset="utf-8", revision_date=known.revision_date,
            creation_date=known.creation_date,
        )  # fmt: skip
        for message in used_messages():
            entry = known.get(message if isinstance(message, str) else message[0])
            string = entry.string if entry else None
            updated.add(message, string if isinstance(string, str) == isinstance(message, str) else None)
        _write(path, updated)
        missing = [message.id for message in updated if message.id and not all(_forms(message.string))]
        print(f"{path.name}: {len(updated)} sentences, {len(missing)} to translate")


def _forms(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ("",))


def _write(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as opened:
        write_po(opened, catalogue, width=120)


def used_messages() -> list[Message]:
    """List the messages in order of first use, each once."""
    return list(dict.fromkeys([*_in_notebooks(), *_in_code(), *_in_tables(), *_in_templates()]))


def _in_notebooks() -> Iterator[str]:
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield "".join(cell["source"])


def _in_code() -> Iterator[Message]:
    for path in sorted((PROJECT / "src" / "analysis").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if _calls(node.func, "_", "translator"):
                yield from texts[:1]
            elif _calls(node.func, "counted", "counter") and len(texts) > 1:
                yield texts[0], texts[1]


def _calls(called: ast.expr, name: str, maker: str) -> bool:
    """Whether a call is that of the function of this name, or of what its maker returns."""
    if isinstance(called, ast.Name):
        return called.id == name
    return isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id == maker


def _in_tables() -> Iterator[Message]:
    yield from VALUES
    yield from show.LABELS.values()
    yield from (caption.text for caption in show.CAPTIONS.values())
    yield from summaries.CAUTIONS.values()
    yield from summaries.OVERVIEW
    yield from summaries.COLUMNS
    yield from summaries.KEY_FIGURES
    yield from summaries.ARTICLE_NUMBERS
    yield from (show.LABELS.get(name, name) for name in schema(TABLES["failures"]).names)
    yield from (f"{unit} of publication (UTC)" for unit in ("day", "week", "month"))
    yield from (
        NO_OUTLET,
        "(unattributed)",
        "articles",
        "quotes shown",
        "quotes with a verb",
        "pairs shown",
        "entities shown",
        summaries.OTHERS,
    )


def _in_templates() -> Iterator[str]:
    for path in sorted((PROJECT / "src/analysis/report/templates").glob("*.j2")):
        for found in re.finditer(r"""\b_\(("[^"]*"|'[^']*')\)""", path.read_text(encoding="utf-8")):
            yield ast.literal_eval(found.group(1))


if __name__ == "__main__":
    main(*sys.argv[1:2])

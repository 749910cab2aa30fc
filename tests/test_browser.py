"""The published page in a real browser, without a network."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from analysis.report import publish_report

CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def page(own_folders: Path) -> Path:
    return publish_report("data/sample", day=date(2026, 11, 23), progress=False).path


def chromium(folder: Path, *arguments: str) -> str:
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
    ]
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}", *quiet, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_page_opens_whole(page: Path, tmp_path: Path) -> None:
    """A browser builds the same document: seven figures, every section, nothing executed."""
    found = chromium(tmp_path, "--dump-dom", page.as_uri())
    assert found.count("<img ") == 16
    assert found.count("<h2 ") == 10
    assert "Qui parle" in found


@pytest.mark.parametrize("width", [320, 1200])
def test_the_page_does_not_scroll_sideways(page: Path, tmp_path: Path, width: int) -> None:
    """Wide tables scroll in their own region, also on the narrowest phone."""
    probe = tmp_path / "probe.html"
    probe.write_text(
        f'<iframe src="{page.as_uri()}" style="width:{width}px;height:900px" onload="'
        "const d=this.contentDocument.documentElement;document.title=d.scrollWidth+'/'+d.clientWidth"
        '"></iframe>',
        encoding="utf-8",
    )
    found = chromium(
        tmp_path / "profile", "--allow-file-access-from-files", "--virtual-time-budget=10000", "--dump-dom", probe.as_uri()
    )
    scrolled, visible = map(int, found.split("<title>")[1].split("</title>")[0].split("/"))
    assert scrolled <= visible

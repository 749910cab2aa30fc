"""Chromium, and the pages that every test of this folder opens."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import PROJECT
from hostile import SCRIPT, write_hostile_corpus
from playwright.sync_api import Browser, Page, Route, sync_playwright

from analysis.report import publish_report

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
DAY = date(2026, 11, 23)
OWN_CORPORA = [path for path in os.environ.get("CADRAGE_TEST_CORPORA", "").split(os.pathsep) if path]
"""Corpora of yours to try the contract on: files, folders or patterns."""

_SAMPLE = PROJECT / "data" / "sample"
_REPORTS = {
    "sample": {"corpus": str(_SAMPLE)},
    "english": {"corpus": str(_SAMPLE), "given": {"report_language": "en"}},
    "one article": {"corpus": str(min((_SAMPLE / "Canal Info").glob("*.txt")))},
    "hostile": {},
    "close reading": {"corpus": str(_SAMPLE), "notebook": "close_reading"},
    "hostile close reading": {"notebook": "close_reading", "given": {"article": f"{SCRIPT} 0"}},
    "comparison": {"corpus": str(_SAMPLE), "notebook": "compare_outlets"},
    "hostile comparison": {"notebook": "compare_outlets", "given": {"first": SCRIPT}},
    **{f"own corpus {path}": {"corpus": path} for path in OWN_CORPORA},
}
PAGES = [*_REPORTS, "index"]


@pytest.fixture(scope="session")
def pages(own_folders: Path) -> dict[str, Path]:
    """Every page, by its name; each report has a day of its own."""
    hostile = str(write_hostile_corpus(own_folders / "hostile"))
    found = {}
    for number, (name, options) in enumerate(_REPORTS.items()):
        day = DAY.replace(day=1 + number)
        found[name] = publish_report(**{"corpus": hostile, **options}, day=day, progress=False).path
    return {**found, "index": found["sample"].parents[1] / "index.html"}


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest, pages: dict[str, Path]) -> Path:
    return pages[request.param]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("no Chromium on this machine: install it, or name it in the environment variable CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


class Opened:
    """A page as a reader opens it: what it asked for and what the browser complained of."""

    def __init__(self, browser: Browser, path: Path, **options: object) -> None:
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.context.route("**/*", self._answer)
        self.page.goto(path.as_uri())

    def _answer(self, route: Route) -> None:
        """Let the page itself through, and no other request."""
        self.requests.append(route.request.url)
        if len(self.requests) == 1:
            route.continue_()
        else:
            route.abort()

    def open_everything(self) -> None:
        """Open all that folds, so that it is looked at too."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.fixture
def opened(browser: Browser, path: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """The page, opened with the options that a test is parametrized with."""
    shown = Opened(browser, path, **getattr(request, "param", {}))
    yield shown
    shown.context.close()

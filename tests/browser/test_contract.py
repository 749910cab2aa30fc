"""The contract of a published page, as a browser sees it: on the sample, on one article, on a hostile corpus, on yours."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PROJECT  # noqa: F401 -- the fixtures of the folder above
from hostile import HOSTILE, SCRIPT

from analysis.report.check import check_page

LIGHT, DARK = {"color_scheme": "light"}, {"color_scheme": "dark"}
NARROW = {"viewport": {"width": 320, "height": 700}}


def test_it_keeps_what_can_be_read_without_a_browser(path: Path) -> None:
    """Also of the pages that only this folder makes."""
    if path.name != "index.html":
        assert check_page(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("opened", [{}, {"bypass_csp": True}], indirect=True, ids=["as published", "without its policy"])
def test_nothing_is_asked_for_and_nothing_runs(opened) -> None:
    """One request, that of the file; no script, no complaint; also when the policy is left out, the last of three defences."""
    assert len(opened.requests) == 1
    assert opened.complaints == []
    assert opened.page.evaluate("window.PWNED") is None
    assert opened.page.locator("script, iframe, object, embed, form").count() == 0


@pytest.mark.parametrize(
    "opened", [{"bypass_csp": True, **LIGHT}, {"bypass_csp": True, **DARK}], indirect=True, ids=["light", "dark"]
)
def test_axe_finds_no_violation(opened) -> None:
    """With all that folds opened."""
    opened.open_everything()
    found = Axe().run(opened.page)
    assert [(rule["id"], rule["impact"], rule["nodes"][0]["html"][:200]) for rule in found.response["violations"]] == []


@pytest.mark.parametrize(
    "opened", [NARROW, {"viewport": {"width": 1280, "height": 900}}], indirect=True, ids=["320 px", "1280 px"]
)
def test_it_does_not_scroll_sideways(opened) -> None:
    """Tables and figures scroll in regions of their own, also when all that folds is open."""
    opened.open_everything()
    scrolled, visible = opened.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert scrolled <= visible


A4 = {"viewport": {"width": 794 - 2 * 38, "height": 1_123}}
"""Pixels of the sheet between margins of a centimetre."""


@pytest.mark.parametrize("opened", [A4], indirect=True, ids=["A4"])
def test_on_paper_code_is_hidden_figures_are_whole_and_numbers_are_there(opened) -> None:
    """A4, folded table twins included."""
    opened.page.emulate_media(media="print")
    assert opened.page.locator("details.code:visible, nav:visible").count() == 0
    heights = opened.page.evaluate("[...document.querySelectorAll('figure')].map(one => one.getBoundingClientRect().height)")
    assert max(heights, default=0) < 1_000
    assert len(opened.page.pdf(format="A4")) > 1_000


def test_every_figure_is_drawn(opened) -> None:
    """No broken image."""
    widths = opened.page.evaluate("[...document.images].map(one => one.naturalWidth)")
    assert all(width > 100 for width in widths)


def test_it_is_small(path: Path, pages: dict[str, Path]) -> None:
    """Under 2 MB, whatever the corpus; that of seventeen outlets with names as long as articles under the ceiling of 5 MB."""
    assert path.stat().st_size < (5_000_000 if path == pages["hostile"] else 2_000_000)


@pytest.mark.parametrize("path", ["hostile", "hostile close reading", "hostile comparison"], indirect=True)
def test_hostile_text_can_be_read_as_text(opened) -> None:
    """A headline or an outlet of `<script>` is shown as written."""
    shown = opened.page.evaluate("document.body.textContent")
    assert SCRIPT in shown
    assert opened.page.locator("main b").filter(has_text="window.PWNED").count() == 0


@pytest.mark.parametrize("path", ["hostile"], indirect=True)
def test_names_in_every_alphabet_are_shown(opened) -> None:
    """In tables as they are written."""
    shown = opened.page.evaluate("document.body.textContent")
    assert all(any(word in shown for word in payload.split()) for payload in HOSTILE[8:11])

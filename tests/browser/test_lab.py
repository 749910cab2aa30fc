"""JupyterLab as `make lab` starts it: a notebook opens, its kernel is found, all of it runs, and shows what the page shows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROJECT
from playwright.sync_api import Browser, expect

_SECONDS = 240


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server over a copy of the notebooks, so that what is run is not saved into the project."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for path in (PROJECT / "notebooks").glob("*.ipynb"):
        (folder / path.name).write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token="]
    environment = {name: value for name, value in os.environ.items() if name != "JUPYTER_PATH"} | {"JUPYTER_PREFER_ENV_PATH": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as server:
        found = next(filter(None, (re.search(r"http://(?:localhost|127\.0\.0\.1):\d+", line) for line in server.stderr)))
        yield found.group()
        server.terminate()
        server.stderr.read()


def test_running_all_cells_shows_the_article(browser: Browser, address: str) -> None:
    """The text in layers, tables and a figure; no error, no warning."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.goto(f"{address}/lab/tree/close_reading.ipynb")
    # the indicator in the notebook says "idle" before there is a kernel, and a run without one asks which; the status bar knows
    page.get_by_role("contentinfo").get_by_text(re.compile(r"\| Idle$")).wait_for(timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('[data-command="runmenu:run-all"]').click()
    expect(page.locator(".jp-OutputArea .reading").first).to_be_visible(timeout=_SECONDS * 1_000)
    expect(page.locator(".jp-OutputArea table").first).to_be_attached(timeout=_SECONDS * 1_000)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    context.close()

"""The documentation says what is true."""

import re
import runpy

import pytest
from conftest import PROJECT

from analysis.cli import main
from analysis.report.parameters import read_parameters
from analysis.tables import Tables

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_data_dictionary_is_written_from_the_code() -> None:
    """`python docs/tables.py` would change nothing."""
    written = runpy.run_path(str(PROJECT / "docs" / "tables.py"))["data_dictionary"]()
    assert (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8") == written


@pytest.mark.parametrize("page", ["README.md", "docs/cluster.md"])
def test_the_code_of_the_pages_runs(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a newcomer would paste it."""
    monkeypatch.chdir(PROJECT)
    for source in re.findall(r"```python\n(.*?)```", (PROJECT / page).read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(source, page, "exec"), {})  # noqa: S102 -- our own page


def test_the_readme_s_make_commands_exist() -> None:
    """Every target that it names."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`?make ([a-z]+(?:-[a-z]+)*)", README)) - {"and", "it"}
    assert {"report", "test", "help", "lab", "check"} <= named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


PAGES = README + (PROJECT / "docs" / "cluster.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(set(re.findall(r"python -m analysis ([a-z-]+)", PAGES))))
def test_the_commands_of_the_pages_have_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` of each teaches."""
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert "usage:" in capsys.readouterr().out


def test_the_readme_names_the_tables_and_the_parameters() -> None:
    """All of them, in order."""
    assert " ".join(Tables._fields) in README
    assert " ".join(read_parameters(PROJECT / "notebooks" / "framing_report.ipynb")) in README


def test_links_between_pages_resolve() -> None:
    """Relative links point at files that are there."""
    for page in (*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"), *(PROJECT / "data").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_gold_page_shows_a_line_that_works(tmp_path) -> None:
    """The example is complete."""
    page = (PROJECT / "docs" / "gold.md").read_text(encoding="utf-8")
    for what, line in zip(("quotes", "mentions"), re.findall(r"```json\n(.*?)```", page, re.DOTALL), strict=True):
        (tmp_path / "gold.jsonl").write_text(line, encoding="utf-8")
        assert main(["evaluate", what, str(tmp_path / "gold.jsonl")]) == 0

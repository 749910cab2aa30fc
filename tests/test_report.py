"""From a corpus to a page: parameters, export, contract, publication, failure."""

import fcntl
import json
import os
import shlex
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import PROJECT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.cli import main
from analysis.errors import ReportError, SettingsError
from analysis.report import publish_report
from analysis.report.check import check_page
from analysis.report.export import Page, export_html, kept_files
from analysis.report.notify import notify
from analysis.report.parameters import fit_parameters, read_parameters
from analysis.report.shelf import changes, prune, write_shelf

FRAMING = PROJECT / "notebooks" / "framing_report.ipynb"
HOSTILE = '<script>window.PWNED=1</script><img src=x onerror="window.PWNED=1">'
PAGE = Page("Rapport", "fr", "23 novembre 2026", "64 articles", "f00", {"corpus": "x"}, "2026-11-23T06:00:00+00:00")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"corpsu": "x"}, "unknown parameter 'corpsu'; did you mean 'corpus'?"),
        ({"seed": "zéro"}, "parameter seed='zéro' is no int; its default is 0"),
    ],
)
def test_wrong_parameters_are_refused(given: dict[str, str], message: str) -> None:
    """Before any kernel starts, with the remedy."""
    with pytest.raises(SettingsError) as caught:
        fit_parameters(read_parameters(FRAMING), given)
    assert message in str(caught.value)


def test_parameters_take_the_notebook_s_types() -> None:
    """Numbers, lists with commas or JSON, texts that look like numbers."""
    given = {"seed": "7", "outlets": "Canal Info, Le Fil Populaire", "lexicons": '["vader_fr"]', "since": "2026"}
    fitted = fit_parameters(read_parameters(FRAMING), given)
    assert fitted == {"seed": 7, "outlets": ["Canal Info", "Le Fil Populaire"], "lexicons": ["vader_fr"], "since": "2026"}


def page_of(*cells: object, title: str = "# Rapport") -> str:
    return export_html(new_notebook(cells=[new_markdown_cell(title), *cells]), PAGE)


def output_of(mime: str, content: str, metadata: dict[str, object] | None = None) -> object:
    output = new_output("display_data", data={mime: content}, metadata=metadata or {})
    return new_code_cell("1", outputs=[output], execution_count=1)


@pytest.mark.parametrize(
    "cell",
    [
        new_markdown_cell(f"Titre : {HOSTILE}"),
        output_of(
            "text/html", f"<table><thead><tr><th>{HOSTILE}x</th></tr></thead><tbody><tr><td>{HOSTILE}</td></tr></tbody></table>"
        ),
        output_of("text/markdown", HOSTILE),
        output_of("text/plain", HOSTILE),
        output_of("application/javascript", "window.PWNED=1"),
        output_of(
            "image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg'>{HOSTILE}</svg>", {"image/svg+xml": {"alt": HOSTILE}}
        ),
        new_code_cell(f"# {HOSTILE}", outputs=[new_output("stream", name="stdout", text=HOSTILE)], execution_count=1),
        new_markdown_cell("[lien](javascript:alert(1))"),
    ],
)
def test_no_sink_lets_a_script_through(cell: object) -> None:
    """Whatever a headline holds, the page has no active element."""
    html = page_of(cell)
    problems = [problem for problem in check_page(html) if "caption" not in problem]
    assert problems == []
    assert "<script" not in html
    assert "javascript:" not in html or "href" not in html.split("javascript:")[0][-20:]


def test_markdown_shows_hostile_text_as_text() -> None:
    """It stays readable."""
    assert "&lt;script&gt;" in page_of(new_markdown_cell(HOSTILE))


def test_a_plain_dataframe_gets_scopes() -> None:
    """A table of the user's own is mended: no empty header cell, a scope on each."""
    html = page_of(
        output_of(
            "text/html", "<table><thead><tr><th></th><th>n</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
        )
    )
    assert '<th scope="col">n</th>' in html
    assert '<th scope="row">0</th>' in html


def test_kept_files_cannot_leave_their_folder() -> None:
    """A name is reduced to a file name."""
    cell = output_of("text/csv", "a\n1\n", {"text/csv": {"name": "../../etc/passwd"}})
    assert list(kept_files(new_notebook(cells=[cell]))) == ["_.._etc_passwd"]


GOOD = page_of(
    new_markdown_cell("## Partie"), output_of("image/svg+xml", "<svg/>", {"image/svg+xml": {"alt": "Barres : 3 articles."}})
)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<main", "<script>1</script><main", "<script> stands in the page"),
        ("<main", '<main onclick="x"', "attribute onclick"),
        ('alt="Barres : 3 articles."', 'alt=""', "no alternative text"),
        ('alt="Barres : 3 articles."', 'alt="No description has been provided for this image"', "no alternative text"),
        ('lang="fr"', "", "no lang"),
        ('src="data:image', 'src="https://example.org/x', "loads https://example.org"),
        ("default-src 'none'", "default-src *", "content security policy"),
        ('href="#partie"', 'href="#nowhere"', "which is not there"),
        ("<h2", "<h4", "heading level 4 follows 1"),
        ("23 novembre 2026</title>", "</title>", "no date"),
        ("<title>", '<meta http-equiv="Refresh" content="0"><title>', "sends its reader elsewhere"),
        ('class="skip"', "", "no link that skips"),
        ('<main id="content"', '<main id="content"><p id="content"></p', "two elements are called #content"),
        ("<dt>", "<dd>", "does not say what it was made from"),
        ('alt="Barres', f'alt="{"Barres" * 80}', "alternative text of image 1 has"),
    ],
)
def test_the_self_check_sees_each_fault(old: str, new: str, problem: str) -> None:
    """A page that breaks its contract in one point is refused for that point."""
    assert check_page(GOOD) == []
    assert old in GOOD
    assert any(problem in found for found in check_page(GOOD.replace(old, new)))


@pytest.fixture(scope="module")
def published(own_folders: Path) -> Path:
    """The sample report, made once."""
    return publish_report("data/sample", day=date(2026, 11, 23), progress=False).path


@pytest.mark.slow
def test_the_sample_report_keeps_its_contract(published: Path) -> None:
    """French, dated, whole, with its companions and in the index."""
    html = published.read_text(encoding="utf-8")
    assert check_page(html) == []
    assert '<html lang="fr">' in html
    assert "Rapport de cadrage – 23 novembre 2026" in html
    assert len(html) < 2_000_000
    folder = published.with_suffix("")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["n_articles"] == 64
    assert {"speakers.csv", "quote_density.csv", "tone.csv", "comentions.csv", "failures.csv"} <= {
        path.name for path in (folder / "tables").iterdir()
    }
    assert (folder / "network.gexf").read_text(encoding="utf-8").startswith("<")
    assert "2026-11-23/framing_report.html" in (published.parents[1] / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_page_shows_all_figures_and_tables_of_the_notebook(published: Path) -> None:
    """Nothing disappears in the export."""
    notebook = nbformat.read(published.with_suffix("") / "notebook.ipynb", as_version=4)
    data = [output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    html = published.read_text(encoding="utf-8")
    assert html.count("<img ") == sum("image/svg+xml" in one for one in data) == 16
    assert html.count("<table>") == sum("<table" in one.get("text/html", "") for one in data)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.slow
def test_the_same_again_is_there_already_and_other_parameters_replace_it(published: Path) -> None:
    """Idempotent by date and content."""
    before = published.stat().st_mtime_ns
    assert publish_report("data/sample", day=date(2026, 11, 23), progress=False) == (published, False)
    assert published.stat().st_mtime_ns == before
    other = publish_report("data/sample", day=date(2026, 11, 22), given={"report_language": "en"}, progress=False)
    assert '<html lang="en">' in other.path.read_text(encoding="utf-8")


def notebook_that(folder: Path, source: str, parameters: str = "") -> str:
    """A notebook in a project of its own, which then does something."""
    cells = [
        new_markdown_cell("# Test"),
        new_code_cell(f'corpus: str = "data/sample"\n{parameters}', metadata={"tags": ["parameters"]}),
        new_code_cell(source),
    ]
    (folder / "notebooks").mkdir(exist_ok=True)
    nbformat.write(
        new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "x"}}),
        folder / "notebooks" / "test.ipynb",
    )
    return "test"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with reports of its own."""
    from analysis.report import publication

    monkeypatch.setattr(publication, "PROJECT", tmp_path)
    monkeypatch.setenv("CADRAGE_REPORTS", str(tmp_path / "reports"))
    return tmp_path


def test_a_second_run_at_the_same_time_is_refused(project: Path) -> None:
    """The first is not disturbed."""
    name = notebook_that(project, "1")
    locks = project / "reports" / ".locks"
    locks.mkdir(parents=True)
    with (locks / "2026-11-23-test").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ReportError, match="another run is making 2026-11-23-test") as caught:
            publish_report("data/sample", day=date(2026, 11, 23), notebook=name, progress=False)
    assert caught.value.exit_code == 4


def test_a_notebook_needs_one_cell_of_typed_parameters(tmp_path: Path) -> None:
    """Else papermill would run it with its defaults and call that success."""
    path = tmp_path / "x.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("a = 1")]), path)
    with pytest.raises(SettingsError, match="has 0 cells tagged 'parameters'"):
        read_parameters(path)
    nbformat.write(new_notebook(cells=[new_code_cell("a = 1", metadata={"tags": ["parameters"]})]), path)
    with pytest.raises(SettingsError, match="has no type"):
        read_parameters(path)
    with pytest.raises(SettingsError, match="no notebook 'nope'"):
        read_parameters(tmp_path / "nope.ipynb")


@pytest.mark.slow
def test_a_corpus_of_one_article_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """N = 1: no comparison, no interval, and a hostile headline is only text."""
    monkeypatch.setenv("CADRAGE_REPORTS", str(tmp_path / "reports"))
    corpus = tmp_path / "one"
    corpus.mkdir()
    row = {
        "title": HOSTILE,
        "date": "2026-11-20",
        "outlet": f"{HOSTILE} $5bn {{x}}",
        "text": f"« Non », dit Léa Morel. {HOSTILE} $5bn ^^ fin.",
    }
    (corpus / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    html = publish_report(str(corpus), day=date(2026, 11, 23), progress=False).path.read_text(encoding="utf-8")
    assert check_page(html) == []
    assert "n = 1\u00a0: un seul article" in BeautifulSoup(html, "html.parser").get_text()
    assert "&lt;script&gt;window.PWNED" in html


@pytest.mark.slow
def test_a_page_is_known_by_itself_not_by_its_companions(project: Path) -> None:
    """A run killed between companions and page leaves the old page, and the next run makes it anew."""
    name = notebook_that(project, "1")
    page = publish_report("data/sample", day=date(2026, 11, 23), notebook=name, progress=False).path
    page.write_text(
        page.read_text(encoding="utf-8").replace('name="cadrage-identity" content="', 'name="cadrage-identity" content="old')
    )
    assert publish_report("data/sample", day=date(2026, 11, 23), notebook=name, progress=False).is_new


def test_the_corpus_is_given_once() -> None:
    """Not as an argument and as a parameter."""
    with pytest.raises(SettingsError, match="given twice"):
        publish_report("data/sample", given={"corpus": "data/raw"})


@pytest.mark.parametrize("given", [{"since": "foo"}, {"outlets": "Zed"}, {"since": "2030-01-01"}])
def test_an_impossible_selection_runs_no_cell(given: dict[str, str]) -> None:
    """Exit code 2, not 3."""
    with pytest.raises(SettingsError):
        publish_report("data/sample", day=date(2026, 11, 23), given=given, progress=False)


def key_figure(low: float, high: float, figure: str = "quote density, marked", name: str = "") -> dict[str, object]:
    return {
        "figure": figure,
        "name": name,
        "value": (low + high) / 2,
        "low": low,
        "high": high,
        "unit": "share",
        "n_articles": 40,
    }


def shelved(folder: Path, day: str, notebook: str = "framing_report", **more: object) -> Path:
    """A published page with its record, as small as can be."""
    page = folder / day / f"{notebook}.html"
    page.with_suffix("").mkdir(parents=True)
    page.write_text(f"<p>{day}</p>", encoding="utf-8")
    record = {"n_articles": 3, "made_at": f"{day}T06:00:00+00:00", "parameters": {"corpus": "<b>&"}, **more}
    (page.with_suffix("") / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return page


def test_the_shelf_has_an_index_a_feed_and_the_latest_pages(tmp_path: Path) -> None:
    """Newest first, links relative, text escaped."""
    for day in ("2026-11-20", "2026-11-22", "2026-11-21"):
        shelved(tmp_path, day)
    write_shelf(tmp_path)
    assert (tmp_path / "latest" / "framing_report.html").read_text(encoding="utf-8") == "<p>2026-11-22</p>"
    feed = ET.parse(tmp_path / "feed.xml").getroot()  # noqa: S314 -- written by the line above
    links = [link.get("href") for link in feed.iterfind("{*}entry/{*}link")]
    assert links == [f"2026-11-{day}/framing_report.html" for day in (22, 21, 20)]
    assert feed.findtext("{*}updated") == "2026-11-22T06:00:00+00:00"
    assert "<b>&" in str(feed.findtext("{*}entry/{*}summary"))
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert index.index("2026-11-22") < index.index("2026-11-21") < index.index("2026-11-20")
    assert "&lt;b&gt;&amp;" in index


def test_the_index_says_what_changed_beyond_the_intervals(tmp_path: Path) -> None:
    """Against the report before of the same series, whatever its days; other parameters are another series."""
    shelved(tmp_path, "2026-11-20", language="fr", key_figures=[key_figure(0.1, 0.2)])
    shelved(tmp_path, "2026-11-21", language="fr", parameters={"corpus": "other"}, key_figures=[key_figure(0.8, 0.9)])
    shelved(
        tmp_path,
        "2026-11-22",
        language="fr",
        parameters={"corpus": "<b>&", "since": "2026-11-22"},
        key_figures=[key_figure(0.3, 0.4)],
    )
    shelved(
        tmp_path,
        "2026-11-23",
        language="fr",
        parameters={"corpus": "<b>&", "since": "2026-11-23"},
        key_figures=[key_figure(0.35, 0.5)],
    )
    index = write_shelf(tmp_path).read_text(encoding="utf-8")
    assert index.count("→") == 1
    assert "densité de citation, entre guillemets 15,0\u202f% → 35,0\u202f%" in index
    assert '<html lang="fr">' in index
    assert check_page(index.replace("<title>", "<title>2026 "))[0] == "<link> stands in the page"  # that of the feed
    feed = ET.parse(tmp_path / "feed.xml").getroot()  # noqa: S314 -- written by the line above
    assert [("→" in str(summary.text)) for summary in feed.iterfind("{*}entry/{*}summary")] == [False, True, False, False]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ([key_figure(0.1, 0.2)], [key_figure(0.2, 0.3)], 0),
        ([key_figure(0.1, 0.2)], [key_figure(0.21, 0.3)], 1),
        ([key_figure(0.3, 0.4)], [key_figure(0.1, 0.2)], 1),
        ([key_figure(0.1, 0.2, name="Léa")], [key_figure(0.3, 0.4, name="Paul")], 0),
        ([{**key_figure(0.1, 0.2), "low": None, "high": None}], [key_figure(0.3, 0.4)], 0),
        ([], [key_figure(0.3, 0.4)], 0),
    ],
)
def test_a_change_is_one_beyond_both_intervals(
    before: list[dict[str, object]], after: list[dict[str, object]], changed: int
) -> None:
    """Of the same figure of the same name; without an interval nothing is said."""
    assert len(changes({"key_figures": before}, {"key_figures": after})) == changed


def test_the_feed_has_whole_addresses_where_the_site_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CADRAGE_URL says where the reports are served."""
    monkeypatch.setenv("CADRAGE_URL", "https://news.example/reports")
    shelved(tmp_path, "2026-11-20")
    write_shelf(tmp_path)
    assert 'href="https://news.example/reports/2026-11-20/framing_report.html"' in (tmp_path / "feed.xml").read_text(
        encoding="utf-8"
    )


def test_a_page_is_rewritten_only_when_it_changes(tmp_path: Path) -> None:
    """A feed reader or a mirror sees no change where there is none."""
    shelved(tmp_path, "2026-11-20")
    stamps = [[path.stat().st_mtime_ns for path in (write_shelf(tmp_path), tmp_path / "feed.xml")] for _ in range(2)]
    assert stamps[0] == stamps[1]


def test_prune_keeps_the_newest_of_each_notebook(tmp_path: Path) -> None:
    """Pages, companions, empty days and old failures go; another notebook's stay; an empty shelf is no error."""
    old, kept = shelved(tmp_path, "2026-11-20"), shelved(tmp_path, "2026-11-21")
    other = shelved(tmp_path, "2026-11-19", "close_reading")
    failed = [tmp_path / ".failed" / name for name in ("a", "b.json")]
    failed[0].mkdir(parents=True)
    failed[1].write_text("{}", encoding="utf-8")
    os.utime(failed[0], (0, 0))
    assert prune(tmp_path, 1) == [old]
    assert [path.exists() for path in failed] == [False, True]
    assert not old.parent.exists()
    assert kept.exists()
    assert other.exists()
    assert prune(tmp_path / "none", 1) == []


@pytest.fixture
def teller(tmp_path: Path) -> tuple[str, Path]:
    """A command that writes down what it is told, and where."""
    script, told = tmp_path / "tell.py", tmp_path / "told.txt"
    lines = (
        "import os, sys, pathlib",
        f"pathlib.Path({str(told)!r}).write_text(os.environ['CADRAGE_STATUS'] + ' ' + sys.argv[-1])",
    )
    script.write_text("\n".join(lines), encoding="utf-8")
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}", told


def test_a_failed_run_is_told(teller: tuple[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """With a record that says why; the exit code stays that of the failure."""
    command, told = teller
    assert main(["report", "nowhere", "-q", "--notify", command]) == 2
    status, path = told.read_text(encoding="utf-8").split(" ", 1)
    record = json.loads(Path(path).read_text(encoding="utf-8"))
    assert (status, record["status"], record["exit_code"]) == ("failed", "failed", 2)
    assert "nowhere" in record["reason"]


def test_a_record_is_handed_over_and_a_broken_command_is_said(teller: tuple[str, Path], caplog: pytest.LogCaptureFixture) -> None:
    """Neither changes the run."""
    command, told = teller
    caplog.set_level("WARNING", logger="analysis")
    notify(command, Path("run.json"), is_published=True)
    assert told.read_text(encoding="utf-8") == "published run.json"
    notify("no-such-command-here", Path("run.json"), is_published=True)
    notify(f"{sys.executable} -c 'raise SystemExit(7)'", Path("run.json"), is_published=True)
    assert "did not run" in caplog.text
    assert "ended with 7" in caplog.text


@pytest.mark.slow
def test_backfill_makes_the_missing_days(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of the articles of its days; a day without articles is passed over, a second run makes nothing."""
    notebook_that(project, "1", 'since: str = ""  # first day\nuntil: str = ""  # last day')
    rows = [{"text": f"Le pont ferme. {day}", "date": day, "lang": "fr"} for day in ("2026-11-20", "2026-11-22")]
    (project / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    command = ["backfill", str(project / "a.jsonl"), "--notebook", "test", "--from", "2026-11-20", "--to", "2026-11-22", "-q"]
    assert main([*command, "--days", "1"]) == 0
    pages = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [page.parent.name for page in pages] == ["2026-11-20", "2026-11-22"]
    records = [json.loads((page.with_suffix("") / "run.json").read_text(encoding="utf-8")) for page in pages]
    assert [(record["parameters"]["since"], record["n_articles"]) for record in records] == [("2026-11-20", 1), ("2026-11-22", 1)]
    stamps = [page.stat().st_mtime_ns for page in pages]
    assert main([*command, "--days", "1"]) == 0
    assert [page.stat().st_mtime_ns for page in pages] == stamps
    assert main([*command, "--force"]) == 0
    record = json.loads((pages[1].with_suffix("") / "run.json").read_text(encoding="utf-8"))
    assert (record["parameters"]["until"], record["n_articles"]) == ("2026-11-22", 2)


def test_backfill_from_after_to_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    assert main(["backfill", "--from", "2026-11-22", "--to", "2026-11-20"]) == 2
    assert "--from 2026-11-22 is after --to 2026-11-20" in capsys.readouterr().err

"""Whatever goes wrong, what was published stays, the exit code is right, one line says why, and nothing is left locked."""

import fcntl
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from conftest import PROJECT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.report.check import check_page

pytestmark = pytest.mark.slow

DAY = "2026-11-23"
TEXT = "« Le pont fermera lundi », a annoncé la maire Léa Morel. Les commerçants craignent une crise."


class Project:
    """A project of its own in a folder, with the data of this one, a corpus and a notebook that takes three seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = folder / "corpus"
        self.reports = folder / "reports"
        self.page = self.reports / DAY / "test.html"
        self.latest = self.reports / "latest" / "test.html"
        (folder / "notebooks").mkdir()
        (folder / "data").symlink_to(PROJECT / "data")
        self.corpus.mkdir()
        (self.corpus / "a.jsonl").write_text(
            json.dumps({"text": TEXT, "date": "2026-11-20", "outlet": "Canal Info", "lang": "fr"}), encoding="utf-8"
        )
        self.write("import analysis, time\ntables = analysis.read_tables(corpus)\ntime.sleep(1)\nprint(len(tables.quotes))")

    def write(self, source: str) -> None:
        """Make the notebook do something else."""
        cells = [
            new_markdown_cell("# Test"),
            new_code_cell('corpus: str = "corpus"  # articles', metadata={"tags": ["parameters"]}),
            new_code_cell(source),
        ]
        nbformat.write(new_notebook(cells=cells), self.folder / "notebooks" / "test.ipynb")

    def start(self, *more: str, largest: int | None = None, **environment: str) -> "subprocess.Popen[str]":
        """Start the command as a shell would; no file that it writes grows beyond the `largest` block of 512 bytes."""
        command = [sys.executable, "-m", "analysis", "report", str(self.corpus), "--notebook", "test", "--date", DAY, "-q", *more]
        if largest:
            command = ["sh", "-c", f'ulimit -f {largest}; exec "$@"', "sh", *command]
        folders = {"CADRAGE_HOME": self.folder, "CADRAGE_TABLES": self.folder / "tables", "CADRAGE_REPORTS": self.reports}
        environment = {**os.environ, **{name: str(path) for name, path in folders.items()}, **environment}
        return subprocess.Popen(
            command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder
        )  # fmt: skip

    def run(self, *more: str, largest: int | None = None) -> tuple[int, str]:
        """Run the command; return its exit code and what it says."""
        process = self.start(*more, largest=largest)
        _, error = process.communicate(timeout=120)
        return process.returncode, error

    def state(self) -> tuple[str, str]:
        """What is published, but for the moment at which it was made."""
        return tuple(re.sub(r"<time.*?</time>", "", path.read_text(encoding="utf-8")) for path in (self.page, self.latest))

    def is_locked(self) -> bool:
        """Whether any lock is held."""
        for lock in (self.reports / ".locks").iterdir():
            with lock.open("w") as opened:
                try:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
        return False


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with a report that is there already."""
    project = Project(tmp_path_factory.mktemp("project"))
    code, error = project.run()
    assert (code, error) == (0, "")
    return project


@pytest.fixture
def project(made: Project) -> Project:
    """The project, its notebook as it was made with; whatever a test does, nothing published changes and nothing is locked."""
    before, notebook = made.state(), (made.folder / "notebooks" / "test.ipynb").read_bytes()
    yield made
    (made.folder / "notebooks" / "test.ipynb").write_bytes(notebook)
    assert made.state() == before
    assert check_page(made.page.read_text(encoding="utf-8")) == []
    assert not made.is_locked()
    assert not list((made.reports / ".staging").iterdir())


def one_line(error: str) -> str:
    """What stderr says, which is one line."""
    lines = error.strip().splitlines()
    assert len(lines) == 1, error
    assert lines[0].startswith("cadrage: ")
    return lines[0]


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("raise ValueError('boom')", 3, "ValueError: boom"),
        ("import sys\nsys.exit(0)", 3, "SystemExit"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", 3, "the kernel stopped"),
        ("import os\nos._exit(0)", 3, "the kernel stopped"),
        ("%no_such_magic", 3, "no_such_magic"),
        ("from IPython.display import display\ndisplay({'image/png': 'AAAA'}, raw=True)", 5, "no alternative text"),
    ],
)
def test_a_notebook_that_fails(project: Project, source: str, code: int, message: str) -> None:
    """A cell raises or leaves, the kernel is killed or ends, a page is not fit: each has its code, and is kept."""
    project.write(source)
    found, error = project.run()
    assert found == code
    assert message in one_line(error)
    kept = Path(re.search(r"(?:open|kept in) ([^\s,]+)", error).group(1))
    assert kept.is_file()
    record = json.loads((kept.parent / "run.json").read_text(encoding="utf-8"))
    assert (record["status"], record["exit_code"]) == ("failed", code)
    assert message in record["reason"]


def test_a_notebook_that_takes_too_long(project: Project) -> None:
    """The limit is the whole notebook's."""
    project.write("import time\ntime.sleep(60)")
    began = time.monotonic()
    code, error = project.run("--time-limit", "1")
    assert code == 3
    assert "longer than the 1 seconds of --time-limit" in one_line(error)
    assert time.monotonic() - began < 45


def test_two_runs_at_once(project: Project) -> None:
    """The second is refused, the first is not disturbed."""
    first = project.start("--force")
    while not any(path.name.startswith(DAY) for path in (project.reports / ".staging").iterdir()):
        assert first.poll() is None
        time.sleep(0.05)
    code, error = project.run("--force")
    assert code == 4
    assert f"another run is making {DAY}-test" in one_line(error)
    assert first.wait(timeout=120) == 0


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT], ids=lambda sent: sent.name)
def test_a_run_that_is_stopped_at_a_random_moment(project: Project, sent: signal.Signals, number: int) -> None:
    """Exit code 143 or 130; the kernel is gone. A run that was just publishing has published whole."""
    moment = random.Random(f"{sent} {number}").uniform(0.4, 6)
    process = project.start("--force")
    time.sleep(moment)
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.send_signal(sent)
    _, error = process.communicate(timeout=30)
    assert process.returncode in (128 + sent, -sent, 0)  # killed by the signal is the same to a shell
    if process.returncode > 0:
        one_line(error)
    assert psutil.wait_procs(children, timeout=10)[1] == []


@pytest.mark.parametrize(
    ("step", "target", "sign"),
    [
        ("companions aside", "import pathlib; hit(pathlib.Path, 'rename')", ".html"),
        ("page", "hit(os, 'replace')", ".html"),
        ("old companions away", "hit(shutil, 'rmtree')", ".old"),
        ("shelf", "hit(os, 'replace')", ".feed.xml"),
    ],
)
def test_a_run_that_is_stopped_while_it_publishes(project: Project, step: str, target: str, sign: str, tmp_path: Path) -> None:
    """At each step of the publication: the page and its companions are whole, the signal is heeded after."""
    hook = tmp_path / "sitecustomize.py"
    lines = (
        "import os, shutil, signal",
        "def hit(module, name):",
        "    real = getattr(module, name)",
        "    def struck(*args, **options):",
        "        places = [*map(str, args), *os.listdir(os.environ['CADRAGE_REPORTS'] + '/.staging')]",
        f"        if {sign!r} in ' '.join(places) and not os.environ.get('STRUCK'):",
        "            os.environ['STRUCK'] = '1'; os.kill(os.getpid(), signal.SIGTERM)",
        "        return real(*args, **options)",
        "    setattr(module, name, struck)",
        target,
    )
    hook.write_text("\n".join(lines), encoding="utf-8")
    process = project.start("--force", PYTHONPATH=str(tmp_path))
    _, error = process.communicate(timeout=60)
    assert process.returncode == 143, error
    record = json.loads((project.page.with_suffix("") / "run.json").read_text(encoding="utf-8"))
    assert f'content="{record["identity"]}"' in project.page.read_text(encoding="utf-8")


def test_what_a_killed_run_leaves_is_cleared_away(project: Project) -> None:
    """Companions that were moved aside come back; a snapshot of the texts does not stay; the next run does not take half for done."""
    staging = project.reports / ".staging"
    companions = project.page.with_suffix("")
    companions.rename(staging / f"{DAY}-test.old")
    (staging / "2026-01-01-other.snapshot").mkdir()
    (staging / f"{DAY}-test.html").write_text("half", encoding="utf-8")
    assert project.run()[0] == 0
    assert (companions / "run.json").is_file()
    assert list(staging.iterdir()) == []


def test_a_notebook_of_many_short_cells_is_limited_too(project: Project) -> None:
    """The time is that of all cells together."""
    path = project.folder / "notebooks" / "test.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2:] = [new_code_cell("import time\ntime.sleep(0.9)") for _ in range(8)]
    nbformat.write(notebook, path)
    code, error = project.run("--time-limit", "2")
    assert code == 3
    assert "longer than the 2 seconds" in one_line(error)
    for wrong in ("-5", "0", "nan", "inf"):
        code, error = project.run("--time-limit", wrong)
        assert (code, "above 0" in one_line(error)) == (2, True)


@pytest.mark.parametrize("largest", [8, 40])
def test_a_full_disk(project: Project, largest: int) -> None:
    """No file can grow beyond a size: the snapshot or the notebook cannot be written, nor the page."""
    project.write(f"print('x ' * {largest * 500})")
    code, error = project.run("--force", largest=largest)
    assert code == 3
    assert "File too large" in one_line(error)


def test_a_corpus_that_vanishes(project: Project, tmp_path: Path) -> None:
    """Before it is read: exit code 2. After that it is not needed: the report is of the texts that were read."""
    code, error = project.run("-p", "corpus", "nowhere")
    assert code == 2
    assert "given twice" in one_line(error)
    away = project.corpus.rename(tmp_path / "away")
    code, error = project.run("--force")
    assert code == 2
    assert "no such file or folder" in one_line(error)
    away.rename(project.corpus)
    source = "import analysis, os\nos.rename(corpus, corpus + '-away')\ntables = analysis.read_tables(corpus)\nraise ValueError(len(tables.articles))"
    project.write(source)
    code, error = project.run()
    (project.folder / "corpus-away").rename(project.corpus)
    assert code == 3
    assert "ValueError: 1" in one_line(error)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-p", "corpsu", "x"], "did you mean 'corpus'?"),
        (["--days", "0"], "days=0: give 1 or more"),
        (["--days", "3"], "unknown parameter 'since'"),
    ],
)
def test_wrong_parameters(project: Project, arguments: list[str], message: str) -> None:
    """Exit code 2 before any kernel starts."""
    code, error = project.run(*arguments)
    assert code == 2
    assert message in one_line(error)


def test_a_notebook_without_parameters_or_with_an_empty_corpus(project: Project) -> None:
    """It would run with whatever it has and call that success."""
    path = project.folder / "notebooks" / "test.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), path)
    code, error = project.run()
    assert (code, "has 0 cells tagged 'parameters'" in one_line(error)) == (2, True)


def test_a_foreign_kernel(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever JUPYTER_PATH offers under the name python3, this interpreter's kernel runs."""
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    content = {"argv": ["/bin/false"], "display_name": "x", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    project.write("import sys\nraise ValueError(sys.executable)")
    code, error = project.run()
    assert code == 3
    assert f"ValueError: {sys.executable}" in one_line(error)


def test_the_same_twice_is_the_same_page(project: Project) -> None:
    """Byte for byte, but for the moment at which it was made (see also the fixture, after every test)."""
    before = project.state()
    assert project.run("--force") == (0, "")
    assert project.state() == before

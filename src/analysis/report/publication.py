"""Publish a report whole or not at all: lock, stage on the same file system, check, move, HTML last."""

import fcntl
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.analyzer import Settings
from analysis.corpus import Run, analyze_corpus, corpus_digest, select
from analysis.errors import ReportError, SettingsError
from analysis.evaluation.coding import read_coding
from analysis.language.messages import check_language, counter, date_text, translator
from analysis.places import PROJECT, reports_folder
from analysis.readers.snapshot import FOLDER_VARIABLE, write_snapshot
from analysis.report.execute import execute_notebook, import_nbformat, running_kernel
from analysis.report.parameters import fit_parameters, read_parameters
from analysis.report.record import identify, key_numbers, made_of, read_record
from analysis.report.shelf import write_shelf
from analysis.store import flush

if TYPE_CHECKING:
    from jupyter_client.manager import KernelManager

    from analysis.report.export import Page

__all__ = ["Outcome", "publish_report"]

LOCKED, UNFIT = 4, 5


class Outcome(NamedTuple):
    """Where the page lies, and whether it was made now or was there already."""

    path: Path
    is_new: bool


class _Place(NamedTuple):
    """Where a report goes, and where it is made."""

    folder: Path
    day: date
    notebook: Path

    @property
    def page(self) -> Path:
        return self.folder / f"{self.day}" / f"{self.notebook.stem}.html"

    @property
    def companions(self) -> Path:
        return self.page.with_suffix("")

    @property
    def staging(self) -> Path:
        return self.folder / ".staging" / f"{self.day}-{self.notebook.stem}"

    @property
    def snapshot(self) -> Path:
        return self.staging.with_suffix(".snapshot")


class _Job(NamedTuple):
    """One report to make: where it goes, and everything that identifies it."""

    place: _Place
    parameters: dict[str, Any]
    language: str
    identity: str
    run: Run
    articles: pd.DataFrame
    made_of: dict[str, Any]


def publish_report(
    corpus: str | None = None,
    *,
    day: date | None = None,
    days: int | None = None,
    notebook: str = "framing_report",
    given: Mapping[str, str] | None = None,
    force: bool = False,
    workers: int = 1,
    seconds: float | None = None,
    progress: bool | None = None,
) -> Outcome:
    """Analyse a corpus and publish a notebook of it as `reports/<date>/<notebook>.html`.

    The same texts, parameters, notebook and versions on the same date are "there already"; anything
    else replaces the report of that date in one step.

    Parameters
    ----------
    corpus
        A file, a folder or a glob; by default the notebook's own.
    day
        The date of the report, by default today (UTC).
    days
        Take only articles of that many days, the last of which is `day`: sets the parameters `since` and `until`.
    notebook
        Name of a notebook in `notebooks/`.
    given
        Parameters of the notebook, as text.
    force
        Make the report anew even if it is there already.
    workers
        Processes of the analysis.
    seconds
        Longest time that the notebook may run; the analysis, which keeps what it has done, has no limit.
    progress
        Show progress bars on stderr; by default where stderr is a terminal.

    Raises
    ------
    SettingsError, CorpusError, LexiconError
        When a parameter or the corpus is wrong; no cell was run.
    ReportError
        With exit code 3, 4 or 5; a report that was there before is untouched, and the failed notebook
        is kept under `reports/.failed/`.
    """
    path = PROJECT / "notebooks" / f"{notebook.removesuffix('.ipynb')}.ipynb"
    day = day or datetime.now(UTC).date()
    chosen = _choose(path, corpus, {**(given or {}), **_period(day, days, given or {})})
    language = chosen.get("report_language", "en")
    check_language(language)
    settings = Settings(lexicons=tuple(chosen.get("lexicons") or Settings().lexicons), ner=str(chosen.get("ner") or "model"))
    coding = read_coding(str(chosen.get("coded") or ""))  # a broken file is refused before anything is analysed
    folder = reports_folder()
    place = _Place(folder, day, path)
    with _locked(folder, f"{day}-{path.stem}", f"{path.stem} of {day}"), ExitStack() as stack:
        kernel: AbstractContextManager[KernelManager] = running_kernel({FOLDER_VARIABLE: str(place.snapshot.resolve())})
        if force or not place.page.exists():
            kernel = nullcontext(stack.enter_context(kernel))  # it starts while the corpus is read
        run = analyze_corpus(chosen["corpus"], settings, workers=workers, progress=progress)
        articles = select(run.reading.articles, chosen.get("since"), chosen.get("until"), chosen.get("outlets"))
        identity = identify(path, {**chosen, "coding": coding.to_csv()}, settings, run)
        job = _Job(place, chosen, language, identity, run, articles, made_of(run, len(articles)))
        is_there = not force and _is_published(job)
        if not is_there:
            _announce_replacement(job)
            _make(job, stack.enter_context(kernel), seconds, progress=sys.stderr.isatty() if progress is None else progress)
        _update_shelf(folder)  # also where a run was killed before it could
        return Outcome(place.page, is_new=not is_there)


def _choose(path: Path, corpus: str | None, given: Mapping[str, str]) -> dict[str, Any]:
    """Fit what is given to the notebook's parameters, the others as it has them."""
    if corpus is not None and "corpus" in given:
        raise SettingsError(f"the corpus is given twice, as {corpus!r} and as -p corpus {given['corpus']!r}; give it once")
    known = read_parameters(path)
    fitted = fit_parameters(known, {**given, **({"corpus": corpus} if corpus is not None else {})})
    chosen = {**{one.name: one.default for one in known.values()}, **fitted}
    if not chosen.get("corpus"):
        raise SettingsError(f"{path}: the parameter corpus is missing or empty; give a file, a folder or a pattern")
    return chosen


def _period(day: date, days: int | None, given: Mapping[str, str]) -> dict[str, str]:
    if days is None:
        return {}
    if days < 1:
        raise SettingsError(f"days={days}: give 1 or more")
    if {"since", "until"} & set(given):
        raise SettingsError(f"days={days} sets since and until; give either it or them")
    return {"since": f"{day - timedelta(days=days - 1)}", "until": f"{day}"}


def _is_published(job: _Job) -> bool:
    """Whether the page itself, not only its companions, was made from the same."""
    if not job.place.page.is_file():
        return False
    with job.place.page.open(encoding="utf-8") as page:
        return f'content="{job.identity}"' in page.read(_HEAD)


_HEAD = 4_000


def _announce_replacement(job: _Job) -> None:
    old = read_record(job.place.page)
    if old and job.place.page.is_file():
        made = f"{old.get('n_articles')} articles from {old.get('parameters', {}).get('corpus')}, made at {old.get('made_at')}"
        logging.getLogger(__name__).warning("replaces the report of %s (%s); --date keeps both", job.place.day, made)


def _make(job: _Job, kernel: "KernelManager", seconds: float | None, *, progress: bool) -> None:
    staging, snapshot = job.place.staging, job.place.snapshot
    for left in (staging, snapshot):  # by a killed run; this run holds the lock
        shutil.rmtree(left, ignore_errors=True)
    began = time.monotonic()
    try:
        (staging / "tables").mkdir(parents=True)
        write_snapshot(job.run.reading, str(job.parameters["corpus"]), snapshot)
        import_nbformat()
        from analysis.report.check import check_page
        from analysis.report.export import export_html, kept_files

        target = staging / "notebook.ipynb"
        executed = execute_notebook(job.place.notebook, target, job.parameters, kernel, seconds=seconds, progress=progress)
        page = _page(job)
        html = export_html(executed, page)
        problems = check_page(html, executed)
        if problems:
            raise ReportError(f"the page failed its self-check: {'; '.join(problems[:3])}", exit_code=UNFIT)
        about = {"title": page.title, "language": job.language, "seconds": round(time.monotonic() - began, 1)}
        _write_companions(job, kept_files(executed), about)
        with _undisturbed():
            _publish(job, html)
    except BaseException as error:  # also when terminated: what was staged is kept, nothing is half published
        raise _kept_failure(job, error) from error
    finally:
        shutil.rmtree(snapshot, ignore_errors=True)


def _page(job: _Job) -> "Page":
    from analysis.report.export import Page

    _, counted = translator(job.language), counter(job.language)
    title = next(line[2:] for line in _markdown_lines(job.place.notebook) if line.startswith("# "))
    parts = [
        counted("{n} article", "{n} articles", len(job.articles)),
        counted("{n} outlet", "{n} outlets", job.articles["outlet"].nunique()),
        Path(str(job.parameters["corpus"])).name,
    ]
    return Page(
        title=_(f"# {title}").removeprefix("# "),
        language=job.language,
        date=date_text(job.place.day, job.language),
        description=" · ".join(parts),
        identity=job.identity,
        facts={
            **{name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in job.parameters.items()},
            _("digest"): corpus_digest(job.articles),
            "Cadrage": f"{job.made_of['versions']['cadrage']} {(job.made_of['git_commit'] or '')[:10]}",
        },
        made_at=job.made_of["made_at"],
    )


def _markdown_lines(notebook: Path) -> Iterator[str]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            yield from "".join(cell["source"]).splitlines()
    yield f"# {notebook.stem}"


def _record(job: _Job, status: str, **more: Any) -> str:
    """Write the record of a run, `run.json`."""
    about = {
        "notebook": job.place.notebook.stem,
        "date": f"{job.place.day}",
        "identity": job.identity,
        "parameters": job.parameters,
    }
    return json.dumps({"status": status, **about, **job.made_of, **more}, indent=2, ensure_ascii=False) + "\n"


def _write_companions(job: _Job, kept: Mapping[str, str], about: Mapping[str, Any]) -> None:
    for name, content in kept.items():
        place = job.place.staging / "tables" / name if name.endswith(".csv") else job.place.staging / name
        place.write_text(content, encoding="utf-8")
    numbers = key_numbers(kept.get("key_figures.csv", ""))
    finished = datetime.now(UTC).isoformat(timespec="seconds")
    record = _record(job, "published", finished_at=finished, **about, key_figures=numbers)
    (job.place.staging / "run.json").write_text(record, encoding="utf-8")


def _publish(job: _Job, html: str) -> None:
    """Move the companions into place, then the page: who sees the page finds all that it speaks of."""
    draft, old = job.place.staging.with_suffix(".html"), job.place.staging.with_suffix(".old")
    draft.write_text(html, encoding="utf-8")
    for path in (draft, *job.place.staging.rglob("*")):
        flush(path)
    job.place.page.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(old, ignore_errors=True)
    if job.place.companions.exists():
        job.place.companions.rename(old)
    job.place.staging.rename(job.place.companions)
    os.replace(draft, job.place.page)
    flush(job.place.page.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals wait: publication, a matter of milliseconds, is done whole or not begun."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _kept_failure(job: _Job, error: BaseException) -> BaseException:
    """Keep the failed run for its reader and name its folder in the message."""
    reason = str(error) or type(error).__name__
    kept = job.place.folder / ".failed" / f"{job.place.day}-{job.place.notebook.stem}-{datetime.now(UTC):%H%M%S%f}"
    code = error.exit_code if isinstance(error, ReportError) else 3
    with suppress(OSError):  # on a full disk the reason is still told
        kept.parent.mkdir(parents=True, exist_ok=True)
        job.place.staging.with_suffix(".html").unlink(missing_ok=True)
        job.place.staging.rename(kept)
        (kept / "run.json").write_text(_record(job, "failed", reason=reason, exit_code=code), encoding="utf-8")
        (kept / "error.txt").write_text(reason + "\n", encoding="utf-8")
    if not isinstance(error, ReportError | OSError):
        return error
    where = kept / "notebook.ipynb" if (kept / "notebook.ipynb").exists() else kept
    return ReportError(f"{reason}; nothing was published; open {where}, mend the cause and run again", exit_code=code)


def _update_shelf(folder: Path) -> None:
    with _locked(folder, "shelf", "the shelf", wait=True):
        write_shelf(folder)


@contextmanager
def _locked(folder: Path, name: str, what: str, *, wait: bool = False) -> Iterator[None]:
    """Hold a lock in the folder of reports; a second run is refused (or waits), and a dead run holds nothing."""
    locks = folder / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / name).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise ReportError(f"another run is making {what}; wait for it or choose another date", exit_code=LOCKED) from error
        yield

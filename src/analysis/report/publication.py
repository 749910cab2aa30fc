"""Publish a report whole or not at all: lock, stage on the same file system, check, move, HTML last."""

import json
import logging
import math
import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis import summaries
from analysis.analyzer import Settings
from analysis.corpus import Run, analyze_corpus, corpus_digest, mark_corpus, select
from analysis.errors import ReportError, SettingsError
from analysis.evaluation.coding import read_coding
from analysis.language.messages import check_language, counter, date_text, translator
from analysis.places import PROJECT, reports_folder
from analysis.readers.snapshot import FOLDER_VARIABLE, write_snapshot
from analysis.report.execute import execute_notebook, import_nbformat, running_kernel
from analysis.report.lock import locked
from analysis.report.parameters import fit_parameters, read_parameters
from analysis.report.record import identify, key_numbers, made_of, read_record
from analysis.report.shelf import write_shelf
from analysis.store import flush
from analysis.tables import NO_OUTLET

if TYPE_CHECKING:
    from jupyter_client.manager import KernelManager

    from analysis.report.export import Page

__all__ = ["Outcome", "notebook_path", "page_of", "publish_report"]

UNFIT = 5


class Outcome(NamedTuple):
    """Where the page lies, and whether it was made now or was there already."""

    path: Path
    is_new: bool


class _Place(NamedTuple):
    """Where a report goes, and where it is made."""

    folder: Path
    day: date
    name: str

    @property
    def key(self) -> str:
        return f"{self.day}-{self.name}"

    @property
    def page(self) -> Path:
        return page_of(self.folder, self.day, self.name)

    @property
    def companions(self) -> Path:
        return self.page.with_suffix("")

    @property
    def staging(self) -> Path:
        return self.folder / ".staging" / self.key

    @property
    def snapshot(self) -> Path:
        return self.staging.with_suffix(".snapshot")

    @property
    def old(self) -> Path:
        return self.staging.with_suffix(".old")


class _Job(NamedTuple):
    """One report to make: where it goes, and everything that identifies it."""

    place: _Place
    notebook: Path
    parameters: dict[str, Any]
    language: str
    identity: str
    run: Run
    articles: pd.DataFrame
    made_of: dict[str, Any]


def page_of(folder: Path, day: date, name: str) -> Path:
    """Return where the page of a date and a name lies."""
    return folder / f"{day}" / f"{name}.html"


def notebook_path(name: str) -> Path:
    """Return the path of a notebook of the project."""
    return PROJECT / "notebooks" / f"{name.removesuffix('.ipynb')}.ipynb"


def publish_report(
    corpus: str | None = None,
    *,
    day: date | None = None,
    days: int | None = None,
    notebook: str = "framing_report",
    name: str | None = None,
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
    name
        What the page is called, by default as its notebook: a date can have several of one notebook.
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
    path = notebook_path(notebook)
    day = day or datetime.now(UTC).date()
    chosen = _choose(path, corpus, {**(given or {}), **_period(day, days, given or {})})
    language = chosen.get("report_language", "en")
    check_language(language)
    _check_limits(name, seconds)
    settings = Settings(lexicons=tuple(chosen.get("lexicons") or Settings().lexicons), ner=str(chosen.get("ner") or "model"))
    coding = read_coding(str(chosen.get("coded") or ""))  # a broken file is refused before anything is analysed
    place = _Place(reports_folder(), day, name or path.stem)
    with locked(place.folder, place.key), ExitStack() as stack:
        _sweep(place.folder, place)
        kernel: AbstractContextManager[KernelManager] = running_kernel({FOLDER_VARIABLE: str(place.snapshot.resolve())})
        if force or not place.page.exists():
            kernel = nullcontext(stack.enter_context(kernel))  # it starts while the corpus is read
        run = analyze_corpus(chosen["corpus"], settings, workers=workers, progress=progress)
        articles = _selected(mark_corpus(run), chosen)
        identity = identify(path, {**chosen, "coding": coding.to_csv()}, settings, run, articles)
        job = _Job(place, path, chosen, language, identity, run, articles, made_of(run, articles))
        if not force and _is_published(job):
            _update_shelf(place.folder)  # also where a run was killed before it could
            return Outcome(place.page, is_new=False)
        _make(job, stack.enter_context(kernel), seconds, progress=sys.stderr.isatty() if progress is None else progress)
        return Outcome(place.page, is_new=True)


def _check_limits(name: str | None, seconds: float | None) -> None:
    if name is not None and not re.fullmatch(r"[\w-]+", name):
        raise SettingsError(f"name={name!r}: letters, digits, - and _ only; it becomes the name of a file")
    if seconds is not None and not 0 < seconds < math.inf:
        raise SettingsError(f"time limit {seconds}: give a number of seconds above 0")


def _selected(articles: pd.DataFrame, chosen: Mapping[str, Any]) -> pd.DataFrame:
    """The articles that the parameters choose, so that what cannot be chosen is refused before a cell is run."""
    kept = summaries.choose_texts(
        select(articles, chosen.get("since"), chosen.get("until"), chosen.get("outlets")), chosen.get("texts", "publications")
    )
    if chosen.get("article"):
        kept = kept[kept["article_id"] == summaries.find_article(kept, chosen["article"])]
    if "first" in chosen and "second" in chosen:
        names = summaries.name_groups(kept, chosen["first"], chosen["second"])
        kept = kept[kept["outlet"].fillna(NO_OUTLET).isin(names)]
    return kept


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
    """Whether the page and its companions were made from the same: a killed run may have left one of them."""
    if not job.place.page.is_file() or read_record(job.place.page).get("identity") != job.identity:
        return False
    with job.place.page.open(encoding="utf-8") as page:
        return f'content="{job.identity}"' in page.read(_HEAD)


_HEAD = 4_000


def _announce_replacement(job: _Job, old: Mapping[str, Any]) -> None:
    if old:
        made = f"{old.get('n_articles')} articles from {old.get('parameters', {}).get('corpus')}, made at {old.get('made_at')}"
        logging.getLogger(__name__).warning("replaced the report of %s (%s); --name or --date keeps both", job.place.day, made)


def _make(job: _Job, kernel: "KernelManager", seconds: float | None, *, progress: bool) -> None:
    staging, snapshot = job.place.staging, job.place.snapshot
    began = time.monotonic()
    try:
        (staging / "tables").mkdir(parents=True)
        write_snapshot(job.run.reading, str(job.parameters["corpus"]), snapshot)
        import_nbformat()
        from analysis.report.check import check_page
        from analysis.report.export import export_html, kept_files

        target = staging / "notebook.ipynb"
        executed = execute_notebook(job.notebook, target, job.parameters, kernel, seconds=seconds, progress=progress)
        page = _page(job)
        html = export_html(executed, page)
        problems = check_page(html, executed)
        if problems:
            raise ReportError(f"the page failed its self-check: {'; '.join(problems[:3])}", exit_code=UNFIT)
        about = {
            "title": page.title,
            "subject": page.description,
            "language": job.language,
            "seconds": round(time.monotonic() - began, 1),
        }
        _write_companions(job, kept_files(executed), about)
        replaced = read_record(job.place.page)
        with _undisturbed():
            _publish(job.place, html)
            _update_shelf(job.place.folder)
    except BaseException as error:  # also when terminated: what was staged is kept, nothing is half published
        raise _kept_failure(job, error) from error
    finally:
        shutil.rmtree(snapshot, ignore_errors=True)
    _announce_replacement(job, replaced)


def _page(job: _Job) -> "Page":
    from analysis.report.export import Page

    _, counted = translator(job.language), counter(job.language)
    title = next(line[2:] for line in _markdown_lines(job.notebook) if line.startswith("# "))
    n_outlets = job.articles["outlet"].nunique()
    parts = [
        *([str(job.articles["title"].iloc[0])] if job.parameters.get("article") else []),
        counted("{n} article", "{n} articles", len(job.articles)),
        *([counted("{n} outlet", "{n} outlets", n_outlets)] if n_outlets else []),
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
        "notebook": job.notebook.stem,
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


def _publish(place: _Place, html: str) -> None:
    """Move the companions into place, then the page; a failure on the way puts back what was there."""
    draft = place.staging.with_suffix(".html")
    draft.write_text(html, encoding="utf-8")
    for path in (draft, *place.staging.rglob("*")):
        flush(path)
    place.page.parent.mkdir(parents=True, exist_ok=True)
    if place.companions.exists():
        place.companions.rename(place.old)
    try:
        place.staging.rename(place.companions)
        os.replace(draft, place.page)
    except BaseException:
        if place.old.exists():
            shutil.rmtree(place.companions, ignore_errors=True)
            place.old.rename(place.companions)
        raise
    flush(place.page.parent)
    shutil.rmtree(place.old, ignore_errors=True)


def _sweep(folder: Path, own: _Place) -> None:
    """Clear away what killed runs left, of this report and of any that nobody is making; put companions back."""
    for path in sorted((folder / ".staging").glob("*")):
        if path.name.removesuffix(path.suffix) == own.key or path.name == own.key:
            _clear(path, own)
        else:
            day, key = path.name[:10], path.name.removesuffix(path.suffix)
            with suppress(ReportError, ValueError), locked(folder, key):
                _clear(path, _Place(folder, date.fromisoformat(day), key[11:]))


def _clear(path: Path, place: _Place) -> None:
    if path.suffix == ".old" and not place.companions.exists():
        path.rename(place.companions)
    elif path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let SIGTERM and SIGINT wait: publication, a matter of milliseconds, is done whole, and they are heeded after it."""
    if threading.current_thread() is not threading.main_thread():  # where no signal arrives
        yield
        return
    received: list[int] = []
    before = {one: signal.signal(one, lambda number, _: received.append(number)) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        for number in received[:1]:
            signal.raise_signal(number)


def _kept_failure(job: _Job, error: BaseException) -> BaseException:
    """Keep the failed run for its reader and name its folder in the message."""
    reason = str(error) or type(error).__name__
    kept = job.place.folder / ".failed" / f"{job.place.day}-{job.notebook.stem}-{datetime.now(UTC):%H%M%S%f}"
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
    remedy = f"the notebook is kept in {where}" if code == UNFIT else f"open {where}, mend the cause and run again"
    message = f"{reason}; nothing was published; {remedy}"
    return ReportError(message, exit_code=code, record=kept / "run.json")


def _update_shelf(folder: Path) -> None:
    """Write the shelf anew; a report that is published stays published where that fails."""
    try:
        write_shelf(folder)
    except OSError as error:
        logging.getLogger(__name__).warning(
            "the report is published, but index, feed or latest page could not be written (%s); mend that and run: "
            "python -m analysis index", error
        )  # fmt: skip

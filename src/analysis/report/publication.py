"""Publish a report whole or not at all: lock, stage on the same file system, check, move, HTML last."""

import fcntl
import hashlib
import json
import logging
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pandas as pd

from analysis.analyzer import Settings, fingerprint
from analysis.corpus import Run, analyze_corpus, corpus_digest, select
from analysis.entities import read_aliases
from analysis.errors import ReportError, SettingsError
from analysis.evaluation.coding import read_coding
from analysis.language.messages import LANGUAGES, date_text, translator
from analysis.places import PROJECT, reports_folder
from analysis.report.check import check_page
from analysis.report.execute import execute_notebook
from analysis.report.export import Page, export_html, kept_files
from analysis.report.parameters import fit_parameters, read_parameters
from analysis.report.shelf import read_record, write_shelf
from analysis.store import flush

__all__ = ["Outcome", "publish_report"]

LOCKED, UNFIT = 4, 5
_PACKAGES = ("cadrage", "pandas", "numpy", "spacy", "matplotlib", "seaborn", "papermill", "textstat")


class Outcome(NamedTuple):
    """Where the page lies, and whether it was made now or was there already."""

    path: Path
    is_new: bool


class _Job(NamedTuple):
    """One report to make: everything that identifies it, and where it goes."""

    notebook: Path
    day: date
    parameters: dict[str, Any]
    identity: str
    run: Run
    articles: pd.DataFrame
    folder: Path

    @property
    def page(self) -> Path:
        return self.folder / f"{self.day}" / f"{self.notebook.stem}.html"

    @property
    def companions(self) -> Path:
        return self.page.with_suffix("")


def publish_report(
    corpus: str | None = None,
    *,
    day: date | None = None,
    notebook: str = "framing_report",
    given: Mapping[str, str] | None = None,
    force: bool = False,
    workers: int = 1,
    progress: bool | None = None,
) -> Outcome:
    """Analyse a corpus and publish a notebook of it as `reports/<date>/<notebook>.html`.

    The same texts, parameters, notebook and versions on the same date are "there already"; anything
    else replaces the report of that date in one step.

    Raises
    ------
    SettingsError, CorpusError, LexiconError
        When a parameter or the corpus is wrong; no kernel was started.
    ReportError
        With exit code 3, 4 or 5; a report that was there before is untouched, and the failed notebook
        is kept under `reports/.failed/`.
    """
    path = PROJECT / "notebooks" / f"{notebook.removesuffix('.ipynb')}.ipynb"
    known = read_parameters(path)
    day = day or datetime.now(UTC).date()
    parameters = fit_parameters(known, _with_corpus(corpus, given or {}))
    chosen = {**{one.name: one.default for one in known.values()}, **parameters}
    language = chosen.get("report_language", "en")
    if language not in LANGUAGES:
        raise SettingsError(f"report_language={language!r} has no catalogue; choose one of {', '.join(LANGUAGES)}")
    lexicons = chosen.get("lexicons") or Settings().lexicons
    settings = Settings(lexicons=tuple(lexicons), ner=str(chosen.get("ner") or "model"))
    coding = read_coding(str(chosen.get("coded") or ""))  # a broken file is refused before anything is analysed
    folder = reports_folder()
    with _locked(folder, day, path.stem):
        run = analyze_corpus(chosen["corpus"], settings, workers=workers, progress=progress)
        articles = select(run.reading.articles, chosen.get("since"), chosen.get("until"), chosen.get("outlets"))
        identity = _identify(path, {**chosen, "coding": coding.to_csv()}, settings, run)
        job = _Job(path, day, chosen, identity, run, articles, folder)
        if not force and _is_published(job):
            return Outcome(job.page, is_new=False)
        _announce_replacement(job)
        return Outcome(_make(job, language, progress=sys.stderr.isatty() if progress is None else progress), is_new=True)


def _with_corpus(corpus: str | None, given: Mapping[str, str]) -> dict[str, str]:
    if corpus is not None and "corpus" in given:
        raise SettingsError(f"the corpus is given twice, as {corpus!r} and as -p corpus {given['corpus']!r}; give it once")
    return {**given, **({"corpus": corpus} if corpus is not None else {})}


def _identify(notebook: Path, parameters: dict[str, Any], settings: Settings, run: Run) -> str:
    parts = [notebook.read_text(encoding="utf-8"), parameters, fingerprint(settings), corpus_digest(run.reading.articles)]
    parts += [*run.reading.failures["message"], *map(list, read_aliases())]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=8).hexdigest()


def _is_published(job: _Job) -> bool:
    """Whether the page itself, not only its companions, was made from the same."""
    if not job.page.is_file():
        return False
    with job.page.open(encoding="utf-8") as page:
        return f'content="{job.identity}"' in page.read(_HEAD)


_HEAD = 4_000


def _announce_replacement(job: _Job) -> None:
    old = read_record(job.page)
    if old and job.page.is_file():
        made = f"{old.get('n_articles')} articles from {old.get('parameters', {}).get('corpus')}, made at {old.get('made_at')}"
        logging.getLogger(__name__).warning("replaces the report of %s (%s); --date keeps both", job.day, made)


def _make(job: _Job, language: str, *, progress: bool) -> Path:
    staging = job.folder / ".staging" / f"{job.day}-{job.notebook.stem}"
    shutil.rmtree(staging, ignore_errors=True)  # what a killed run left; this run holds the lock
    (staging / "tables").mkdir(parents=True)
    began = time.monotonic()
    try:
        executed = execute_notebook(job.notebook, staging / "notebook.ipynb", job.parameters, progress=progress)
        html = export_html(executed, _page(job, language))
        problems = check_page(html)
        if problems:
            raise ReportError(f"the page failed its self-check: {'; '.join(problems[:3])}", exit_code=UNFIT)
        _write_companions(staging, executed, _record(job, time.monotonic() - began))
        _publish(job, staging, html)
    except BaseException as error:  # also when terminated: what was staged is kept, nothing is half published
        raise _kept_failure(job, staging, error) from error
    write_shelf(job.folder)
    return job.page


def _page(job: _Job, language: str) -> Page:
    _ = translator(language)
    title = next(line[2:] for line in _markdown_lines(job.notebook) if line.startswith("# "))
    articles = job.articles
    description = _("Articles: {n} · outlets: {outlets} · corpus: {corpus}").format(
        n=len(articles), outlets=articles["outlet"].nunique(), corpus=Path(job.parameters.get("corpus", "")).name
    )
    return Page(_(f"# {title}").removeprefix("# "), language, date_text(job.day, language), description, job.identity)


def _markdown_lines(notebook: Path) -> Iterator[str]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            yield from "".join(cell["source"]).splitlines()
    yield f"# {notebook.stem}"


def _record(job: _Job, seconds: float) -> dict[str, Any]:
    reading = job.run.reading
    return {
        "status": "published",
        "notebook": job.notebook.stem,
        "date": f"{job.day}",
        "identity": job.identity,
        "parameters": job.parameters,
        "corpus_digest": corpus_digest(reading.articles),
        "n_articles": len(job.articles),
        "n_in_corpus": len(reading.articles),
        "n_new": job.run.n_new,
        "n_unreadable": len(reading.failures),
        "notes": list(reading.notes),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        "git_commit": _git_commit(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
    }


def _git_commit() -> str | None:
    try:
        found = subprocess.run(["git", "-C", str(PROJECT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()


def _write_companions(staging: Path, executed: nbformat.NotebookNode, record: dict[str, Any]) -> None:
    for name, content in kept_files(executed).items():
        place = staging / "tables" / name if name.endswith(".csv") else staging / name
        place.write_text(content, encoding="utf-8")
    (staging / "run.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _publish(job: _Job, staging: Path, html: str) -> None:
    """Move the companions into place, then the page: who sees the page finds all that it speaks of."""
    draft = staging.with_suffix(".html")
    draft.write_text(html, encoding="utf-8")
    for path in (draft, *staging.rglob("*")):
        flush(path)
    job.page.parent.mkdir(parents=True, exist_ok=True)
    if job.companions.exists():
        old = staging.with_suffix(".old")
        shutil.rmtree(old, ignore_errors=True)
        job.companions.rename(old)
        staging.rename(job.companions)
        shutil.rmtree(old, ignore_errors=True)
    else:
        staging.rename(job.companions)
    os.replace(draft, job.page)
    flush(job.page.parent)


def _kept_failure(job: _Job, staging: Path, error: BaseException) -> BaseException:
    """Keep the failed run for its reader and name its folder in the message."""
    reason = str(error) or type(error).__name__
    kept = job.folder / ".failed" / f"{job.day}-{job.notebook.stem}-{datetime.now(UTC):%H%M%S%f}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if staging.exists():
        staging.rename(kept)
        (kept / "error.txt").write_text(reason + "\n", encoding="utf-8")
    logging.getLogger(__name__).debug("failed run kept in %s", kept)
    if not isinstance(error, ReportError | OSError):
        return error
    code = error.exit_code if isinstance(error, ReportError) else 3
    where = kept / "notebook.ipynb" if (kept / "notebook.ipynb").exists() else kept
    return ReportError(f"{reason}; nothing was published; open {where}, mend the cause and run again", exit_code=code)


@contextmanager
def _locked(folder: Path, day: date, name: str) -> Iterator[None]:
    """Hold the report of a date; a second run at the same time is refused, and a dead run holds nothing."""
    locks = folder / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / f"{day}-{name}").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ReportError(
                f"another run is making {name} of {day}; wait for it or choose another date", exit_code=LOCKED
            ) from error
        yield

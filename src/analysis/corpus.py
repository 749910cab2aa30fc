"""The run: read a corpus, analyse what is new, store it, and hand its tables to a notebook."""

import hashlib
import logging
import os
import platform
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from analysis.analyzer import Settings, analyze, fingerprint
from analysis.entities import read_aliases, unify
from analysis.errors import NoArticleError, SettingsError
from analysis.language.names import engine_version
from analysis.lexicons import read_about
from analysis.places import tables_folder
from analysis.readers import Reading, read_corpus
from analysis.readers.snapshot import FOLDER_VARIABLE, read_snapshot
from analysis.store import Store
from analysis.tables import Tables

__all__ = ["Run", "analyze_corpus", "corpus_digest", "provenance", "read_table", "read_tables", "select"]

ARTICLES_PER_PART = 500
"""Enough that the cost of a part is nothing beside its analysis, few enough that a killed run loses little."""


class Run(NamedTuple):
    """What a run did: the corpus as read, and how many articles were new or known already."""

    reading: Reading
    store: Store
    n_new: int
    n_known: int


def analyze_corpus(
    corpus: str | Path, settings: Settings | None = None, *, workers: int = 1, progress: bool | None = None
) -> Run:
    """Analyse the articles of a corpus that the store does not know yet, part by part.

    Parts are cut from the sorted digests of what is missing, hence the same in every run. A run that is
    killed loses the part that it was at; the next run goes on from there.

    Parameters
    ----------
    corpus
        A file, a folder or a glob.
    workers
        Processes; 1 analyses in this one.
    progress
        Show a progress bar on stderr; by default where stderr is a terminal.
    """
    settings = settings or Settings()
    if workers < 1:
        raise SettingsError(f"workers={workers}: give 1 or more")
    reading = read_snapshot(corpus) or read_corpus(corpus)
    _log_reading(reading)
    store = Store(tables_folder(), fingerprint(settings))
    known = set(store.keys()["digest"])
    new = reading.articles[~reading.articles["digest"].isin(known)].sort_values("digest", ignore_index=True)
    if len(new):
        _execute(new, settings, store, workers=workers, progress=progress)
    run = Run(reading, store, len(new), len(reading.articles) - len(new))
    logging.getLogger(__name__).info("%d new article(s) analysed, %d known already", run.n_new, run.n_known)
    return run


_MOST_LOGGED = 20


def _log_reading(reading: Reading) -> None:
    logger = logging.getLogger(__name__)
    for note in reading.notes:
        logger.info(note)
    messages = list(reading.failures["message"])
    for message in messages[:_MOST_LOGGED]:
        logger.warning(message)
    if len(messages) > _MOST_LOGGED:
        logger.warning("and %d more that could not be read; all are in the table of failures", len(messages) - _MOST_LOGGED)


def _execute(new: pd.DataFrame, settings: Settings, store: Store, *, workers: int, progress: bool | None) -> None:
    with tqdm(total=len(new), desc="articles", unit="article", disable=_is_hidden(progress=progress)) as bar:
        if workers == 1:
            for part in _parts(new):
                store.write(analyze(part, settings, progress=bar.update))
            return
        # a fresh server process forks the workers: they hold nothing of this process, no lock of a report above all
        with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
            waiting = [pool.submit(_analyze_part, part, settings, store) for part in _parts(new, workers)]
            try:
                for finished in as_completed(waiting):
                    bar.update(finished.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _is_hidden(*, progress: bool | None) -> bool | None:
    """By default a bar is shown on a terminal (None: tqdm looks) and in a notebook that somebody works in, not one that is published."""
    if progress is not None:
        return not progress
    return False if "ipykernel" in sys.modules and FOLDER_VARIABLE not in os.environ else None


def _parts(new: pd.DataFrame, workers: int = 1) -> Iterator[pd.DataFrame]:
    size = min(ARTICLES_PER_PART, -(-len(new) // workers))
    for first in range(0, len(new), size):
        yield new.iloc[first : first + size]


def _analyze_part(part: pd.DataFrame, settings: Settings, store: Store) -> int:
    store.write(analyze(part, settings))
    return len(part)


def read_tables(
    corpus: str | Path,
    *,
    since: str | date | None = None,
    until: str | date | None = None,
    outlets: list[str] | None = None,
    lexicons: list[str] | None = None,
    ner: str = "model",
    progress: bool | None = None,
) -> Tables:
    """Read every table of a corpus, analysing first what is new: the first line of a notebook.

    Parameters
    ----------
    corpus
        A file, a folder or a glob; relative to the working directory, else to the project.
    since, until
        First and last day of publication, in UTC, as YYYY-MM-DD; with either, undated articles are left out.
    outlets
        Only these outlets.
    lexicons
        Names of lexicons; by default those of `Settings`.
    ner
        What finds names: "model", "fast" or "rules" (see `Settings`).

    Raises
    ------
    CorpusError, SettingsError, LexiconError
        When the corpus is not there, a date is none, an outlet or a lexicon is unknown.
    """
    settings = Settings(lexicons=tuple(lexicons or Settings().lexicons), ner=ner)
    _period(since, until)  # a wrong date is refused before anything is analysed
    run = analyze_corpus(corpus, settings, progress=progress)
    chosen = select(run.reading.articles, since, until, outlets)
    tables = run.store.read_all(chosen)
    failures = pd.concat([run.reading.failures, tables.failures], ignore_index=True)
    articles = chosen.reset_index(drop=True)
    articles.attrs["notes"] = list(run.reading.notes)
    articles.attrs["lexicons"] = {about.name: about.fingerprint for about in map(read_about, settings.lexicons)}
    return unify(tables._replace(articles=articles, failures=failures), read_aliases())


def read_table(name: str, corpus: str | Path) -> pd.DataFrame:
    """Read one table of a corpus, analysing first what is new.

    Raises
    ------
    SettingsError
        When there is no table of that name.
    """
    if name not in Tables._fields:
        raise SettingsError(f"no table {name!r}; the tables are {', '.join(Tables._fields)}")
    found: pd.DataFrame = getattr(read_tables(corpus), name)
    return found


def _period(since: str | date | None, until: str | date | None) -> tuple[datetime | None, datetime | None]:
    first, last = _day("since", since), _day("until", until)
    if first and last and first > last:
        raise SettingsError(f"since={first.date()} is after until={last.date()}")
    return first, last + timedelta(days=1) if last else None


def _day(name: str, value: str | date | None) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError as error:
        raise SettingsError(f"{name}={value!r} is no day; write it as 2026-11-23") from error
    return datetime.combine(day, time(), UTC)


def select(articles: pd.DataFrame, since: str | date | None, until: str | date | None, outlets: list[str] | None) -> pd.DataFrame:
    """Keep the articles from one day to another, both included, and of some outlets (see `read_tables`)."""
    first, end = _period(since, until)
    kept = articles
    if first is not None:
        kept = kept[kept["published"] >= first]
    if end is not None:
        kept = kept[kept["published"] < end]
    if outlets:
        unknown = sorted(set(outlets) - set(articles["outlet"].dropna()))
        if unknown:
            known = ", ".join(sorted(articles["outlet"].dropna().unique())) or "none"
            near = get_close_matches(unknown[0], articles["outlet"].dropna().unique(), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise SettingsError(f"outlet(s) {', '.join(unknown)} not in the corpus{hint}; it has: {known}")
        kept = kept[kept["outlet"].isin(outlets)]
    if kept.empty:
        raise NoArticleError("no article is left in this period and these outlets; widen since, until or outlets")
    return kept


def provenance(tables: Tables, **parameters: object) -> pd.DataFrame:
    """Say what a report was made from and with: rows `group, item, value`.

    The parameters as given, the digest of the texts, the versions of the packages and models that
    numbers depend on, and the lexicons with their licences.
    """
    given = parameters.get("lexicons") or Settings().lexicons
    names = given if isinstance(given, list | tuple) else [given]
    settings = Settings(lexicons=tuple(map(str, names)), ner=str(parameters.get("ner") or "model"))
    languages = sorted(set(tables.articles["language"].dropna()))
    rows = [
        *(("parameter", name, _shown(value)) for name, value in parameters.items()),
        ("texts", "digest", corpus_digest(tables.articles)),
        *(("reading", f"{number}", note) for number, note in enumerate(tables.articles.attrs.get("notes", ()), 1)),
        *(
            ("lexicon", one.name, f"{one.version}, {one.licence}, file {one.fingerprint}")
            for one in map(read_about, settings.lexicons)
        ),
        ("names", "data/aliases.csv", f"{len(read_aliases())} names"),
        *(("model", language, engine_version(language, settings.ner, settings.models)) for language in languages),
        *(("version", name, version(name)) for name in ("cadrage", *_PACKAGES)),
        ("version", "python", platform.python_version()),
    ]
    return pd.DataFrame(rows, columns=["group", "item", "value"])


_PACKAGES = ("pandas", "numpy", "spacy", "babel", "matplotlib", "papermill")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def corpus_digest(articles: pd.DataFrame) -> str:
    """Identify the texts of a corpus, whatever their order: BLAKE2b of their digests, 16 hexadecimal digits."""
    return hashlib.blake2b("".join(sorted(articles["digest"])).encode(), digest_size=8).hexdigest()

"""The run: read a corpus, analyse what is new, store it, and hand its tables to a notebook."""

import hashlib
import logging
import os
import platform
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from tqdm import tqdm

from analysis.analyzer import Settings, fingerprint, ingredients
from analysis.copies import choose_texts, mark_copies
from analysis.corpus.comparisons import read_comparisons, write_comparisons
from analysis.corpus.executors import Executor, execute, in_processes, in_this_process
from analysis.corpus.parts import Work, write_waiting
from analysis.corpus.spool import Spool, open_spool
from analysis.entities import read_aliases, unify
from analysis.errors import NoArticleError, SettingsError
from analysis.language.names import engine_version
from analysis.lexicons import read_about
from analysis.places import process_mark, tables_folder
from analysis.readers import Reading
from analysis.readers.inventory import take_inventory
from analysis.readers.snapshot import FOLDER_VARIABLE, read_snapshot
from analysis.store import Held, Store
from analysis.store.care import WAITING, sweep
from analysis.tables import Article, Failure, Tables, conform, contained, frame

__all__ = [
    "Run",
    "analyze_corpus",
    "corpus_digest",
    "mark_corpus",
    "provenance",
    "read_in_pieces",
    "read_table",
    "read_tables",
    "select",
]

_FEWEST_PER_PART, _MOST_PER_PART, _PARTS = 200, 500, 16
"""Articles of a part: enough that its cost is nothing beside its analysis, few enough that a killed run loses little."""


class Run(NamedTuple):
    """What a run did: the corpus as read, and how many articles were new or known already.

    `reading.articles` is without texts, which are in the store.
    """

    reading: Reading
    store: Store
    n_new: int
    n_known: int


def analyze_corpus(
    corpus: str | Path,
    settings: Settings | None = None,
    *,
    workers: int = 1,
    cluster: str | None = None,
    retry_failures: bool = False,
    progress: bool | None = None,
) -> Run:
    """Analyse the articles of a corpus that the store does not know yet, part by part.

    Parts are cut from what is missing, sorted by content, hence the same in every run. A run that is
    killed loses the parts that it was at; the next run goes on from there. Exact copies are analysed once.
    Memory does not grow with the texts: files are read in pieces, and what is missing waits on the disk.

    Parameters
    ----------
    corpus
        A file, a folder or a glob.
    workers
        Processes; 1 analyses in this one.
    cluster
        Address of a dask.distributed scheduler, or "local" for one started here with `workers` processes.
    retry_failures
        Analyse those again, too, that failed.
    progress
        Show a progress bar on stderr; by default where stderr is a terminal.

    Raises
    ------
    WorkerError
        When the processes die one after the other.
    """
    settings = settings or Settings()
    if workers < 1:
        raise SettingsError(f"workers={workers}: give 1 or more")
    folder = tables_folder().absolute()
    store = Store(folder, fingerprint(settings))
    died = sweep(folder)
    held = store.contents()
    known = {content for content, (_, failed) in held.items() if not failed} if retry_failures else held.keys()
    hidden = _is_hidden(progress=progress)
    with open_spool(folder) as spool:
        reading = _read(corpus, folder, known, spool, hidden=hidden)
        _log_reading(reading)
        if len(spool):
            store.describe({"settings": settings.as_dict(), **ingredients(settings)})
            with _executor(workers, cluster, alone=not (died or retry_failures)) as executor:
                _execute(spool, Work(settings, store), executor, hidden=hidden)
    n_new = int((~contained(reading.articles["content"], known)).sum())
    run = Run(reading, store, n_new, len(reading.articles) - n_new)
    logging.getLogger(__name__).info("%d new article(s) analysed, %d known already", run.n_new, run.n_known)
    return run


def _read(corpus: str | Path, folder: Path, known: Collection[str], spool: Spool, *, hidden: bool | None) -> Reading:
    """List the corpus and spool the texts that are not known; a snapshot, where there is one, says what the corpus holds."""
    snapshot = read_snapshot(corpus)
    if snapshot is not None and contained(snapshot.articles["content"], known).all():
        return snapshot
    with tqdm(desc="reading", unit=" articles", disable=hidden) as bar:
        reading = take_inventory(corpus, folder / "inventories", known=known, keep=spool.add, progress=bar.update)
    return snapshot or reading


def _executor(workers: int, cluster: str | None, *, alone: bool) -> AbstractContextManager[Executor]:
    """One worker works here, unless an article may kill it: after a run that died, and when failures are tried again."""
    if cluster is not None:
        from analysis.corpus.cluster import on_cluster

        return on_cluster(cluster, workers)
    return nullcontext(in_this_process if workers == 1 and alone else in_processes(workers))


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


def _execute(spool: Spool, work: Work, executor: Executor, *, hidden: bool | None) -> None:
    total = len(spool)
    size = max(_FEWEST_PER_PART, min(_MOST_PER_PART, -(-total // _PARTS)))
    waiting = work.store.folder / f"{WAITING}{process_mark()}"
    parts = (write_waiting(articles, waiting) for articles in spool.cut(size))
    try:
        with tqdm(total=total, desc="analysis", unit=" articles", disable=hidden) as bar:
            for number in execute(parts, work, executor):
                bar.update(number)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _is_hidden(*, progress: bool | None) -> bool | None:
    """By default a bar is shown on a terminal (None: tqdm looks) and in a notebook that somebody works in, not one that is published."""
    if progress is not None:
        return not progress
    return False if "ipykernel" in sys.modules and FOLDER_VARIABLE not in os.environ else None


def read_tables(
    corpus: str | Path,
    *,
    since: str | date | None = None,
    until: str | date | None = None,
    outlets: list[str] | None = None,
    lexicons: list[str] | None = None,
    ner: str = "model",
    names: Collection[str] = Tables._fields,
    texts: str = "publications",
    progress: bool | None = None,
) -> Tables:
    """Read the tables of a corpus, analysing first what is new: the first line of a notebook.

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
    names
        Only these tables; the others come without rows, and the articles without texts where "articles" is not named.
        `["metrics"]` is enough for densities and readability, and small for a million articles.
    texts
        "publications", or "distinct": of near-copies the first published only (see `copies.choose_texts`).

    Raises
    ------
    CorpusError, SettingsError, LexiconError
        When the corpus is not there, a date is none, an outlet or a lexicon is unknown.
    """
    given: dict[str, Any] = {
        "since": since,
        "until": until,
        "outlets": outlets,
        "lexicons": lexicons,
        "ner": ner,
        "names": names,
        "texts": texts,
    }
    (tables,) = read_in_pieces(corpus, articles_at_once=None, progress=progress, **given)
    return tables


def read_in_pieces(
    corpus: str | Path,
    *,
    articles_at_once: int | None = 5_000,
    since: str | date | None = None,
    until: str | date | None = None,
    outlets: list[str] | None = None,
    lexicons: list[str] | None = None,
    ner: str = "model",
    names: Collection[str] = Tables._fields,
    texts: str = "publications",
    progress: bool | None = None,
) -> Iterator[Tables]:
    """Read the tables of a corpus that is larger than memory, some articles at a time (else as `read_tables`).

    Counts of a summary add up over the pieces (see `summaries.add_up`). Near-copies are those of the whole corpus, so
    `texts="distinct"` must be given here and not to a summary; names are put under one entity within a piece. Pieces hold the
    articles of whole parts of the store where they can, so that few parts are read twice.
    """
    if articles_at_once is not None and articles_at_once < 1:
        raise SettingsError(f"articles_at_once={articles_at_once}: give 1 or more")
    settings = Settings(lexicons=tuple(lexicons or Settings().lexicons), ner=ner)
    unknown = sorted(set(names) - set(Tables._fields))
    if unknown:
        raise SettingsError(f"no table {unknown[0]!r}; the tables are {', '.join(Tables._fields)}")
    _period(since, until)  # a wrong date is refused before anything is analysed
    run = analyze_corpus(corpus, settings, progress=progress)
    held = run.store.contents()
    chosen = choose_texts(select(mark_corpus(run, held), since, until, outlets), texts).reset_index(drop=True)
    if articles_at_once:
        parts = chosen["content"].map({content: part.folder.name for content, (part, _) in held.items()})
        chosen = chosen.assign(part=parts).sort_values(["part", "article_id"], ignore_index=True).drop(columns="part")
    failures, size = run.reading.failures, articles_at_once or len(chosen)
    for first in range(0, len(chosen), size):
        piece = chosen.iloc[first : first + size]
        tables = run.store.read_all(piece, names, held)
        articles = _with_texts(piece, tables.articles)
        articles.attrs["notes"] = list(run.reading.notes)
        articles.attrs["lexicons"] = {about.name: about.fingerprint for about in map(read_about, settings.lexicons)}
        failed = pd.concat([failures, tables.failures, _missing(piece, held)], ignore_index=True)
        yield unify(tables._replace(articles=articles, failures=failed), read_aliases())
        failures = failures.head(0)  # those of reading are told once, and so are copies that were left out
        chosen.attrs.pop("left_out", None)


def mark_corpus(run: Run, held: Held | None = None) -> pd.DataFrame:
    """Return the articles of a corpus, each with the first of its near-copies (see `copies.mark_copies`)."""
    every, store = run.reading.articles, run.store
    held = store.contents() if held is None else held

    by_id = every.set_index("article_id", drop=False)

    def read_texts(ids: list[str]) -> dict[str, str]:
        found = store.read_all(by_id.loc[ids].reset_index(drop=True), ["articles"], held).articles
        return dict(zip(found["article_id"], found["text"], strict=True))

    comparisons = read_comparisons(store.folder)
    marked = mark_copies(every, store.read_all(every, ["signatures"], held).signatures, read_texts, comparisons)
    if comparisons.n_new:
        write_comparisons(comparisons, store.folder)
    return marked


def _with_texts(chosen: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    texts = stored.set_index("article_id")["text"].reindex(chosen["article_id"]).fillna("")
    return conform(chosen.assign(text=texts.array), Article)


def _missing(chosen: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Failures of the articles that are not in the store although they were just analysed: their files changed meanwhile."""
    gone = chosen[~contained(chosen["content"], held)]
    told = "its tables are not in the store: its file changed while it was read, or a part was taken out; run again"
    told_of: list[Any] = list(zip(gone["article_id"], gone["source_file"], strict=True))
    rows = [Failure(own, file, "read", "Changed", f"article {own}: {told}") for own, file in told_of]
    return frame(rows, Failure)


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

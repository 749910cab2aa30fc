"""Files → the `articles` table: JSON lines, CSV, Parquet and scraped text, mixed as they come.

The format of a file is told from its content. What cannot be read becomes a row of `failures`, with
the file, the line and the remedy; what was decided on the way (columns taken, ambiguous dates,
encodings) is told in `notes`.
"""

import errno
import logging
from collections.abc import Iterator
from glob import glob
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import CorpusError
from analysis.places import find_path
from analysis.readers import delimited, jsonl, parquet, scraped
from analysis.readers.encoding import Source, open_source
from analysis.readers.records import Notes, Record, UnreadableError, printable, to_article
from analysis.tables import Article, Failure, frame

__all__ = ["CorpusFile", "Reading", "find_files", "read_articles", "read_corpus", "read_file", "settle"]

_FORMATS = (parquet, jsonl, delimited, scraped)
"""In the order in which they are tried; the last takes any text."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ARTICLES = ("readme", "license", "licence", "changelog")


class Reading(NamedTuple):
    """A corpus as read: `articles` and `failures` tables, and notes on what was decided."""

    articles: pd.DataFrame
    failures: pd.DataFrame
    notes: tuple[str, ...]


def read_articles(path: str | Path) -> pd.DataFrame:
    """Read a file, a folder or a glob of news articles into the `articles` table.

    What could not be read, and how columns were mapped, is logged; `read_corpus` returns it.

    Raises
    ------
    CorpusError
        When there is no such file, or no article in it.
    """
    reading = read_corpus(path)
    logger = logging.getLogger(__name__)
    for note in reading.notes:
        logger.info(note)
    for message in reading.failures["message"]:
        logger.warning(message)
    return reading.articles


def read_corpus(path: str | Path) -> Reading:
    """Read a file, a folder or a glob, with what failed and what was decided.

    A text file in a subfolder takes the name of that folder as its outlet. Articles are sorted by id.

    Raises
    ------
    CorpusError
        When there is no such file, or no article in it.
    """
    notes = Notes()
    found = [item for file in find_files(path) for item in read_file(file, notes)]
    articles = frame([item for item in found if isinstance(item, Article)], Article)
    failures = frame([item for item in found if isinstance(item, Failure)], Failure)
    return settle(path, articles, failures, notes)


def settle(path: str | Path, articles: pd.DataFrame, failures: pd.DataFrame, notes: Notes) -> Reading:
    """Make a reading of what was found in a corpus: ids unique, articles sorted by id.

    Raises
    ------
    CorpusError
        When there is no article.
    """
    distinct, repeated = _distinct(articles, notes)
    failed = pd.concat([failures, frame(repeated, Failure)], ignore_index=True) if repeated else failures
    if distinct.empty:
        raise CorpusError(_nothing(path, list(failed["message"])))
    return Reading(distinct.sort_values("article_id", ignore_index=True), failed, notes.lines())


def _nothing(path: str | Path, failures: list[str]) -> str:
    reasons = "".join(f"\n  {message}" for message in failures[:5])
    more = f"\n  and {len(failures) - 5} more" if len(failures) > 5 else ""
    return f"{path}: no article could be read; give JSON lines, CSV, Parquet or text files{reasons}{more}"


class CorpusFile(NamedTuple):
    """A file of a corpus, and its name relative to the corpus."""

    path: Path
    name: str


def find_files(path: str | Path) -> list[CorpusFile]:
    """List the files that a corpus consists of.

    Raises
    ------
    CorpusError
        When the path is empty, or there is no such file.
    """
    if not str(path).strip():
        raise CorpusError("the corpus is empty: give a file, a folder or a pattern, such as data/sample")
    root, files = _files(path)
    return [CorpusFile(file, str(file.relative_to(root)) if file.is_relative_to(root) else file.name) for file in files]


def _files(path: str | Path) -> tuple[Path, list[Path]]:
    found = find_path(path)
    if found.is_file():
        return found.parent, [found]
    if found.is_dir():
        listed = [file for file in sorted(found.rglob("*")) if _is_visible(file.relative_to(found)) and file.is_file()]
        return found, listed
    matched = [Path(name) for name in sorted(glob(str(found), recursive=True)) if Path(name).is_file()]
    if not matched:
        raise CorpusError(f"{path}: no such file or folder; give a file, a folder or a pattern such as 'data/raw/*.csv'")
    fixed = list(takewhile(lambda part: not any(char in part for char in "*?["), found.parts))
    return Path(*fixed) if fixed else Path(), matched


def _is_visible(file: Path) -> bool:
    return not any(part.startswith(".") for part in file.parts)


def read_file(file: CorpusFile, notes: Notes) -> Iterator[Article | Failure]:
    """Read the articles of a file one by one; a large one is never held whole."""
    path, name = file
    if path.stem.lower() in _NOT_ARTICLES:
        notes.add(f"{name}: left out, a file about files")
        return
    try:
        source = open_source(path, name)
        if source.note:
            notes.add(source.note)
        for item in _records(source, notes):
            yield item if isinstance(item, Failure) else _article(item, notes)
    except UnreadableError as error:
        yield Failure(None, name, "read", "Unreadable", f"{name}: {error}")
    except OSError as error:
        if error.errno in _NO_ROOM:  # the machine's trouble, not the file's
            raise
        yield Failure(None, name, "read", type(error).__name__, f"{name}: {error.strerror or error}; check its permissions")
    except Exception as error:  # noqa: BLE001 -- one broken file must never stop the others
        yield Failure(None, name, "read", type(error).__name__, printable(f"{name}: {error}; the rest of this file is left out"))


def _records(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    reader: Any = next(format_ for format_ in _FORMATS if format_.recognises(source))
    found: Iterator[Record | Failure] = reader.read_records(source, notes)
    return found


def _article(record: Record, notes: Notes) -> Article | Failure:
    try:
        return to_article(record, notes)
    except UnreadableError as error:
        given = record.fields.get("article_id")
        return Failure(
            article_id=None if given is None else str(given),
            source_file=record.source_file,
            stage="read",
            error="Unreadable",
            message=printable(f"{record.place}: {error}"),
        )
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 -- one broken record must never stop the others
        return Failure(None, record.source_file, "read", type(error).__name__, printable(f"{record.place}: {error}"))


def _distinct(articles: pd.DataFrame, notes: Notes) -> tuple[pd.DataFrame, list[Failure]]:
    """Keep ids unique: the same article twice is left out, another article under a taken id gets a new one."""
    again = articles["article_id"].duplicated()
    if not again.any():
        return articles, []
    kept: dict[str, tuple[str, str]] = {}
    ids: list[str | None] = []
    repeated: list[Failure] = []
    for given, digest, file in articles[["article_id", "digest", "source_file"]].itertuples(index=False, name=None):
        own = given if given not in kept or kept[given][0] == digest else f"{given}~{digest[:8]}"
        if own in kept:
            message = f"{file}: article {given!r} is the same as one in {kept[own][1]}; left out"
            repeated.append(Failure(given, file, "read", "DuplicateArticle", message))
        elif own != given:
            notes.add(f"{file}: id {given!r} is taken by another article; renamed to {own!r}")
        ids.append(None if own in kept else own)
        kept.setdefault(own, (digest, file))
    named = articles.assign(article_id=pd.Series(ids, dtype="str", index=articles.index))
    return named.dropna(subset=["article_id"]), repeated

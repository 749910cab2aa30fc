"""The articles that wait to be analysed, on disk and in the order of their contents, however many they are."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.tables import Article

__all__ = ["Spool", "open_spool"]

_COLUMNS = ", ".join(Article._fields)
_PLACES = ", ".join("?" for _ in Article._fields)


class Spool:
    """Articles without repetition of content, put in as they are read and taken out sorted by it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(f"CREATE TABLE articles ({_COLUMNS}, UNIQUE (content))")

    def __len__(self) -> int:
        (number,) = self._database.execute("SELECT count(*) FROM articles").fetchone()
        return int(number)

    def add(self, article: Article) -> None:
        """Keep an article, unless one with its content is kept already."""
        values = [value.isoformat() if isinstance(value, datetime) else value for value in article]
        with _told_as_os_error():
            self._database.execute(f"INSERT OR IGNORE INTO articles VALUES ({_PLACES})", values)  # noqa: S608 -- constants

    def cut(self, size: int) -> Iterator[list[Article]]:
        """Take the articles out, sorted by content, in lists of a size; their ids are their contents."""
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM articles ORDER BY content")  # noqa: S608 -- constants
        while found := rows.fetchmany(size):
            yield [_to_article(row) for row in found]


@contextmanager
def open_spool(folder: Path) -> Iterator[Spool]:
    """Open an empty spool: a temporary SQLite database that has no name in its folder, so that a killed run leaves nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["SQLITE_TMPDIR"] = str(folder)
    database = sqlite3.connect("", isolation_level=None)
    database.execute("PRAGMA journal_mode = OFF")
    try:
        yield Spool(database)
    finally:
        database.close()


@contextmanager
def _told_as_os_error() -> Iterator[None]:
    """A full disk is told as everywhere else."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(errno.ENOSPC, f"no room for the texts that wait to be analysed ({error})") from error


def _to_article(row: tuple[Any, ...]) -> Article:
    article = Article(*row)
    published = datetime.fromisoformat(article.published) if isinstance(article.published, str) else None
    return article._replace(article_id=article.content, published=published)

"""One part of a run: a file of articles that wait → their tables in the store. The same when done twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from analysis.analyzer import Settings, analyze_articles
from analysis.store import Store
from analysis.tables import Article, Failure, concatenate, frame, read_parquet, to_arrow

__all__ = ["Work", "analyze_part", "give_up", "halves", "write_waiting"]


class Work(NamedTuple):
    """What every part of a run needs besides its articles."""

    settings: Settings
    store: Store


def write_waiting(articles: list[Article], folder: Path) -> Path:
    """Write the articles of a part, whose ids are their contents, to a file of a folder; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{articles[0].content}-{len(articles)}.parquet"
    pq.write_table(to_arrow(frame(articles, Article), Article), path, compression="zstd")
    return path


def analyze_part(path: Path, work: Work) -> int:
    """Analyse the articles of a file and store their tables; return how many they were.

    Nothing is done where a run that died in between, or another run, has stored them already.
    """
    articles = _read_waiting(path)
    if not work.store.has(article.content for article in articles):
        work.store.write(analyze_articles(articles, work.settings))
    return len(articles)


def halves(path: Path) -> Iterator[Path]:
    """Cut the articles of a file in two files beside it; none where there is one article only."""
    articles = _read_waiting(path)
    middle = len(articles) // 2
    if middle:
        yield from (write_waiting(half, path.parent) for half in (articles[:middle], articles[middle:]))


def give_up(path: Path, work: Work) -> int:
    """Store an article whose analysis kills its process as failed; return 1."""
    (article,) = _read_waiting(path)
    failure = Failure(
        article_id=article.content,
        source_file=article.source_file,
        stage="analyze",
        error="WorkerDied",
        message=f"article {article.content}: its analysis killed the process twice (out of memory?); "
        "the other articles are not affected; shorten or mend it, or run `python -m analysis retry-failures`",
    )
    work.store.write(concatenate([])._replace(articles=frame([article], Article), failures=frame([failure], Failure)))
    return 1


def _read_waiting(path: Path) -> list[Article]:
    rows = read_parquet(path).to_pylist()
    return [Article(**row) for row in rows]

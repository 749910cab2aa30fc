"""What a corpus holds, without the texts, kept from run to run: a file that has not changed is not read again.

    data/tables/inventories/<digest of the corpus' path>.parquet

A file has not changed when its size, its times and its number on the disk are those of the last reading.
This is a cache: deleting it costs one reading of the corpus, and nothing else.
"""

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.places import find_path, process_mark
from analysis.readers import CorpusFile, Reading, find_files, read_file, settle
from analysis.readers.records import Notes
from analysis.revision import code_digest
from analysis.tables import Article, Failure, frame, read_parquet, schema, to_frame

__all__ = ["LISTED", "take_inventory"]

LISTED = pa.schema([field for field in schema(Article) if field.name not in ("text", "copy_cluster", "first_seen")])
"""Columns of an inventory: those of one article as it was read, but the text."""

_REPEATED = ["outlet", "agency", "author", "section", "language", "source_file"]
"""Columns whose values many articles share."""

_ROWS_AT_ONCE = 2_000
_SETTLED_SECONDS = 2.0
"""A file that changed less than this ago may change again without its times telling: file systems count coarsely."""

_READING_ROOMS = ("readers", "language", "tables", "zones")


class _File(NamedTuple):
    """The articles of one file without their texts, with its failures and notes."""

    articles: pa.Table
    failures: list[Failure]
    notes: dict[str, int]


class _Inventory(NamedTuple):
    """What is known of a corpus from the last time: a state for each file, and what it held."""

    states: dict[str, list[int]]
    articles: pa.Table
    failures: dict[str, list[Failure]]
    notes: dict[str, dict[str, int]]


def take_inventory(
    corpus: str | Path,
    folder: Path,
    *,
    known: Collection[str] | None,
    keep: Callable[[Article], None],
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read what has changed in a corpus since the last time, and list all of it.

    Parameters
    ----------
    folder
        Where inventories are kept.
    known
        Contents whose text is not needed, null for all; a file that holds others is read again although it has not changed.
    keep
        Called with each article, as it is read, whose content is not among the known.
    progress
        Called with a number of articles each time that many more are read.

    Returns
    -------
    Reading
        Its articles have the columns of `LISTED`.

    Raises
    ------
    CorpusError
        When there is no such file, or no article in it.
    """
    files = find_files(corpus)
    place = folder / f"{hashlib.blake2b(str(find_path(corpus).absolute()).encode(), digest_size=8).hexdigest()}.parquet"
    before = _read(place)
    unread = _unread(before, known)
    states = {file.name: _state(file.path) for file in files}
    same = {name for name, state in states.items() if state and before.states.get(name) == state and name not in unread}
    found = {file.name: _read_file(file, known, keep, progress) for file in files if file.name not in same}
    settled = {
        file.name: state
        for file in files
        if (state := states[file.name])
        and (file.name in same or (_is_settled(file.path, state) and _is_lasting(found[file.name].failures)))
    }
    after = _merged(before, found, same, settled)
    is_changed = bool(found) or set(before.states) != set(after.states)
    with ThreadPoolExecutor(1) as beside:  # a large inventory is written while it is put in order
        written = beside.submit(_write, after, place) if is_changed else None
        reading = _reading(corpus, files, after)
    if written is not None:
        written.result()
    return reading


def _unread(before: _Inventory, known: Collection[str] | None) -> set[str]:
    """Files that hold a content whose text is needed."""
    if known is None:
        return set()
    missing = set(before.articles.column("content").to_pylist()).difference(known)
    if not missing:
        return set()
    needed = pc.is_in(before.articles.column("content"), pa.array(sorted(missing), pa.string()))
    return set(before.articles.column("source_file").filter(needed).to_pylist())


def _state(path: Path) -> list[int] | None:
    try:
        found = path.stat()
    except OSError:  # it goes to the reader, which says what is wrong
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _is_settled(path: Path, state: list[int]) -> bool:
    """Whether a file that was just read is still as it was before, and did not change right then."""
    return _state(path) == state and time.time() - max(state[1:3]) / 1e9 > _SETTLED_SECONDS


def _is_lasting(failures: list[Failure]) -> bool:
    """Whether what could not be read is the file's own fault: a disk that did not answer may answer the next time."""
    return all(failure.error in ("Unreadable", "InvalidRecord") for failure in failures)


def _read_file(
    file: CorpusFile, known: Collection[str] | None, keep: Callable[[Article], None], progress: Callable[[int], None] | None
) -> _File:
    tables, rows, failures, notes = [LISTED.empty_table()], [], [], Notes()
    for item in read_file(file, notes):
        if isinstance(item, Failure):
            failures.append(item)
            continue
        if known is not None and item.content not in known:
            keep(item)
        rows.append(item._replace(text=""))
        if len(rows) == _ROWS_AT_ONCE:
            tables.append(_listed(rows))
            rows = []
            if progress:
                progress(_ROWS_AT_ONCE)
    if progress:
        progress(len(rows))
    return _File(pa.concat_tables([*tables, _listed(rows)]), failures, notes.counts())


def _listed(rows: list[Article]) -> pa.Table:
    values = list(zip(*rows, strict=True)) or [()] * len(Article._fields)
    columns = dict(zip(Article._fields, values, strict=True))
    return pa.table([pa.array(columns[field.name], field.type) for field in LISTED], schema=LISTED)


def _merged(before: _Inventory, found: dict[str, _File], same: set[str], states: dict[str, list[int]]) -> _Inventory:
    kept = before.articles
    if not same.issuperset(pc.unique(kept.column("source_file")).to_pylist()):
        kept = kept.filter(pc.is_in(kept.column("source_file"), pa.array(sorted(same), pa.string())))
    return _Inventory(
        states=states,
        articles=pa.concat_tables([kept, *(one.articles for one in found.values())]),
        failures={
            **{name: before.failures.get(name, []) for name in same},
            **{name: one.failures for name, one in found.items()},
        },
        notes={**{name: before.notes.get(name, {}) for name in same}, **{name: one.notes for name, one in found.items()}},
    )


def _reading(corpus: str | Path, files: list[CorpusFile], inventory: _Inventory) -> Reading:
    """Make a reading of an inventory; what was read when does not show."""
    order = {file.name: number for number, file in enumerate(files)}
    articles = to_frame(inventory.articles)
    if articles["article_id"].duplicated().any():  # of articles with one id the first in the order of files keeps it
        codes, names = pd.factorize(articles["source_file"])
        ranks = np.array([order[name] for name in names], dtype=np.int64)[codes]
        articles = articles.iloc[np.argsort(ranks, kind="stable")].reset_index(drop=True)
    notes = Notes()
    for name in order:
        notes.add_all(inventory.notes.get(name, {}))
    failures = frame([failure for name in order for failure in inventory.failures.get(name, [])], Failure)
    return settle(corpus, articles, failures, notes)


def _read(place: Path) -> _Inventory:
    """Read the inventory of the last time; an empty one where there is none of this code, or none that is whole."""
    nothing = _Inventory({}, LISTED.empty_table(), {}, {})
    try:
        table = read_parquet(place, page_checksum_verification=True)
        about = json.loads(table.schema.metadata[b"cadrage"])
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
        return nothing
    if about["code"] != _code() or table.schema.names != LISTED.names:
        return nothing
    failures = {name: [Failure(*row) for row in rows] for name, rows in about["failures"].items()}
    return _Inventory(about["states"], table.cast(LISTED), failures, about["notes"])


def _write(inventory: _Inventory, place: Path) -> None:
    about: dict[str, Any] = {"code": _code(), **inventory._replace(articles=None)._asdict()}
    table = inventory.articles.replace_schema_metadata({"cadrage": json.dumps(about)})
    draft = place.with_name(f".{place.name}{process_mark()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, draft, compression="zstd", use_dictionary=_REPEATED, write_page_checksum=True)
        os.replace(draft, place)
    except OSError as error:  # the next run reads the corpus again
        logging.getLogger(__name__).debug("the inventory was not kept: %s", error)
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _code() -> str:
    return code_digest("*.py", "*.csv", within=_READING_ROOMS)

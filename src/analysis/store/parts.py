"""One part of a store: the tables of some articles, written whole or not at all, and never read when damaged.

    <part>/{articles,zones,…}.parquet, manifest.json

The manifest is the commit: it is written last, names the articles, and has the size and the digest of
every file. A part is made in a hidden folder and renamed once. Rows go by the `content` of their
articles, not by their ids, which differ from corpus to corpus.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.errors import DamagedError
from analysis.places import process_mark
from analysis.tables import TABLES, read_parquet

__all__ = [
    "MANIFEST",
    "Part",
    "discard",
    "find_damage",
    "flush",
    "part_name",
    "read_manifest",
    "read_part",
    "write_part",
]

MANIFEST = "manifest.json"


class Part(NamedTuple):
    """A part as its manifest has it: the contents it holds, those of them that failed, and its files."""

    folder: Path
    contents: tuple[str, ...]
    failed: frozenset[str]
    files: Mapping[str, Mapping[str, Any]]
    """Of each file its size in bytes, its BLAKE2b digest and its number of rows."""


def part_name(contents: Iterable[str], failed: Iterable[str] = ()) -> str:
    """Name a part by what it holds, so that writing it twice changes nothing."""
    held = json.dumps([sorted(contents), sorted(failed)])
    return hashlib.blake2b(held.encode(), digest_size=10).hexdigest()


def write_part(store: Path, tables: Mapping[str, pa.Table], failed: Iterable[str]) -> Path:
    """Write the tables of some articles, by content, as one part of a store; return its folder."""
    contents = sorted(tables["articles"].column("article_id").to_pylist())
    target = store / part_name(contents, failed)
    if _is_whole(target):
        return target
    staging = store / f".writing-{target.name}{process_mark()}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    files = {f"{name}.parquet": _write_table(table, staging / f"{name}.parquet") for name, table in tables.items()}
    manifest = {"contents": contents, "failed": sorted(failed), "files": files}
    (staging / MANIFEST).write_text(json.dumps({"seal": _seal(manifest), **manifest}), encoding="utf-8")
    flush(staging / MANIFEST)
    flush(staging)
    _commit(staging, target)
    flush(store)
    return target


def _write_table(table: pa.Table, path: Path) -> dict[str, Any]:
    pq.write_table(table, path, compression="zstd")
    flush(path)
    return {"bytes": path.stat().st_size, "digest": _digest(path.read_bytes()), "rows": table.num_rows}


def _commit(staging: Path, target: Path) -> None:
    for _ in range(_TRIES):
        try:
            staging.rename(target)
        except OSError:
            if _is_whole(target):  # another run has written the same part meanwhile: both are equal
                shutil.rmtree(staging, ignore_errors=True)
                return
            discard(target)
        else:
            return
    staging.rename(target)


_TRIES = 3


def discard(part: Path) -> None:
    """Take a part out of its store in one step, then delete it."""
    hidden = part.with_name(f".discarded-{part.name}{process_mark()}")
    shutil.rmtree(hidden, ignore_errors=True)
    try:
        part.rename(hidden)
    except FileNotFoundError:
        return
    shutil.rmtree(hidden, ignore_errors=True)


def read_manifest(folder: Path) -> Part:
    """Read what a part holds, and check that its files are there in their sizes.

    Raises
    ------
    DamagedError
        When the manifest is missing or is not what was written, or a file is missing or truncated.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        seal = found.pop("seal")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise DamagedError(folder / MANIFEST, "missing or damaged") from error
    if seal != _seal(found):
        raise DamagedError(folder / MANIFEST, "altered")
    part = Part(folder, tuple(found["contents"]), frozenset(found["failed"]), found["files"])
    try:
        sizes = {entry.name: entry.stat().st_size for entry in os.scandir(folder)}
    except OSError as error:
        raise DamagedError(folder / MANIFEST, f"not readable ({error.strerror})") from error
    for name, about in part.files.items():
        if name not in sizes:
            raise DamagedError(folder / name, "missing")
        if sizes[name] != about["bytes"]:
            raise DamagedError(folder / name, f"{sizes[name]} bytes instead of {about['bytes']}")
    return part


def read_part(part: Part, table: str) -> pa.Table:
    """Read a table of a part; rows go by the content of their articles.

    Raises
    ------
    DamagedError
        When the file is not what was written.
    """
    path = part.folder / f"{table}.parquet"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DamagedError(path, f"not readable ({error.strerror})") from error
    if _digest(content) != part.files[path.name]["digest"]:
        raise DamagedError(path, "altered")
    return read_parquet(pa.BufferReader(content), read_dictionary=["article_id"])


def find_damage(folder: Path) -> DamagedError | None:
    """Check every byte of a part; return the first damage, or null."""
    try:
        part = read_manifest(folder)
        for table in TABLES:
            read_part(part, table)
    except DamagedError as error:
        return error
    return None


def _is_whole(folder: Path) -> bool:
    return folder.is_dir() and find_damage(folder) is None


def _seal(manifest: Mapping[str, Any]) -> str:
    return _digest(json.dumps(manifest, sort_keys=True).encode())


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def flush(path: Path) -> None:
    """Make sure that a file or a folder is on the disk before the next step relies on it."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

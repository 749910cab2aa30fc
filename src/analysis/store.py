"""Computed tables as Parquet parts: written atomically, read by column, known by what they hold.

    data/tables/<fingerprint>/<part>/{articles,zones,…}.parquet

A part is the tables of some articles. It is written to a hidden folder and renamed once, so that it is
there whole or not at all; its name is the digest of its articles' digests, so that writing it twice
changes nothing. `fingerprint` identifies all that results depend on besides the texts.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from analysis.tables import TABLES, Tables, frame, to_arrow, to_frame

__all__ = ["Store", "flush"]

_KEYS = ("article_id", "digest")


class Store:
    """The parts of one fingerprint in a folder of tables."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder = folder / fingerprint

    def keys(self) -> pd.DataFrame:
        """List what is stored: `digest, article_id, part`, one row a digest (the first part that has it)."""
        found = [
            to_frame(pq.read_table(part / "articles.parquet", columns=list(_KEYS))).assign(part=part.name)
            for part in self._parts()
        ]
        empty = pd.DataFrame({"article_id": [], "digest": [], "part": []}, dtype="str")
        return pd.concat([empty, *found], ignore_index=True).drop_duplicates("digest", ignore_index=True)

    def write(self, tables: Tables) -> Path:
        """Write the tables of some articles as one part, all or nothing; return its folder."""
        name = hashlib.blake2b("".join(sorted(tables.articles["digest"])).encode(), digest_size=10).hexdigest()
        target, staging = self.folder / name, self.folder / f".writing-{name}-{os.getpid()}"
        if target.is_dir():
            return target
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        for table, row in TABLES.items():
            path = staging / f"{table}.parquet"
            pq.write_table(to_arrow(getattr(tables, table), row), path, compression="zstd")
            flush(path)
        flush(staging)
        _rename(staging, target)
        flush(self.folder)
        return target

    def read_all(self, articles: pd.DataFrame) -> Tables:
        """Read every table's rows of some articles (`article_id, digest`), under the ids given here.

        Ids are no part of a digest, and two parts may hold different articles under one id: rows are
        chosen and renamed part by part.
        """
        keys = self.keys().rename(columns={"article_id": "stored"})
        wanted = keys.merge(articles[["article_id", "digest"]], on="digest")
        names = {str(part): dict(zip(rows["stored"], rows["article_id"], strict=True)) for part, rows in wanted.groupby("part")}
        return Tables(*(self._read(name, names) for name in TABLES))

    def _parts(self) -> list[Path]:
        return sorted(path.parent for path in self.folder.glob("[!.]*/articles.parquet"))

    def _read(self, name: str, names: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
        empty = frame([], TABLES[name])
        parts = [_read_part(self.folder / part / f"{name}.parquet", ids) for part, ids in names.items()]
        filled = [part for part in parts if len(part)]
        return pd.concat(filled, ignore_index=True) if filled else empty


def _read_part(path: Path, names: Mapping[str, str]) -> pd.DataFrame:
    found = to_frame(pq.read_table(path, filters=[("article_id", "in", set(names))]))
    return found.assign(article_id=found["article_id"].map(names).astype("str"))


def _rename(staging: Path, target: Path) -> None:
    try:
        staging.rename(target)
    except OSError:
        if not target.is_dir():  # another run has written the same part meanwhile: both are equal
            raise
        shutil.rmtree(staging, ignore_errors=True)


def flush(path: Path) -> None:
    """Make sure that a file or a folder is on the disk before the next step relies on it."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

"""Computed tables as Parquet parts: written atomically, read by column, known by what they hold.

    data/tables/<fingerprint>/<part>/{articles,zones,…}.parquet

A part is the tables of some articles. It is written to a hidden folder and renamed once, so that it is
there whole or not at all; its name is the digest of its articles' digests, so that writing it twice
changes nothing. `fingerprint` identifies all that results depend on besides the texts.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from analysis.tables import TABLES, Tables, frame, to_arrow, to_frame

__all__ = ["Store"]

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
            _flush(path)
        _flush(staging)
        _rename(staging, target)
        _flush(self.folder)
        return target

    def read(self, name: str, digests: Iterable[str]) -> pd.DataFrame:
        """Read one table's rows of the articles with these digests, each article once."""
        wanted = self.keys()
        return self._read(name, wanted[wanted["digest"].isin(set(digests))])

    def read_all(self, digests: Iterable[str]) -> Tables:
        """Read every table's rows of the articles with these digests."""
        wanted = self.keys()
        wanted = wanted[wanted["digest"].isin(set(digests))]
        return Tables(*(self._read(name, wanted) for name in TABLES))

    def _parts(self) -> list[Path]:
        return sorted(path.parent for path in self.folder.glob("[!.]*/articles.parquet"))

    def _read(self, name: str, wanted: pd.DataFrame) -> pd.DataFrame:
        parts = [
            self._of_part(self.folder / str(part) / f"{name}.parquet", set(ids))
            for part, ids in wanted.groupby("part")["article_id"]
        ]
        return pd.concat([frame([], TABLES[name]), *parts], ignore_index=True) if parts else frame([], TABLES[name])

    @staticmethod
    def _of_part(path: Path, ids: set[str]) -> pd.DataFrame:
        return to_frame(pq.read_table(path, filters=[("article_id", "in", ids)]))


def _rename(staging: Path, target: Path) -> None:
    try:
        staging.rename(target)
    except OSError:
        if not target.is_dir():  # another run has written the same part meanwhile: both are equal
            raise
        shutil.rmtree(staging, ignore_errors=True)


def _flush(path: Path) -> None:
    """Make sure that a file or a folder is on the disk before the next step relies on it."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

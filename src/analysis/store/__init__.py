"""Computed tables as Parquet parts: written atomically, read by column, known by what they hold.

    data/tables/<fingerprint>/<part>/{articles,zones,…}.parquet, manifest.json

A part is the tables of some articles (see `store.parts`). `fingerprint` identifies all that results
depend on besides the texts, so that a changed word list or model begins another store. Nothing is ever
changed in place and nothing is locked: what two runs write is equal, what one was killed at is not there.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analysis.errors import DamagedError
from analysis.places import process_mark
from analysis.store.parts import Part, flush, part_name, read_manifest, read_part, write_part
from analysis.tables import TABLES, Tables, frame, schema, to_arrow, to_frame

__all__ = ["Held", "Store", "flush", "held_by"]

_ABOUT = "about.json"
_PART = re.compile(r"[0-9a-f]{20}")


Held = dict[str, tuple[Part, bool]]
"""Each content that is stored: the part that counts for it, and whether it failed there."""


class _Placed(NamedTuple):
    """Rows of one part, and for each the position of its article among those asked for."""

    rows: pa.Table
    positions: npt.NDArray[np.int64]


class Store:
    """The parts of one fingerprint in a folder of tables."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder = folder / fingerprint

    def describe(self, about: Mapping[str, Any]) -> None:
        """Keep what the fingerprint stands for beside the parts, for people and for `status`."""
        if not self.about():
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{_ABOUT}{process_mark()}"
            draft.write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            flush(draft)
            os.replace(draft, self.folder / _ABOUT)

    def about(self) -> dict[str, Any]:
        """Return what was kept by `describe`; empty where nothing was, or nothing that can be read."""
        try:
            found: dict[str, Any] = json.loads((self.folder / _ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def part_folders(self) -> list[Path]:
        """List the folders of parts, whole or damaged."""
        return sorted(path for path in self.folder.glob("*") if path.is_dir() and _PART.fullmatch(path.name))

    def parts(self) -> list[Part]:
        """List the parts whose manifest and files are there; what is damaged is left out (see `store.care`)."""
        found = []
        for folder in self.part_folders():
            try:
                found.append(read_manifest(folder))
            except DamagedError:
                continue
        return found

    def contents(self) -> Held:
        """Map each content that is stored to the part that counts for it, and whether it failed there.

        Where several parts hold it, one in which it did not fail counts, then the first by name.
        """
        return held_by(self.parts())

    def has(self, contents: Iterable[str]) -> bool:
        """Whether a part of just these contents is there and whole, with no failure."""
        try:
            read_manifest(self.folder / part_name(contents))
        except DamagedError:
            return False
        return True

    def write(self, tables: Tables) -> Path:
        """Write the tables of some articles, whose ids must be their contents, as one part, all or nothing; return its folder."""
        made = {name: to_arrow(getattr(tables, name), row) for name, row in TABLES.items()}
        return write_part(self.folder, made, set(tables.failures["article_id"]))

    def read_all(self, articles: pd.DataFrame, names: Iterable[str] = tuple(TABLES), held: Held | None = None) -> Tables:
        """Read the rows of some articles (`article_id, content`), under the ids given here, in their order.

        Several articles may share a content: each gets the rows. Tables that are not named come without rows; the table of
        articles comes as stored, but for the ids. `held`: what `contents` has returned, where that is known.

        Raises
        ------
        DamagedError
            When a file of a part is not what was written.
        """
        counts = self.contents() if held is None else held
        try:
            return _read_all(articles.reset_index(drop=True), set(names), counts)
        except DamagedError as error:
            if error.path.parent.is_dir():
                raise
            return _read_all(articles.reset_index(drop=True), set(names), self.contents())  # joined with others meanwhile


def held_by(parts: Iterable[Part]) -> Held:
    """Map each content of some parts to the part that counts for it (see `Store.contents`)."""
    found: Held = {}
    for part in parts:
        own = {**dict.fromkeys(part.contents, (part, False)), **dict.fromkeys(part.failed, (part, True))}
        taken = found.keys() & own.keys()
        found.update(own if not taken else {content: own[content] for content in own if _counts(own, found, content)})
    return found


def _counts(own: Held, found: Held, content: str) -> bool:
    """Whether a part counts for a content rather than an earlier one."""
    return content not in found or (found[content][1] and not own[content][1])


def _read_all(wanted: pd.DataFrame, names: set[str], held: Held) -> Tables:
    by_part: dict[Path, tuple[Part, list[int]]] = {}
    for position, content in enumerate(wanted["content"]):
        if content in held:
            part = held[content][0]
            by_part.setdefault(part.folder, (part, []))[1].append(position)
    chosen = [(part, wanted["content"].iloc[positions]) for part, positions in by_part.values()]
    return Tables(*(_read(name, chosen, wanted) if name in names else frame([], row) for name, row in TABLES.items()))


def _read(name: str, chosen: list[tuple[Part, "pd.Series[str]"]], wanted: pd.DataFrame) -> pd.DataFrame:
    placed = [layer for part, contents in chosen for layer in _placed(read_part(part, name), contents)]
    if not placed:
        return frame([], TABLES[name])
    positions = np.concatenate([one.positions for one in placed])
    rows = pa.concat_tables([one.rows.drop_columns("article_id") for one in placed])
    order = np.argsort(positions, kind="stable")
    owners = wanted.iloc[positions[order]]
    named = rows.take(pa.array(order)).add_column(0, "article_id", pa.array(owners["article_id"], pa.string()))
    found = to_frame(named.select(schema(TABLES[name]).names).cast(schema(TABLES[name])))
    return _as_own(found, owners) if name == "failures" else found


def _placed(table: pa.Table, contents: "pd.Series[str]") -> list[_Placed]:
    """The rows of some contents of a part; where articles share a content, once for each."""
    column = table.column("article_id").unify_dictionaries().combine_chunks()
    known = pd.Index(column.dictionary.to_pylist(), dtype="str")
    codes = column.indices.to_numpy(zero_copy_only=False)
    found = []
    for _, layer in contents.groupby(contents.groupby(contents).cumcount()):
        places = np.full(len(known) + 1, -1)
        places[known.get_indexer(pd.Index(layer))] = layer.index
        places[-1] = -1  # what has no row here
        positions = places[codes]
        kept = np.flatnonzero(positions >= 0)
        found.append(_Placed(table.take(pa.array(kept)) if len(kept) < len(codes) else table, positions[kept]))
    return found


def _as_own(failures: pd.DataFrame, owners: pd.DataFrame) -> pd.DataFrame:
    """Messages name an article by its content when it is analysed; the reader knows it by its id and its file."""
    rows = zip(failures["message"], owners["content"], failures["article_id"], strict=True)
    if "source_file" in owners:
        failures = failures.assign(source_file=owners["source_file"].array)
    return failures.assign(message=[message.replace(content, own) for message, content, own in rows]).astype({"message": "str"})

"""Look after a store: find damage, mend it, join small parts, clear away what killed runs left."""

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from analysis.store import Store, held_by
from analysis.store.parts import Part, discard, find_damage, read_part, write_part
from analysis.tables import TABLES

__all__ = ["SMALL", "WAITING", "Damage", "compact", "delete", "stores", "sweep", "verify"]

SMALL = 500
"""Parts of fewer articles than this are joined."""

WAITING = ".waiting"
"""How the folder begins of the texts that a run is at."""

LARGE = 5_000
"""Articles of a joined part."""


_STORE = re.compile(r"[0-9a-f]{16}")
"""How a store is called; what else lies in the folder of tables is nobody's business here."""


class Damage(NamedTuple):
    """A part that is not what was written: its folder, and what is wrong with which file."""

    folder: Path
    message: str


def stores(folder: Path) -> list[Store]:
    """List the stores in a folder of tables."""
    return [Store(folder, path.name) for path in sorted(folder.glob("*")) if path.is_dir() and _STORE.fullmatch(path.name)]


def verify(store: Store, *, repair: bool = False, progress: Callable[[int], object] | None = None) -> Iterator[Damage]:
    """Read every byte of every part, and name the damaged ones; with `repair`, take them out, so that they are computed again."""
    for folder in store.part_folders():
        error = find_damage(folder)
        if progress:
            progress(1)
        if error is not None:
            yield Damage(folder, str(error).split(";", 1)[0])
            if repair:
                discard(folder)


def compact(store: Store) -> tuple[int, int]:
    """Join the parts of fewer than `SMALL` articles; return how many parts there were and how many are left.

    The joined part is committed before the small ones are taken out: a run that is killed between leaves
    rows twice on the disk, and readers take them once.
    """
    parts = store.parts()
    counts = held_by(parts)
    useless = [part for part in parts if all(counts[content][0] != part for content in part.contents)]
    small = [part for part in parts if len(part.contents) < SMALL and part not in useless]
    for part in useless:
        discard(part.folder)
    for group in _groups(small):
        if len(group) < 2:  # nothing to join
            continue
        own = {part.folder: [content for content in part.contents if counts[content][0] == part] for part in group}
        target = write_part(
            store.folder, _joined(group, own), {one for part in group for one in part.failed & set(own[part.folder])}
        )
        for part in group:
            if part.folder != target:
                discard(part.folder)
    return len(parts), len(store.parts())


def _groups(parts: list[Part]) -> Iterator[list[Part]]:
    group: list[Part] = []
    for part in parts:
        if group and sum(len(one.contents) for one in group) + len(part.contents) > LARGE:
            yield group
            group = []
        group.append(part)
    yield group


def _joined(parts: list[Part], own: dict[Path, list[str]]) -> dict[str, pa.Table]:
    return {name: pa.concat_tables([_rows_of(read_part(part, name), own[part.folder]) for part in parts]) for name in TABLES}


def _rows_of(table: pa.Table, contents: list[str]) -> pa.Table:
    """The rows of some contents, which are written out, no longer as codes of a dictionary."""
    at = table.schema.get_field_index("article_id")
    ids = table.column(at).cast(pa.string())
    plain = table.set_column(at, table.schema.field(at).with_type(pa.string()), ids)
    return plain.filter(pc.is_in(ids, pa.array(contents, pa.string())))


def delete(store: Store) -> None:
    """Delete a store with all its parts."""
    discard(store.folder)


def sweep(folder: Path) -> bool:
    """Delete what killed runs of this machine left, drafts, unfinished parts, texts that waited; tell whether any waited."""
    has_waiting = False
    for path in [*folder.glob(".*@*@*"), *folder.glob("*/.*@*@*")]:
        _, host, number = path.name.rsplit("@", 2)
        if host == socket.gethostname() and number.isdigit() and not _is_running(int(number)):
            has_waiting |= path.name.startswith(WAITING)
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return has_waiting


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""Read JSON lines, or one JSON array, of article objects."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from analysis.readers.encoding import Source
from analysis.readers.records import Notes, Record, describe_columns, map_columns
from analysis.tables import Failure

__all__ = ["read_records", "recognises"]


def recognises(source: Source) -> bool:
    """Whether the text opens like JSON: an object, or an array of objects."""
    opening = "".join((source.opening or "").lstrip()[:200].split())
    return opening.startswith(("{", "[{")) or opening == "[]"


def read_records(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    """Read one record a line, or one an element; a broken line is a failure and the rest is read."""
    is_array = (source.opening or "").lstrip().startswith("[")
    whole = _whole(source) if source.path.stat().st_size <= _LARGEST_WHOLE else None
    if whole is None and is_array:
        yield from _array(source, notes)
        return
    if whole is not None:
        for number, element in enumerate(whole, 1):
            yield _to_record(source, f"{source.name}, element {number}", element, notes, set())
        return
    mapped: set[str] = set()
    for number, line in enumerate(source.lines(), 1):
        if line.strip():
            yield _record(source, f"{source.name}, line {number}", line, notes, mapped)


def _array(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    """Read an array element by element; what stands before a fault is kept."""
    import ijson

    mapped: set[str] = set()
    number = 0
    with source.path.open(encoding=source.encoding, errors=source.errors) as opened:
        try:
            for number, element in enumerate(ijson.items(_Utf8(opened), "item", use_float=True), 1):
                yield _to_record(source, f"{source.name}, element {number}", element, notes, mapped)
        except ijson.JSONError as error:
            reason = f"not valid JSON ({' '.join(str(error).split())[:_LONGEST_REASON]}); write one object a line, so that one error costs one line"
            yield _failure(source, f"{source.name}, after element {number}", reason)


_LONGEST_REASON = 100
_LARGEST_WHOLE = 16 << 20
"""Bytes up to which one JSON value is read whole, with all that Python's reader takes (NaN, numbers of any size)."""


class _Utf8:
    """A text file as the bytes that ijson asks for."""

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def read(self, size: int = -1) -> bytes:
        """Read at most so many characters."""
        return self._text.read(size).encode("utf-8", "replace")


def _whole(source: Source) -> list[Any] | None:
    """Read a file that is one JSON value: an array, one object over many lines, or {"articles": […]}; else null."""
    first = next((line for line in source.lines() if line.strip()), "").strip()
    if first.startswith("{") and first.endswith("}"):
        return None
    try:
        found = json.loads(source.read())
    except (ValueError, RecursionError):
        return None
    if isinstance(found, list):
        return found
    lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return list(lists[0]) if len(lists) == 1 and "text" not in map_columns(found) else [found]


def _record(source: Source, place: str, line: str, notes: Notes, mapped: set[str]) -> Record | Failure:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _failure(source, place, f"not valid JSON: {error}; mend or delete the line")
    return _to_record(source, place, content, notes, mapped)


def _to_record(source: Source, place: str, content: Any, notes: Notes, mapped: set[str]) -> Record | Failure:
    if not isinstance(content, dict):
        return _failure(source, place, f"a JSON object is needed, not {type(content).__name__}")
    named = map_columns(content)
    columns = map_columns(name for name, value in content.items() if value not in (None, ""))
    if "text" not in named:
        return _failure(source, place, f"no text among the keys {', '.join(map(str, content)) or '(none)'}; name it 'text'")
    if "text" not in columns:
        return _failure(source, place, f"{named['text']!r} is empty; give the article a text or delete the record")
    mapping = describe_columns(content, {**named, **columns})
    if mapping not in mapped:
        mapped.add(mapping)
        notes.add(f"{source.name}: {mapping}")
    return Record({field: content[column] for field, column in columns.items()}, place, source.name)


def _failure(source: Source, place: str, reason: str) -> Failure:
    return Failure(None, source.name, "read", "InvalidRecord", f"{place}: {reason}")

"""Read JSON lines, or one JSON array, of article objects."""

import json
from collections.abc import Iterator
from typing import Any

from analysis.readers.encoding import Source
from analysis.readers.records import Notes, Record, describe_columns, map_columns
from analysis.tables import Failure

__all__ = ["read_records", "recognises"]


def recognises(source: Source) -> bool:
    """Whether the text opens like JSON: an object, or an array of objects."""
    opening = (source.text or "").lstrip()[:200]
    return opening.startswith("{") or opening.replace(" ", "").replace("\n", "").startswith("[{")


def read_records(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    """Read one record a line, or one an element; a broken line is a failure and the rest is read."""
    text = source.text or ""
    if text.lstrip().startswith("["):
        yield from _read_array(source, text, notes)
        return
    mapped: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _record(source, f"{source.name}, line {number}", line, notes, mapped)


def _read_array(source: Source, text: str, notes: Notes) -> Iterator[Record | Failure]:
    try:
        elements = json.loads(text)
    except ValueError as error:
        yield _failure(source, source.name, f"not valid JSON: {error}; write one object a line, so that one error costs one line")
        return
    mapped: set[str] = set()
    for number, element in enumerate(elements, 1):
        yield _to_record(source, f"{source.name}, element {number}", element, notes, mapped)


def _record(source: Source, place: str, line: str, notes: Notes, mapped: set[str]) -> Record | Failure:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _failure(source, place, f"not valid JSON: {error}; mend or delete the line")
    return _to_record(source, place, content, notes, mapped)


def _to_record(source: Source, place: str, content: Any, notes: Notes, mapped: set[str]) -> Record | Failure:
    if not isinstance(content, dict):
        return _failure(source, place, f"a JSON object is needed, not {type(content).__name__}")
    columns = map_columns(content)
    if "text" not in columns:
        return _failure(source, place, f"no text among the keys {', '.join(content) or '(none)'}; name it 'text'")
    mapping = describe_columns(content, columns)
    if mapping not in mapped:
        mapped.add(mapping)
        notes.add(f"{source.name}: {mapping}")
    return Record({field: content[column] for field, column in columns.items()}, place, source.name)


def _failure(source: Source, place: str, reason: str) -> Failure:
    return Failure(None, source.name, "read", "InvalidRecord", f"{place}: {reason}")

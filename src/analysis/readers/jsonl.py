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
    opening = "".join((source.text or "").lstrip()[:200].split())
    return opening.startswith(("{", "[{")) or opening == "[]"


def read_records(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    """Read one record a line, or one an element; a broken line is a failure and the rest is read."""
    text = source.text or ""
    whole = _whole(text)
    if whole is not None:
        for number, element in enumerate(whole, 1):
            yield _to_record(source, f"{source.name}, element {number}", element, notes, set())
        return
    if text.lstrip().startswith("["):
        reason = "not valid JSON; write one object a line, so that one error costs one line"
        yield _failure(source, source.name, reason)
        return
    mapped: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _record(source, f"{source.name}, line {number}", line, notes, mapped)


def _whole(text: str) -> list[Any] | None:
    """Read a file that is one JSON value: an array, one pretty-printed object, or {"articles": […]}; else null."""
    opening = text.lstrip()
    is_one = opening.startswith("[") or (opening.startswith("{") and not opening.split("\n", 1)[0].rstrip().endswith("}"))
    if not is_one:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        found = lists[0] if len(lists) == 1 and "text" not in map_columns(found) else [found]
    return list(found)


def _record(source: Source, place: str, line: str, notes: Notes, mapped: set[str]) -> Record | Failure:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _failure(source, place, f"not valid JSON: {error}; mend or delete the line")
    return _to_record(source, place, content, notes, mapped)


def _to_record(source: Source, place: str, content: Any, notes: Notes, mapped: set[str]) -> Record | Failure:
    if not isinstance(content, dict):
        return _failure(source, place, f"a JSON object is needed, not {type(content).__name__}")
    columns = map_columns(name for name, value in content.items() if value not in (None, ""))
    if "text" not in columns:
        return _failure(source, place, f"no text among the keys {', '.join(map(str, content)) or '(none)'}; name it 'text'")
    mapping = describe_columns(content, columns)
    if mapping not in mapped:
        mapped.add(mapping)
        notes.add(f"{source.name}: {mapping}")
    return Record({field: content[column] for field, column in columns.items()}, place, source.name)


def _failure(source: Source, place: str, reason: str) -> Failure:
    return Failure(None, source.name, "read", "InvalidRecord", f"{place}: {reason}")

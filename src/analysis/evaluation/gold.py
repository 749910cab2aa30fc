"""Read hand-made labels: one article a line, spans as half-open character positions in its text."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import CorpusError
from analysis.tables import SPEECH_KINDS

__all__ = ["FIELDS", "Labels", "Span", "gold_mentions", "gold_quotes", "read_gold"]

FIELDS = ("speaker", "reference", "cue")
"""What is labelled of a quote beside its span and kind."""

_KEYS = {"quotes": "quotes", "mentions": "entities"}
_KINDS = {"Person": "person", "Location": "place", "Organization": "organisation", "Product": "other", "Event": "other"}


class Span(NamedTuple):
    """A labelled or a found stretch of text."""

    start: int
    end: int
    kind: str
    speaker: str | None = None
    reference: str | None = None
    cue: str | None = None


Labels = dict[str, list[Span]]
"""The spans of each article."""


def read_gold(what: str, path: Path) -> list[dict[str, Any]]:
    """Read a gold file of "quotes" or "mentions"; its rows as they are, checked.

    Raises
    ------
    CorpusError
        Names the line, what is wrong with it and what is needed.
    """
    key = _KEYS[what]
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; give a gold file in JSON lines")
    rows = []
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    if not lines:
        raise CorpusError(f"{path}: the file is empty; one article a line is needed (see docs/gold.md)")
    for number, line in enumerate(lines, 1):
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
            _check_row(row, key)
        except (ValueError, KeyError, TypeError) as error:
            needed = f"an object with id, text and {key}, whole on one line, is needed"
            raise CorpusError(f"{place}: {needed} ({error})") from error
        for label in row[key]:
            _check_label(place, label, what, len(row["text"]))
        rows.append(row)
    return rows


def _check_row(row: Any, key: str) -> None:
    if not isinstance(row["text"], str) or not row["id"]:
        raise TypeError("text is no string, or id is empty")
    if not isinstance(row[key], list) or not all(isinstance(label, dict) for label in row[key]):
        raise TypeError(f"{key} is no list of objects")


def _check_label(place: str, label: dict[str, Any], what: str, length: int) -> None:
    field, known = ("kind", [*SPEECH_KINDS, "not_speech"]) if what == "quotes" else ("label", list(_KINDS))
    if label.get(field) not in known:
        raise CorpusError(f"{place}: {field} {label.get(field)!r} is not one of {', '.join(known)}")
    start, end = label.get("start"), label.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= length:
        raise CorpusError(f"{place}: start {start!r} and end {end!r} are no span of a text of {length} characters")


def gold_quotes(rows: list[dict[str, Any]]) -> Labels:
    """The labelled quotes of each article."""
    return {
        str(row["id"]): [Span(q["start"], q["end"], q["kind"], *(q.get(field) for field in FIELDS)) for q in row["quotes"]]
        for row in rows
    }


def gold_mentions(rows: list[dict[str, Any]]) -> Labels:
    """The labelled mentions of each article."""
    return {str(row["id"]): [Span(e["start"], e["end"], _KINDS[e["label"]]) for e in row["entities"]] for row in rows}

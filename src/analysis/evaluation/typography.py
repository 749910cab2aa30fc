"""Rewrite the marks and line breaks of labelled articles, so that one can measure whether they matter.

Sites print the same words in guillemets, in curly or in straight marks, and a scraper may leave every
marked span alone on its line. None of this may change what is found.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["TYPOGRAPHIES", "rewrite"]

_OPENS, _CLOSES = '«“„"', '»”“"'
_GAP = 3


class Marks(NamedTuple):
    """What a typography puts before and behind a marked span."""

    left: str
    right: str


TYPOGRAPHIES = {
    "« »": Marks("«\u00a0", "\u00a0»"),
    "“ ”": Marks("“", "”"),
    '" "': Marks('"', '"'),
    "one a line": Marks('\n"', '"\n'),
}
"""The typographies that news sites and scrapers leave."""


class Edit(NamedTuple):
    """Characters `start` to `end` of a text are to become `new`."""

    start: int
    end: int
    new: str


def rewrite(row: dict[str, Any], typography: str) -> dict[str, Any]:
    """Give the labelled quotes of an article other marks; its labels move along."""
    marks = TYPOGRAPHIES[typography]
    edits = _apart(sorted(set(_edits(row, marks))))
    moved = [{**label, **_moved(edits, label["start"], label["end"])} for label in row["quotes"]]
    return {**row, "text": _edited(row["text"], edits), "quotes": moved}


def _edits(row: dict[str, Any], marks: Marks) -> Iterator[Edit]:
    """The outer marks of each label that has them on both sides, with the spaces inside them."""
    text = row["text"]
    for label in row["quotes"]:
        left = re.search(rf"[{_OPENS}]\s{{0,{_GAP}}}$", text[max(0, label["start"] - _GAP - 1) : label["start"]])
        right = re.match(rf"[.,!?…]?\s{{0,{_GAP}}}[{_CLOSES}]", text[label["end"] : label["end"] + _GAP + 2])
        if left and right and label["kind"] != "indirect":
            closing = label["end"] + len(right.group().rstrip(_CLOSES + " \u00a0\u202f\n"))
            before, behind = _line_spaces(text, marks, label["start"] - len(left.group()), label["end"] + right.end())
            yield Edit(before, label["start"], marks.left)
            yield Edit(closing, behind, marks.right)


def _apart(edits: list[Edit]) -> list[Edit]:
    """Keep two edits from taking the same blank, as those of quotes side by side would."""
    apart: list[Edit] = []
    for edit in edits:
        apart.append(edit._replace(start=max(edit.start, apart[-1].end) if apart else edit.start))
    return apart


def _line_spaces(text: str, marks: Marks, left: int, right: int) -> tuple[int, int]:
    """Where marks stand on lines of their own the blank or line end on either side of them goes."""
    if "\n" not in marks.left:
        return left, right
    return left - (text[left - 1 : left] in (" ", "\n")), right + (text[right : right + 1] in (" ", "\n"))


def _edited(text: str, edits: list[Edit]) -> str:
    parts, position = [], 0
    for edit in edits:
        parts += [text[position : edit.start], edit.new]
        position = edit.end
    return "".join([*parts, text[position:]])


def _moved(edits: list[Edit], start: int, end: int) -> dict[str, int]:
    shift_of_start = sum(len(edit.new) - (edit.end - edit.start) for edit in edits if edit.end <= start)
    shift_of_end = sum(len(edit.new) - (edit.end - edit.start) for edit in edits if edit.end <= end)
    return {"start": start + shift_of_start, "end": end + shift_of_end}

"""Pair quotation marks by their type, paragraph by paragraph; needs no language and never raises."""

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Marked", "find_marked"]


class Marked(NamedTuple):
    """What stands between a pair of marks, without them and without outer spaces; `left` to `right` has them too."""

    start: int
    end: int
    mark: str
    closed: bool
    left: int
    right: int


_CLOSES = {"»": "«", "›": "‹", "”": "“„”", "“": "„", '"': '"', "'": "‘", "’": "‘", "«": "»"}
_OPENS = '«‹“„‘"'
_MARK = re.compile(r"[«»‹›“”„‟‘’'\"]")
_UNCLOSED = "«“„"
_DIALOGUE = re.compile(r"\s*[—–]\s+(?=\S)")


def find_marked(text: str, start: int, end: int) -> list[Marked]:
    """Find the outermost marked spans of a paragraph: quotation marks of every type, and dialogue dashes.

    A mark of another type inside a span belongs to it. An opening mark that is never closed reaches to
    the end of the paragraph where it opens a statement; a closing mark that was never opened is passed
    over, and so is a straight mark behind a digit (inches) or inside a word.
    """
    spoken = _dialogue(text, start, end)
    found = [spoken] if spoken else list(_paired(text, start, end))
    return [trimmed for span in found if (trimmed := _trim(text, span)) is not None]


def _paired(text: str, start: int, end: int) -> Iterator[Marked]:
    opened: list[tuple[str, int]] = []
    for found in _MARK.finditer(text, start, end):
        mark, at = found.group(), found.start()
        if opened and opened[-1][0] in _CLOSES.get(mark, "") and _can_close(text, at, end):
            opening, left = opened.pop()
            if not opened:
                yield Marked(left + 1, at, opening, closed=True, left=left, right=at + 1)
        elif mark in _OPENS and _can_open(text, at, start, nested=bool(opened)):
            opened.append((mark, at))
        elif opened and len(opened) > 1 and any(mark_ in _CLOSES.get(mark, "") for mark_, _ in opened):
            while opened and opened[-1][0] not in _CLOSES[mark]:
                opened.pop()
            opening, left = opened.pop()
            if not opened:
                yield Marked(left + 1, at, opening, closed=True, left=left, right=at + 1)
    if opened:
        yield from _unclosed(text, start, end, *opened[0])


def _unclosed(text: str, start: int, end: int, mark: str, at: int) -> Iterator[Marked]:
    before = text[start:at].rstrip()
    opens_statement = not before or before.endswith(":")
    if opens_statement and (mark in _UNCLOSED or text[at + 1 : at + 2].isupper()):
        yield Marked(at + 1, end, mark, closed=False, left=at, right=end)
    else:
        yield from _paired(text, at + 1, end)


def _can_open(text: str, at: int, start: int, *, nested: bool) -> bool:
    before = text[at - 1] if at > start else " "
    mark = text[at]
    if mark == "‘":
        return before.isspace() or before in '([«“"—–'
    if mark == '"':
        after = text[at + 1 : at + 2]
        return not nested and (before.isspace() or before in "([-'«“—–:") and bool(after) and after not in ",.;:!?…)]"
    return True


def _can_close(text: str, at: int, end: int) -> bool:
    after = text[at + 1] if at + 1 < end else " "
    mark = text[at]
    if mark in "'’":
        return not after.isalnum() and not (text[at - 1] in "sz" and _closes_later(text, at, end))
    if mark == '"':
        return not after.isalnum() or not text[at - 1].isspace()
    return True


def _closes_later(text: str, at: int, end: int) -> bool:
    """Whether a better closing mark than the possessive at `at` follows ("the boys' team,' he said")."""
    return re.search(r"[,.!?…]['’](?!\w)", text[at + 1 : end]) is not None


def _dialogue(text: str, start: int, end: int) -> Marked | None:
    dash = _DIALOGUE.match(text, start, end)
    if dash is None:
        return None
    before = text[:start].rstrip()[-1:]
    previous = text[text.rfind("\n", 0, max(0, len(text[:start].rstrip()))) + 1 : start]
    if before != "?" and not _DIALOGUE.match(previous):
        return None
    return Marked(dash.end(), end, "—", closed=True, left=dash.start(), right=end)


def _trim(text: str, span: Marked) -> Marked | None:
    content = text[span.start : span.end]
    stripped = content.strip(" \t\r\n")
    if not any(map(str.isalnum, stripped)):
        return None
    first = span.start + content.index(stripped[0])
    return span._replace(start=first, end=first + len(stripped))

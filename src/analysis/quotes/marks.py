"""Pair quotation marks by their type, paragraph by paragraph; needs no language and never raises."""

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Marked", "find_marked"]


class Marked(NamedTuple):
    """What stands between a pair of marks, without them and without outer spaces; `left` to `right` has them too.

    `continues` tells that an inquit inside the marks parts it from the piece before.
    """

    start: int
    end: int
    mark: str
    closed: bool
    left: int
    right: int
    continues: bool = False


_CLOSES = {"»": "«", "›": "‹", "”": "“„”", "“": "„", '"': '"', "'": "‘", "’": "‘"}
_OPENS = '«‹“„‘"'
_MARK = re.compile(r"[«»‹›“”„‟‘’'\"]")
_UNCLOSED = "«“„"
_UNOPENED = "»”"
_DIALOGUE = re.compile(r"\s*[—–]\s+(?=\S)")


def find_marked(text: str, start: int, end: int) -> list[Marked]:
    """Find the outermost marked spans of a paragraph: quotation marks of every type, and dialogue dashes.

    A mark of another type inside a span belongs to it. An opening mark that is never closed reaches to
    the end of the paragraph where it opens a statement; a closing mark that was never opened reaches back
    to the beginning of its sentence where a comma, and so an inquit, follows, else it is passed over, and so is a straight mark behind a digit (inches) or inside a word.
    """
    spoken = _dialogue(text, start, end)
    found = [spoken] if spoken else list(_paired(text, start, end))
    return [trimmed for span in found if (trimmed := _trim(text, span)) is not None]


def _paired(text: str, start: int, end: int) -> Iterator[Marked]:
    """Pair marks; an opening mark that nothing closes is dropped and what follows it is paired again."""
    for _attempt in range(_MOST_ATTEMPTS):
        found, opened = _pair_once(text, start, end)
        if not opened:
            yield from found
            return
        mark, at = opened
        yield from (span for span in found if span.right <= at)
        if _opens_statement(text, start, mark, at):
            yield Marked(at + 1, end, mark, closed=False, left=at, right=end)
            return
        start = at + 1


_MOST_ATTEMPTS = 20
"""Opening marks that a paragraph may leave open before the rest of it is taken as unquoted; keeps pairing linear."""


def _pair_once(text: str, start: int, end: int) -> tuple[list[Marked], tuple[str, int] | None]:
    """Pair the marks of a span by type; return the outermost pairs and the first mark left open."""
    opened: list[tuple[str, int]] = []
    found: list[Marked] = []
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        closes = _CLOSES.get(mark, "")
        if any(opening in closes for opening, _ in opened) and _can_close(text, at, end):
            while opened[-1][0] not in closes:
                opened.pop()
            opening, left = opened.pop()
            if not opened:
                found.append(Marked(left + 1, at, opening, closed=True, left=left, right=at + 1))
        elif not opened and mark in _UNOPENED and text[at + 1 : at + 2] == ",":
            left = _sentence_start(text, max(start, found[-1].right if found else start), at)
            found.append(Marked(left, at, _CLOSES[mark][0], closed=False, left=left, right=at + 1))
        elif mark in _OPENS and len(opened) < _DEEPEST and _can_open(text, at, start, nested=bool(opened)):
            opened.append((mark, at))
    return found, opened[0] if opened else None


_DEEPEST = 8
_LONGEST_UNOPENED = 400


def _sentence_start(text: str, start: int, end: int) -> int:
    """Where the sentence begins that a closing mark without an opening one ends ("Partez tous », crie-t-il.")."""
    start = max(start, end - _LONGEST_UNOPENED)
    return max((found.end() for found in re.finditer(r"[.!?…:]\s+|\n", text[start:end])), default=0) + start


def _opens_statement(text: str, start: int, mark: str, at: int) -> bool:
    """Whether a mark that is never closed opens speech all the same: behind a colon, or where a paragraph or a sentence begins."""
    before = text[max(start, at - 20) : at].rstrip()
    return (not before or before[-1] in ":.!?…") and (mark in _UNCLOSED or text[at + 1 : at + 2].isupper())


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


_FARTHEST_CLOSE = 400


def _closes_later(text: str, at: int, end: int) -> bool:
    """Whether a better closing mark than the possessive at `at` follows ("the boys' team,' he said")."""
    return re.search(r"[,.!?…]['’](?!\w)", text[at + 1 : min(end, at + _FARTHEST_CLOSE)]) is not None


_LONGEST_TURN = 2_000


def _dialogue(text: str, start: int, end: int) -> Marked | None:
    dash = _DIALOGUE.match(text, start, end)
    if dash is None:
        return None
    before = text[max(0, start - _LONGEST_TURN) : start].rstrip()
    if not before.endswith("?") and not _DIALOGUE.match(before[before.rfind("\n") + 1 :]):
        return None
    return Marked(dash.end(), end, "—", closed=True, left=dash.start(), right=end)


def _trim(text: str, span: Marked) -> Marked | None:
    content = text[span.start : span.end]
    stripped = content.strip(" \t\r\n")
    if not any(map(str.isalnum, stripped)):
        return None
    first = span.start + content.index(stripped[0])
    return span._replace(start=first, end=first + len(stripped))

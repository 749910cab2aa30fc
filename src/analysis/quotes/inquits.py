"""Cut the inquit that a journalist puts inside the marks ("« C'est, explique Yann Moreau, une découverte »")."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.language.vocabulary import cues, function_words, pronouns
from analysis.quotes.marks import Marked
from analysis.zones import PreparedArticle

__all__ = ["cut_inquits"]

_LONGEST = 18
_CLOSES = re.compile(r"[,.;!?…]")
_BEFORE_INQUIT = re.compile(r"\s*(?:,|–|[!?…]\s*,?)\s*")


class Inquit(NamedTuple):
    """Characters from the punctuation before an inquit to behind the punctuation that closes it."""

    start: int
    end: int


def cut_inquits(prepared: PreparedArticle, span: Marked) -> list[Marked]:
    """Return a marked span, or the pieces that inquits without marks cut it into."""
    pieces, rest = [], span
    for inquit in _inquits(prepared, span):
        pieces.append(rest._replace(end=inquit.start, right=inquit.start))
        rest = rest._replace(start=inquit.end, left=inquit.end, continues=True)
    if not pieces:
        return [span]
    return [kept for piece in (*pieces, rest) if (kept := _stripped(prepared.text, piece)) is not None]


def _stripped(text: str, piece: Marked) -> Marked | None:
    """A piece without outer blanks and commas; none where it has no word."""
    content = text[piece.start : piece.end]
    bare = content.strip(" \n,–)")
    if not any(map(str.isalnum, bare)):
        return None
    start = piece.start + content.index(bare)
    return piece._replace(start=start, end=start + len(bare))


def _inquits(prepared: PreparedArticle, span: Marked) -> Iterator[Inquit]:
    words, text = prepared.words, prepared.text
    inside = words.between(span.start, span.end)
    position = span.start
    for index in inside[1:]:
        gap = text[words.ends[index - 1] : words.starts[index]]
        if words.starts[index] < position or not _BEFORE_INQUIT.fullmatch(gap):
            continue
        last = _inquit_end(prepared, index, inside.stop)
        if last is not None:
            closing = _CLOSES.match(text, words.ends[last - 1], span.end)
            position = closing.end() if closing else words.ends[last - 1]
            yield Inquit(words.ends[index - 1] + len(gap.rstrip(" ,–")), position)


def _inquit_end(prepared: PreparedArticle, index: int, limit: int) -> int | None:
    """One past the last word of the inquit that begins at a word, if one does and punctuation closes it."""
    words, text, language = prepared.words, prepared.text, prepared.article.language
    form = _form(prepared, index)
    known, small, third = cues(language), function_words(language), pronouns(language)
    verb = index
    if form in third and form.isalpha():  # "he said"
        verb += 1
    else:
        passed = small.auxiliary | small.reflexive | {form for form in third if form.startswith("t-")}
        while verb < limit and _form(prepared, verb) in passed and not (verb > index and _is_cut(prepared, verb)):
            verb += 1
    cue = known.get(_form(prepared, verb)) if verb < limit else None
    if cue is None or cue.tense in ("gerund", "infinitive") or (cue.tense == "participle" and verb == index):
        return None
    inverted = [_form(prepared, i) for i in range(index + 1, min(verb + 2, limit)) if _is_hyphened(prepared, i)]
    is_pronoun = any(form in third for form in inverted) or form in third
    if not is_pronoun and not _opens_name(prepared, verb + 1, limit):
        return None
    opens = verb + 2 if is_pronoun and verb + 1 < limit and _is_hyphened(prepared, verb + 1) else verb + 1
    for last in range(opens, min(limit, verb + _LONGEST) + 1):
        behind = text[words.ends[last - 1] : words.starts[last] if last < limit else words.ends[last - 1] + 2]
        if _CLOSES.search(behind) or last == limit:
            return last
        if _form(prepared, last) in small.auxiliary | small.relative:
            return None
    return None


def _form(prepared: PreparedArticle, index: int) -> str:
    return prepared.text[prepared.words.starts[index] : prepared.words.ends[index]].lower()


def _is_cut(prepared: PreparedArticle, index: int) -> bool:
    """Whether punctuation stands before a word."""
    return _CLOSES.search(prepared.text, prepared.words.ends[index - 1], prepared.words.starts[index]) is not None


def _is_hyphened(prepared: PreparedArticle, index: int) -> bool:
    """Whether a word hangs on the one before: "dit-il", "a-t-elle"."""
    start = prepared.words.starts[index]
    return prepared.text[start - 1] == "-" or _form(prepared, index).startswith("t-")


def _opens_name(prepared: PreparedArticle, index: int, limit: int) -> bool:
    """Whether a noun phrase begins at a word, right behind the verb."""
    if index >= limit or prepared.text[prepared.words.ends[index - 1] : prepared.words.starts[index]].strip():
        return False
    small = function_words(prepared.article.language)
    opens = small.determiner - small.clitic | small.definite
    return _form(prepared, index) in opens or prepared.text[prepared.words.starts[index]].isupper()

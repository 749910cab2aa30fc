"""One article → its sentences, with the counts that every rate is divided by."""

import re
from collections.abc import Iterator
from itertools import pairwise

from analysis.language.vocabulary import abbreviations
from analysis.tables import Sentence
from analysis.zones import PreparedArticle, zone_at

__all__ = ["find_sentences"]

_BOUNDARY = re.compile(
    r"[.!?…؟。！？](?:"  # one set of signs to look for: the search passes fast over all else
    r"(?<![.!?…؟].)(?<=[.!?…؟])(?P<more>[.!?…؟]*+)(?:[\"”’)\]]|[ ]?[»›])*+"  # the full stop and the marks that close with it
    r"(?=\s+(?:[«“\"„‹(—–-][ ]?)?(?P<next>[^\W_]))"  # before a word, behind an opening mark or not
    r"|(?<=[。！？])[。！？]*+[」』”]*+)"
)
_LONGEST_INITIAL = 1


def find_sentences(prepared: PreparedArticle) -> list[Sentence]:
    """Split an article into sentences and count their words.

    A sentence ends at a full stop, question or exclamation mark, with the quotation marks that close
    there, before a capital, a digit or an opening mark; never behind an abbreviation ("M. Poutine") or
    an initial, never at a line break that a scraper made, always at the end of a paragraph. Sentences
    cover every word of the text. Offsets leave out the white space at both ends.
    """
    spans = [span for paragraph in enumerate(prepared.paragraphs) for span in _split(prepared, *paragraph)]
    return [_count(prepared, number, *span) for number, span in enumerate(spans)]


def _split(prepared: PreparedArticle, paragraph: int, limits: tuple[int, int]) -> Iterator[tuple[int, int, int]]:
    text, (start, end) = prepared.text, limits
    ends = [m.end() for m in _BOUNDARY.finditer(text, start, end) if _is_end(prepared, start, m)]
    for left, right in pairwise([start, *ends, end]):
        stripped = text[left:right].strip()
        if stripped:
            first = text.index(stripped[0], left)
            yield paragraph, first, first + len(stripped)


def _is_end(prepared: PreparedArticle, start: int, found: re.Match[str]) -> bool:
    if found["next"] is None:
        return True
    if found["next"].islower():
        return False
    if found[0][0] != "." or found["more"]:
        return True
    before = re.search(r"[^\W\d_]+(?:\.[^\W\d_]+)*$", prepared.text[max(start, found.start() - 12) : found.start()])
    if before is None:
        return True
    token = before.group()
    is_initial = len(token) <= _LONGEST_INITIAL and token.isupper()
    return not is_initial and token not in abbreviations(prepared.article.language)


def _count(prepared: PreparedArticle, number: int, paragraph: int, start: int, end: int) -> Sentence:
    own = prepared.words.between(start, end)
    sizes = prepared.sizes[own.start : own.stop]
    n_letters, n_syllables, n_long_words = map(sum, zip(*sizes, strict=True)) if sizes else (0, 0, 0)
    return Sentence(
        article_id=prepared.article.article_id,
        sentence=number,
        start=start,
        end=end,
        zone=zone_at(prepared.zones, start),
        paragraph=paragraph,
        n_words=len(sizes),
        n_letters=n_letters,
        n_syllables=n_syllables,
        n_long_words=n_long_words,
    )

"""Whether a hit is intensified ("très bon") or downtoned ("un peu triste"): the words beside it."""

import re
from collections.abc import Sequence

from analysis.language.vocabulary import degrees
from analysis.language.words import Words

__all__ = ["find_degree"]

_LONGEST = 5
_PARTING = re.compile(r"[^\w' -]")


def find_degree(folded: Sequence[str], text: str, words: Words, span: range, language: str) -> str | None:
    """Tell whether the words before a hit, or else the adverb behind it, intensify or downtone it; null if neither.

    The longest phrase that ends right before it counts ("un peu" before "peu"), nothing beyond a comma.
    """
    known = degrees(language)
    before = range(_first_joined(text, words, span.start), span.start)
    for first in before:
        if (found := known.get(tuple(folded[first : span.start]))) is not None:
            return found
    if span.stop < len(folded) and not _PARTING.search(text, words.ends[span.stop - 1], words.starts[span.stop]):
        after = folded[span.stop]
        return known.get((after,)) if after.endswith(("ment", "ly")) else None
    return None


def _first_joined(text: str, words: Words, index: int) -> int:
    """The first of the few words before a hit that nothing parts from it."""
    first = index
    while first > max(0, index - _LONGEST) and not _PARTING.search(text, words.ends[first - 1], words.starts[first]):
        first -= 1
    return first

"""Whether a hit is intensified ("très bon") or downtoned ("un peu triste"): the words beside it."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from analysis.language.vocabulary import degrees, function_words
from analysis.language.words import Words, are_parted

__all__ = ["find_degree"]

_LONGEST = 5
_ADVERB = ("ment", "ly")


def find_degree(
    folded: Sequence[str], text: str, words: Words, span: range, language: str, negators: Collection[int] = ()
) -> str | None:
    """Tell whether the words before a hit, or else the adverb behind it, intensify or downtone it; null if neither.

    The longest phrase that ends right before it counts ("un peu" before "peu"), nothing beyond a comma and
    nothing that negates ("ne … plus"). An adverb behind counts where it belongs to nothing that follows.
    """
    known = degrees(language)
    if span.start and folded[span.start - 1] in _last_words(language):  # few are: most hits are done here
        for first in range(_first_joined(text, words, span.start), span.start):
            found = known.get(tuple(folded[first : span.start]))
            if found is not None and not any(index in negators for index in range(first, span.start)):
                return None if found == "none" else found
    behind = folded[span.stop] if span.stop < len(folded) else ""
    if (
        behind.endswith(_ADVERB)
        and _are_joined(text, words, span.stop)
        and not _grades_next(folded, text, words, span.stop, language)
    ):
        return known.get((behind,))
    return None


@lru_cache
def _last_words(language: str) -> frozenset[str]:
    """The words that a phrase of degree ends with."""
    return frozenset(phrase[-1] for phrase in degrees(language))


def _first_joined(text: str, words: Words, index: int) -> int:
    """The first of the few words before a hit that nothing parts from it."""
    first = index
    while first > max(0, index - _LONGEST) and _are_joined(text, words, first):
        first -= 1
    return first


def _grades_next(folded: Sequence[str], text: str, words: Words, index: int, language: str) -> bool:
    """Whether a word of content follows an adverb, so that it grades that one ("un succès vraiment mérité")."""
    small = function_words(language)
    light = small.determiner | small.linker | small.preposition | small.conjunction | small.relative
    return _are_joined(text, words, index + 1) and folded[index + 1] not in light


def _are_joined(text: str, words: Words, index: int) -> bool:
    """Whether there is such a word and nothing parts it from the one before."""
    return 0 < index < len(words.starts) and not are_parted(text, words, index)

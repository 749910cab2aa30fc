"""Tell two spellings of one person's name from the names of two persons."""

import re

from analysis.language.countries import fold

__all__ = ["is_initial_of", "is_same_spelling"]

_CLOSEST = 93
_SHORTEST = 8
_NUMERAL = re.compile(r"\b(?:[ivxlc]+|\d+)\b")


def is_same_spelling(name: str, other: str) -> bool:
    """Whether two full names differ by a letter or an accent, and by nothing that tells people apart.

    As many words, each with the same first letter and none the beginning of the other, the same numerals ("Mohammed V" is not "Mohammed VI"),
    at least eight letters, and a similarity (Indel ratio of the folded names) of at least 93. Places are
    not for this rule: "Niger" and "Nigeria", "Corée du Nord" and "Corée du Sud" are close and far apart.
    """
    from rapidfuzz.fuzz import ratio

    a, b = fold(name), fold(other)
    if a == b:
        return True
    words, others = a.split(), b.split()
    return (
        min(len(a), len(b)) >= _SHORTEST
        and len(words) == len(others) > 1
        and all(one[0] == two[0] and not _is_longer(one, two) for one, two in zip(words, others, strict=True))
        and _NUMERAL.findall(a) == _NUMERAL.findall(b)
        and ratio(a, b) >= _CLOSEST
    )


def _is_longer(word: str, other: str) -> bool:
    """Whether one word goes on where the other ends: "Paul" and "Paula" are two persons."""
    return word != other and (word.startswith(other) or other.startswith(word))


def is_initial_of(name: str, full: str) -> bool:
    """Whether a name is a full one with its first name cut to a letter: "B. Obama" of "Barack Obama"."""
    first, _, last = name.partition(" ")
    full_first, _, full_last = full.partition(" ")
    is_cut = re.fullmatch(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)?", first) is not None
    return (
        is_cut and bool(last) and fold(last) == fold(full_last) and fold(first)[0] == fold(full_first)[:1] and len(full_first) > 2
    )

"""Tell two spellings of one person's name from the names of two persons."""

import re

from analysis.language.countries import fold

__all__ = ["is_initial", "is_initial_of", "is_same_spelling", "spelling_key"]

_SHORTEST = 8
_ALIKE = (("ck", "c"), ("k", "c"), ("ph", "f"), ("y", "i"), ("j", "i"), ("w", "v"), ("h", ""))
"""Letters that are written for one another in names of other alphabets and in haste."""


def spelling_key(name: str) -> str:
    """What the spellings of one name share: case, accents, doubled letters and letters that sound alike are folded.

    >>> spelling_key("Kassym-Jomart Tokaïev") == spelling_key("Kasym-Jomart Tokayev")
    True
    """
    key = fold(name)
    for written, sound in _ALIKE:
        key = key.replace(written, sound)
    return re.sub(r"([^\W\divx])\1+|(ii)", lambda found: found.group(1) or "i", key)


def is_same_spelling(name: str, other: str) -> bool:
    """Whether two full names have one spelling key, two words and eight letters at least.

    No measure of likeness: at any threshold it takes Stéphane for Stéphanie or Fabre for Favre. Places are
    not for this rule: "Niger" and "Nigeria" are close and far apart.
    """
    return " " in name.strip() and min(len(name), len(other)) >= _SHORTEST and spelling_key(name) == spelling_key(other)


def is_initial(name: str) -> bool:
    """Whether the first name is cut to a letter: "B. Obama", "J.-P. Roy"."""
    first, _, last = name.partition(" ")
    return bool(last) and re.fullmatch(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)?", first) is not None


def is_initial_of(name: str, full: str) -> bool:
    """Whether a name is a full one with its first name cut to a letter: "B. Obama" of "Barack Obama"."""
    first, _, last = name.partition(" ")
    full_first, _, full_last = full.partition(" ")
    is_same = fold(last) == fold(full_last) and fold(first)[:1] == fold(full_first)[:1]
    return is_initial(name) and is_same and len(full_first) > len("J.")

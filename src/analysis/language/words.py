"""The one word rule of the project, and the syllables of a word.

A *word* is a run of letters and digits. Inner hyphens and apostrophes join ("porte-parole", "O'Brien",
"don't"), except that a French elided word is a word of its own ("l'" + "alliance") and so is a subject
pronoun behind its verb ("a" + "t-il"). A number with its separators is one word ("50 000", "1,5").
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

__all__ = [
    "LONG_WORD",
    "PARTING",
    "Size",
    "Word",
    "Words",
    "are_parted",
    "count_syllables",
    "find_words",
    "known_words",
    "normalise",
    "split_words",
]

LONG_WORD = 6
"""LIX counts as long a word of more than six letters (Björnsson 1968)."""

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_PLAIN = (
    *((space, " ") for space in _SPACES),
    ("\u2019", "'"),
    ("\u02bc", "'"),
    ("\u2011", "-"),
    ("''", '" '),
    ("<<", "« "),
    (">>", " »"),
)
"""What is typed in several manners, and the one that is used; each pair has one length."""


def normalise(text: str) -> str:
    """Replace typographic apostrophes, spaces and hyphens by plain ones; every offset stays valid.

    So are marks that are typed as two characters: each becomes the mark and a blank.

    >>> normalise("l\u2019été\u00a0!")
    "l'été !"
    >>> normalise("<<oui>> ou ''non''")
    '« oui » ou " non" '
    """
    for typed, plain in _PLAIN:
        text = text.replace(typed, plain)
    return text


_WORD = re.compile(
    r"""(?=[^\W_]) (?:                                                  # blanks and marks are passed over at once
      [^\W\d_]++ (?!['\d_-])                                            # a plain word, tried first because most are
    | aujourd'hui | prud'hom\w+ | quelqu'une?s? | presqu'[iî]les?
    | (?: [cdjlmnst] | (?:jus|lors|puis|quoi)?qu ) '(?=\w)           # elided: l' qu' jusqu'
    | (?<=-) t-(?:ils?|elles?|on)\b                                   # a-t-il
    | \d{1,3} (?:[ .,]\d{3})+ (?!\d) (?:,\d+)? | \d+[.,]\d+           # 50 000; 1,5
    | [^\W_]+ (?: ['-] (?!(?:t-)?(?:ils?|elles?|on|je|tu|ce)\b) [^\W_]+ )*
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class Words(NamedTuple):
    """The words of a text: parallel lists of first and one-past-last characters."""

    starts: list[int]
    ends: list[int]

    def between(self, start: int, end: int) -> range:
        """Positions in these lists of the words that begin inside a span."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


def find_words(text: str) -> Words:
    """Find the words of a normalised text.

    >>> text = "L'alliance d'aujourd'hui n'est pas l'ennemie, a-t-il dit."
    >>> [text[a:b] for a, b in zip(*find_words(text))]
    ["L'", 'alliance', "d'", "aujourd'hui", "n'", 'est', 'pas', "l'", 'ennemie', 'a', 't-il', 'dit']
    """
    spans = [match.span() for match in _WORD.finditer(text)]
    return Words([start for start, _ in spans], [end for _, end in spans])


PARTING = re.compile(r"[^\w' -]|_")
"""What parts two words: a comma, a line end; blanks, hyphens and apostrophes do not."""


def are_parted(text: str, words: Words, at: int) -> bool:
    """Whether more than blanks, a hyphen or an apostrophe stands between a word of a normalised text and the one before."""
    return PARTING.search(text, words.ends[at - 1], words.starts[at]) is not None


def split_words(text: str) -> tuple[str, ...]:
    """Cut a text into its words, in lower case.

    >>> split_words("Loin d’être sûr")
    ('loin', "d'", 'être', 'sûr')
    """
    plain = normalise(text)
    words = find_words(plain)
    return tuple(plain[start:end].lower() for start, end in zip(words.starts, words.ends, strict=True))


_SILENT_U = re.compile(r"(?<=[qg])u(?=[eéèêiîy'])|(?<=q)u(?=[aoà])")
_MUTE_END = re.compile(r"(?<=.)(?:(?<![aeéo])e|es|(?:(?<=[aéoè]i)|(?<=iss)|(?<=[èiu]r))ent)$")
_FRENCH_NUCLEUS = re.compile(
    r"""
      aoû? (?=t) | oê | ee
    | (?: i?e | eu | œu | ou | a | u )i(?=ll?e?s?$|ll)                            # soleil, feuille, bataille
    | eau | œu | oeu | a[iîy] | e[iîy] | au | eu | eû | o[uùû](?![aeéèêio]) | o[iîy] | ée(?=s?$)
    | (?<![bcdfgptv][lr]) (?: i | y | u | ou ) (?: e(?!$)u? | [aàâéèêoôiî][ui]? )  # glides: -tion, -lui
    | [aàâeéèêëiîïoôöuùûüyæœ]
    """,
    re.VERBOSE,
)
_ENGLISH_NUCLEUS = re.compile(r"[aeiouy]+")
_ENGLISH_MUTE = re.compile(r"(?:(?<![aeiouyl])e|(?<=[^td])ed|(?<=[^aeiouylsxz])es)$")


def count_syllables(word: str, language: str) -> int:
    """Count the syllables of a word by rule: at least 1, but 0 for an elided word without a vowel ("l'").

    French: vowel groups, semi-vowels joined to the next vowel except after a cluster ("février" 3,
    "relation" 3), final mute e and verb endings left out. English: vowel groups but the mute e.
    Other languages: vowel groups. A number in digits counts 1, which is too few.

    >>> [count_syllables(word, "fr") for word in ("énergie", "avion", "président", "Kazakhstan")]
    [3, 2, 3, 3]
    """
    lower = word.lower()
    if language == "fr":
        if lower.endswith("'"):
            return len(_FRENCH_NUCLEUS.findall(_SILENT_U.sub("", lower)))
        spoken = _MUTE_END.sub("", _SILENT_U.sub("", lower)) or lower
        return max(1, len(_FRENCH_NUCLEUS.findall(spoken)))
    if language == "en":
        return max(1, len(_ENGLISH_NUCLEUS.findall(_ENGLISH_MUTE.sub("", lower))))
    return max(1, len(re.findall(r"[aeiouyà-öø-ÿ]+", lower)))


class Size(NamedTuple):
    """How large a word is."""

    n_letters: int
    n_syllables: int
    is_long: bool


class Word(NamedTuple):
    """What is known of a word wherever it stands: in lower case, and how large it is."""

    folded: str
    size: Size


class _Known(dict[str, Word]):
    """Remembers what is known of the words of a language, as written; forgets when it grows large."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, form: str) -> Word:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        n_letters = len(form) - form.count("'") - form.count("-")
        size = Size(n_letters, count_syllables(form, self._language), n_letters > LONG_WORD)
        word = self[form] = Word(form.lower(), size)
        return word


_MOST_REMEMBERED = 100_000


@cache
def known_words(language: str) -> Mapping[str, Word]:
    """Map every word, as written, to what is known of it in a language: looked up once a word, and rules ask for it often."""
    return _Known(language)

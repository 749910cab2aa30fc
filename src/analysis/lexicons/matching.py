"""Terms in the words of a text: whole words, the term that begins first, of those the longest."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count
from typing import Any, NamedTuple

import ahocorasick_rs

from analysis.language.words import PARTING, Words, are_parted, find_words, normalise

__all__ = ["Match", "Matcher", "build_matcher", "find_matches", "fold_words", "split_term"]

Match = tuple[int, int, int, int]
"""A term in a text: first character, one past the last, number of words, number of the term."""

WILDCARD = "*"
_MOST_REMEMBERED = 100_000
_OPEN, _CLOSE, _BREAK = "\x02", "\t", "\n\x02"
"""Stand around each word, so that the automaton matches whole words only, and before a word that no term joins to the last."""

_END_OF_WORD = _CLOSE.encode()


class Matcher(NamedTuple):
    """Terms ready to be found: those without wildcards and lemmas by an automaton, the others by a walk.

    `lengths` are the terms' numbers of words. Of the walk, `first` maps the first word of each term to what
    may come next and, under `None`, the number of the term; `readings` maps a word of a text to all words of
    terms that it can stand for ("crises": "crises", "crise", "cris*"), `openings` to those that terms begin with.
    """

    lengths: list[int]
    automaton: Any | None
    first: dict[str | None, Any]
    openings: "_Readings"
    readings: "_Readings"


def split_term(term: str) -> tuple[str, ...]:
    """Cut a term into folded words by the project's word rule; a word keeps the `*` behind it.

    Raises
    ------
    ValueError
        When it has no word, or a `*` elsewhere than at the end of a word.

    >>> split_term("Crise* de l’Énergie")
    ('crise*', 'de', "l'", 'énergie')
    """
    text = normalise(term.strip())
    words = find_words(text)
    spans = [(start, end + text.startswith(WILDCARD, end)) for start, end in zip(words.starts, words.ends, strict=True)]
    if not spans:
        raise ValueError("it has no letter or digit; leave it out")
    if text.count(WILDCARD) != len(re.findall(r"(?<=\w)\*(?![\w*])", text)):
        raise ValueError("a * stands only at the end of a word, for any ending; write the other forms out")
    return tuple(text[start:end].lower() for start, end in spans)


def build_matcher(terms: Iterable[tuple[str, ...]], lemma: Callable[[str], str] | None = None) -> Matcher:
    """Make terms ready to be found; `lemma`, where given, is what a word of the text may be read as besides itself."""
    listed = list(terms)
    lengths = [len(words) for words in listed]
    readings = _Readings((word for words in listed for word in words), lemma)
    if not readings.stems and lemma is None:
        return Matcher(lengths, _automaton(listed), {}, _Readings((), None), _Readings((), None))
    return Matcher(lengths, None, _tree(listed), _Readings((words[0] for words in listed), lemma), readings)


def _tree(terms: list[tuple[str, ...]]) -> dict[str | None, Any]:
    first: dict[str | None, Any] = {}
    for number, words in enumerate(terms):
        node = first
        for word in words:
            node = node.setdefault(word, {})
        node[None] = number
    return first


def _automaton(terms: list[tuple[str, ...]]) -> Any:
    return ahocorasick_rs.BytesAhoCorasick(
        [_wrapped(words) for words in terms],
        matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )


def _wrapped(words: Sequence[str]) -> bytes:
    return f"{_OPEN}{(_CLOSE + _OPEN).join(words)}{_CLOSE}".encode()


class _Readings(dict[str, tuple[str, ...]]):
    """Remembers for each word of the texts which words of the terms it can stand for; forgets when it grows large."""

    def __init__(self, atoms: Iterable[str], lemma: Callable[[str], str] | None) -> None:
        super().__init__()
        self._atoms, self._lemma = frozenset(atoms), lemma
        self.stems = frozenset(atom[:-1] for atom in self._atoms if atom.endswith(WILDCARD))
        self._lengths = sorted({len(stem) for stem in self.stems}, reverse=True)

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        exact = dict.fromkeys([word, self._lemma(word)] if self._lemma and word else [word])
        cut = (word[:length] for length in self._lengths if length <= len(word))
        found = (*(atom for atom in exact if atom in self._atoms), *(stem + WILDCARD for stem in cut if stem in self.stems))
        self[word] = found
        return found


def fold_words(text: str, words: Words) -> list[str]:
    """Put the words of a normalised text in lower case; accents stay."""
    lower = text.lower()
    if len(lower) != len(text):  # one character of lower case may be two ("İ")
        return [text[start:end].lower() for start, end in zip(words.starts, words.ends, strict=True)]
    return [lower[start:end] for start, end in zip(words.starts, words.ends, strict=True)]


def find_matches(matcher: Matcher, folded: Sequence[str], text: str, words: Words) -> list[Match]:
    """Find terms in a normalised text, given its words in lower case; an empty word is never part of a term.

    Of terms that overlap the one that begins first counts, of those the longest; where terms of equal
    length meet, a word as written goes before its lemma, and that before a wildcard with a longer stem.
    Time grows with the number of words, whatever the number of terms.
    """
    if matcher.automaton is None:
        return _walk(matcher, folded, text, words)
    found, index = _run(matcher, folded, words, text)
    if index < len(folded):  # a term reaches over a comma there: from there on words are marked that no term may join
        rest = Words(words.starts[index:], words.ends[index:])
        found += _run(matcher, _parted(folded[index:], text, rest), rest)[0]
    return found


def _run(matcher: Matcher, folded: Sequence[str], words: Words, text: str = "") -> tuple[list[Match], int]:
    """Run the automaton as far as no term reaches over something in the text that may part its words; tell how far."""
    assert matcher.automaton is not None
    found: list[Match] = []
    index, done, (starts, ends), lengths, joined = 0, 0, words, matcher.lengths, _wrapped(folded)
    for number, place, _end in matcher.automaton.find_matches_as_indexes(joined):
        index += joined.count(_END_OF_WORD, done, place)  # as many words end before the match
        done, n_words = place, lengths[number]
        start, end = starts[index], ends[index + n_words - 1]
        if n_words > 1 and PARTING.search(text, start, end):
            return found, index
        found.append((start, end, n_words, number))
    return found, len(folded)


def _parted(folded: Sequence[str], text: str, words: Words) -> list[str]:
    """Mark the words that a comma or the like parts from the word before."""
    marked, (starts, ends) = list(folded), words
    for found in PARTING.finditer(text, starts[0]):
        after = bisect_left(starts, found.start())
        if 0 < after < len(marked) and ends[after - 1] <= found.start():
            marked[after] = _BREAK + folded[after]
    return marked


def _walk(matcher: Matcher, folded: Sequence[str], text: str, words: Words) -> list[Match]:
    """Find terms from word to word; where a word can stand for several, all ways to go on are followed at once."""
    found: list[Match] = []
    free, readings = 0, matcher.readings
    for index in compress(count(), map(matcher.openings.__getitem__, folded)):
        states, at, best = [matcher.first] if index >= free else [], index, None
        while states and at < len(folded) and (at == index or not are_parted(text, words, at)):
            states = [state[reading] for state in states for reading in readings[folded[at]] if reading in state]
            at += 1
            number = next((state[None] for state in states if None in state), None)
            best = (at, number) if number is not None else best
        if best is not None:
            free, number = best
            found.append((words.starts[index], words.ends[free - 1], free - index, number))
    return found

"""Find names with a linear-chain CRF (Lafferty et al. 2001): eight times as fast as the neural model, less exact.

The features of a word do not depend on where it stands, so that they are made once a word and kept; a
token sees its own, and part of its neighbours'. Trained by `training/crf.py`; run by python-crfsuite.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from analysis.language.countries import country_name
from analysis.language.pipeline import Span
from analysis.language.vocabulary import function_words, genders, titles, verbs

__all__ = ["LABELS", "Token", "decode", "features", "tag_names", "tokenize"]

LABELS = ("PER", "LOC", "ORG", "MISC")
_TOKEN = re.compile(r"\w+(?:[-.&]\w+)*'?|[^\w\s]|\n")


class Token(NamedTuple):
    """A word or a mark: first character, one past the last, as written."""

    start: int
    end: int
    text: str


def tokenize(text: str) -> list[Token]:
    """Cut a text into words and marks; an elided word keeps its apostrophe, a hyphened word is one."""
    return [Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text)]


class _Word(NamedTuple):
    """Features of a word: as it stands, and as its neighbours at one and two places see it."""

    own: tuple[str, ...]
    before: tuple[str, ...]
    behind: tuple[str, ...]
    far_before: tuple[str, ...]
    far_behind: tuple[str, ...]


@lru_cache(maxsize=200_000)
def _word(text: str, language: str) -> _Word:
    lower = text.lower()
    shape = re.sub(r"(.)\1+", r"\1", re.sub(r"[a-zà-ÿ]", "x", re.sub(r"[A-ZÀ-Þ]", "X", re.sub(r"\d", "9", text))))
    classes = [f"c={name}" for name in _classes(text, lower, language)]
    own = [f"w={lower}", f"s={shape}", f"p={lower[:3]}", f"e2={lower[-2:]}", f"e3={lower[-3:]}", f"e4={lower[-4:]}", *classes]
    seen = [f"w={lower}", f"s={shape}", f"e3={lower[-3:]}", *classes]
    far = [f"w={lower}", f"s={shape[:2]}"]
    return _Word(
        tuple(own),
        tuple(f"-1{name}" for name in seen),
        tuple(f"+1{name}" for name in seen),
        tuple(f"-2{name}" for name in far),
        tuple(f"+2{name}" for name in far),
    )


def _classes(text: str, lower: str, language: str) -> Iterator[str]:
    """What lists know of a word."""
    words = function_words(language)
    if text[:1].isupper():
        yield "capital"
        if lower in genders(language):
            yield "first"
        if country_name(text, language):
            yield "country"
        if verbs(language).get(lower) is not None:
            yield "Verb"
    elif verbs(language).get(lower):
        yield "verb"
    singular = lower.removesuffix("s")
    if text in titles(language) or f"{text}." in titles(language):
        yield "title"
    for name in ("person", "generic", "body", "preposition", "determiner", "linker", "day"):
        known = getattr(words, name)
        if lower in known or singular in known:
            yield name


def features(tokens: Sequence[Token], language: str) -> list[list[str]]:
    """List the features of each token, and of each pair with its neighbours."""
    words = [_word(token.text, language) for token in tokens]
    return [[*word.own, *_left(tokens, words, index), *_right(words, index)] for index, word in enumerate(words)]


def _left(tokens: Sequence[Token], words: list[_Word], index: int) -> Iterator[str]:
    if index == 0:
        yield "first"
        return
    before = words[index - 1]
    yield from before.before
    yield f"{tokens[index - 1].text.lower()}|{tokens[index].text.lower()}"
    yield f"S{before.own[1]}{words[index].own[1]}"
    if index > 1:
        yield from words[index - 2].far_before


def _right(words: list[_Word], index: int) -> Iterator[str]:
    if index == len(words) - 1:
        yield "last"
        return
    behind = words[index + 1]
    yield from behind.behind
    yield f"S+{words[index].own[1]}{behind.own[1]}"
    if index + 2 < len(words):
        yield from words[index + 2].far_behind


def decode(tokens: Sequence[Token], labels: Sequence[str]) -> list[Span]:
    """Turn B- and I- labels into spans."""
    spans: list[Span] = []
    open_label = ""
    for token, label in zip(tokens, labels, strict=True):
        if label[0] == "I" and label[2:] == open_label:
            spans[-1] = spans[-1]._replace(end=token.end)
        elif label != "O":
            spans.append(Span(label[2:], token.start, token.end))
        open_label = label[2:]
    return spans


def tag_names(tagger: Any, text: str, language: str) -> list[Span]:
    """Find the names of a text with an open `pycrfsuite.Tagger`."""
    tokens = tokenize(text)
    return decode(tokens, tagger.tag(features(tokens, language))) if tokens else []

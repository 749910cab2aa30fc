"""Negation and degree: tables of invented sentences, one case a line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import prepared

from analysis.hits.degrees import find_degree
from analysis.hits.negation import find_negations
from analysis.lexicons import fold_words
from analysis.sentences import find_sentences

HERE = Path(__file__).parent
_MARKED = re.compile(r"([\[{<])([^\]}>]+)[\]}>]")


def cases(name: str) -> Iterator[object]:
    """Each line as (language, sentence); a leading "?" marks a known failure with its reason."""
    language = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line in ("fr", "en"):
            language = line
        elif line and not line.startswith("#"):
            sentence, _, reason = line.partition(" # ")
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if sentence.startswith("? ") else []
            yield pytest.param(language, sentence.removeprefix("? "), marks=marks)


def words_of(sentence: str) -> tuple[str, dict[int, str]]:
    """The sentence without brackets, and which bracket opened at which character."""
    places, removed = {}, 0
    for found in _MARKED.finditer(sentence):
        places[found.start() - removed] = found.group(1)
        removed += 2
    return _MARKED.sub(r"\2", sentence), places


@pytest.mark.parametrize(("language", "sentence"), list(cases("negation_cases.txt")))
def test_negation(language: str, sentence: str) -> None:
    """Words in square brackets are negated, words in braces are not."""
    text, places = words_of(sentence)
    article = prepared(text, language)
    folded = fold_words(article.text, article.words)
    found = [
        negation
        for one in find_sentences(article)
        for negation in find_negations(folded, article.text, article.words, article.words.between(one.start, one.end), language)
    ]
    for start, bracket in places.items():
        index = article.words.starts.index(start)
        governing = [one.text for one in found if one.first <= index < one.stop and index not in one.marks]
        assert (len(governing) % 2 == 1) == (bracket == "["), f"{folded[index]}: {governing}"


@pytest.mark.parametrize(("language", "sentence"), list(cases("degree_cases.txt")))
def test_degree(language: str, sentence: str) -> None:
    """Words in square brackets are intensified, words in angle brackets are downtoned, words in braces neither."""
    text, places = words_of(sentence)
    article = prepared(text, language)
    folded = fold_words(article.text, article.words)
    for start, bracket in places.items():
        index = article.words.starts.index(start)
        found = find_degree(folded, article.text, article.words, range(index, index + 1), language)
        assert found == {"[": "intensified", "<": "downtoned", "{": None}[bracket], folded[index]


def test_there_are_enough_cases() -> None:
    """At least 80 in French and 50 in English."""
    languages = [case.values[0] for case in cases("negation_cases.txt")]
    assert languages.count("fr") >= 80
    assert languages.count("en") >= 50

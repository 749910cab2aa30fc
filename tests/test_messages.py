"""The catalogues of the report's sentences."""

import re
import runpy

import pytest
from conftest import PROJECT

from analysis.language.messages import LANGUAGES, counter, number_text, percent_text, read_catalogue

OTHERS = [language for language in LANGUAGES if language != "en"]
UPDATE = runpy.run_path(str(PROJECT / "src/analysis/language/locale/update.py"))
used_messages = UPDATE["used_messages"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    """A missing one would appear in English in the middle of the page."""
    catalogue = read_catalogue(language)
    entries = {message: catalogue.get(message if isinstance(message, str) else message[0]) for message in used_messages()}
    assert [message for message, entry in entries.items() if not entry or not all(UPDATE["_forms"](entry.string))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_translated_that_is_not_used(language: str) -> None:
    """Old sentences leave the catalogue."""
    used = set(used_messages())
    assert [message.id for message in read_catalogue(language) if message.id and message.id not in used] == []


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_kept(language: str) -> None:
    """A translation has the numbers of its sentence."""
    for message in read_catalogue(language):
        if message.id:
            forms = [
                set(re.findall(r"{\w+}", form)) for texts in (message.id, message.string) for form in UPDATE["_forms"](texts)
            ]
            assert all(form == forms[-1] for form in forms), message.id


def test_french_punctuation_never_opens_a_line() -> None:
    """The space before : ; ? ! » % and behind « does not break."""
    forms = [form for message in read_catalogue("fr") if message.id for form in UPDATE["_forms"](message.string)]
    assert [form for form in forms if re.search(r" [:;?!»%]|« ", form)] == []


def test_numbers_take_their_plural_form() -> None:
    """0 is singular in French, plural in English."""
    forms = ("{n} article", "{n} articles")
    assert [counter(language)(*forms, n) for language in ("en", "fr") for n in (0, 1, 2)] == [
        *("0 articles", "1 article", "2 articles"),
        *("0 article", "1 article", "2 articles"),
    ]


def test_numbers_follow_the_language() -> None:
    """Separators and the space before the percent sign."""
    assert number_text(1234.5, "fr", digits=1) == "1\u202f234,5"
    assert percent_text(0.123, "fr") == "12,3\u202f%"
    assert percent_text(0.123, "en") == "12.3%"

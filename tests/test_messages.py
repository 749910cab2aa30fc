"""The catalogues of the report's sentences."""

import re

import pytest
from messages_used import used_messages

from analysis.language.messages import LANGUAGES, number_text, percent_text, read_catalogue

OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    """A missing one would appear in English in the middle of the page."""
    catalogue = read_catalogue(language)
    missing = [message for message in used_messages() if not (catalogue.get(message) and catalogue.get(message).string)]
    assert missing == []


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
            assert set(re.findall(r"{\w+}", message.id)) == set(re.findall(r"{\w+}", message.string))


def test_numbers_follow_the_language() -> None:
    """Separators and the space before the percent sign."""
    assert number_text(1234.5, "fr", digits=1) == "1\u202f234,5"
    assert percent_text(0.123, "fr") == "12,3\u202f%"
    assert percent_text(0.123, "en") == "12.3%"

"""Where sentences end, and what they count."""

import pytest
from conftest import prepared

from analysis.sentences import find_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("M. Poutrin est là. Mme Lou aussi.", ["M. Poutrin est là.", "Mme Lou aussi."]),
        ("Il coûte 50 milliards. 3 000 personnes attendent.", ["Il coûte 50 milliards.", "3 000 personnes attendent."]),
        ("« Partez ! » crie-t-elle. Il part.", ["« Partez ! » crie-t-elle.", "Il part."]),
        ("« C'est fini. » Le maire se tait.", ["« C'est fini. »", "Le maire se tait."]),
        ('Il parle de\n"paix"\n, puis se tait.', ['Il parle de\n"paix"\n, puis se tait.']),
        ("J. Morel et A. B. Roux votent.", ["J. Morel et A. B. Roux votent."]),
        ("Voir l'art. 49 al. 3 du texte.", ["Voir l'art. 49 al. 3 du texte."]),
        ("Un titre sans point\n\nUne phrase.", ["Un titre sans point", "Une phrase."]),
        ("Vraiment ?! Oui… Enfin.", ["Vraiment ?!", "Oui…", "Enfin."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    """Abbreviations, numbers, closing marks, scraped line breaks."""
    assert [text[one.start : one.end] for one in find_sentences(prepared(text))] == sentences


def test_english_abbreviations() -> None:
    """Lists of abbreviations are the language's own."""
    text = "Mr. Hale met Dr. Lowe. They spoke."
    assert len(find_sentences(prepared(text, "en"))) == 2


def test_counts_of_a_sentence() -> None:
    """Words, letters, syllables, words of more than six letters."""
    (one,) = find_sentences(prepared("L'économie ralentit."))
    assert (one.n_words, one.n_letters, one.n_syllables, one.n_long_words) == (3, 17, 7, 2)


def test_a_megabyte_without_a_full_stop_is_one_sentence() -> None:
    """It takes its time but not more."""
    assert len(find_sentences(prepared("mot " * 250_000))) == 1

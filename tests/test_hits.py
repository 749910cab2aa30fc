"""Lexicon hits: whole words, longest first, negation, voice; and the lexicon files."""

from pathlib import Path

import pytest
from conftest import PROJECT, analysed

import analysis
from analysis.errors import LexiconError
from analysis.lexicons import available_lexicons, read_lexicon


def hits(text: str, language: str = "fr", lexicon: str = "vader_fr") -> list[tuple[str, str, bool]]:
    found = analysed(text, language=language).hits
    return [(hit.term, hit.category, hit.negated) for hit in found[found["lexicon"] == lexicon].itertuples()]


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("C'est une bonne idée.", False),
        ("Ce n'est pas une bonne idée.", True),
        ("Ce n'est jamais bonne mine.", True),
        ("Il n'a que de bonnes raisons et une bonne idée.", False),
        ("C'est la plus bonne idée du jour.", False),
    ],
)
def test_negation(text: str, negated: bool) -> None:
    """ne…pas and its kin negate; ne…que, and plus without ne, do not."""
    assert {flag for term, _, flag in hits(text) if term in ("bonne", "bonnes")} == {negated}


def test_a_name_is_no_hit() -> None:
    """Clémence and Victoire are people here."""
    assert hits("La députée Clémence Aubry a rencontré Victoire Lanson à Lyon.") == []


def test_a_part_of_a_word_is_no_hit() -> None:
    """ "malheur" does not stand in "malheureusement"-like longer words, accents tell péché from pêche."""
    assert not any(term == "péché" for term, _, _ in hits("La pêche au thon reprend."))


def test_each_voice_has_its_own_hits() -> None:
    """A word inside a quote is not the narrator's."""
    text = "La crise est terrible. « C'est une merveilleuse victoire pour nous tous », a déclaré Léa Morel."
    found = analysed(text).hits
    voices = dict(zip(found["term"], found["voice"], strict=True))
    assert voices["terrible"] == "narrator"
    assert voices["victoire"] == "quoted"


def test_english_uses_the_english_lexicon() -> None:
    """A lexicon hits only texts of its language."""
    assert ("terrible", "negative", False) in hits("It was a terrible storm, said the mayor.", "en", "vader_en")
    assert hits("It was a terrible storm, said the mayor.", "en", "vader_fr") == []


@pytest.mark.parametrize("name", available_lexicons())
def test_shipped_lexicons_say_where_they_come_from(name: str) -> None:
    """Licence, source and version stand in the file."""
    lexicon = read_lexicon(name)
    assert lexicon.licence
    assert lexicon.source
    assert lexicon.version
    assert lexicon.n_terms > 2_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("# language: fr\nterm,category,weight\nbon,postive,1\n", "line 3: category 'postive' is not one of positive, negative"),
        ("# language: fr\nterm,category,weight\nbon,positive,fort\n", "line 3: weight 'fort' is not a number"),
        ("# language: fr\nterm,category,weight\nbon,positive,-1\n", "line 3: weight -1.0 is not above 0"),
        ("# language: fr\nterm,category\nbon,positive\n", "column(s) weight missing"),
        ("term,category,weight\nbon,positive,1\n", "'# language: fr' is needed"),
    ],
)
def test_a_broken_lexicon_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    """Value, place and remedy."""
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read_lexicon(str(path))
    assert message in str(caught.value)


def test_an_unknown_lexicon_names_those_that_there_are() -> None:
    """A typo is mended at a glance."""
    with pytest.raises(LexiconError, match="known: pattern_fr, vader_en, vader_fr"):
        read_lexicon("vader_de")


def test_multi_word_terms_match_longest_first(tmp_path: Path) -> None:
    """ "bien sûr" wins over "bien"."""
    path = tmp_path / "mine.csv"
    path.write_text("# language: fr\nterm,category,weight\nbien,positive,1\nbien sûr,negative,1\n", encoding="utf-8")
    settings = analysis.Settings(lexicons=(str(path),))
    frame = analysis.read_articles(PROJECT / "data" / "sample").head(1).assign(text="Il dort bien, bien sûr.", language="fr")
    assert analysis.analyze(frame, settings).hits["term"].tolist() == ["bien", "bien sûr"]

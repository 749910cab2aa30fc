"""Lexicon hits: names left out, negation and degree noted, voices apart."""

from pathlib import Path

import pandas as pd
from conftest import PROJECT, analysed

import analysis


def hits(text: str, language: str = "fr", lexicon: str = "vader_fr") -> list[tuple[str, str, bool]]:
    found = analysed(text, language=language).hits
    return [(hit.term, hit.category, hit.negated) for hit in found[found["lexicon"] == lexicon].itertuples()]


def test_a_hit_says_what_negates_it() -> None:
    """Negated twice is not negated, and says so."""
    found = analysed("Ce n'est pas un succès. Ce n'est pas sans succès. C'est un grand succès.").hits.query(
        "lexicon == 'vader_fr'"
    )
    assert found["term"].tolist() == ["succès"] * 3
    assert found["negated"].tolist() == [True, False, False]
    assert found["negation"].fillna("").tolist() == ["n' … pas un", "n' … pas, sans", ""]
    assert found["degree"].fillna("").tolist() == ["", "", "intensified"]


def test_a_word_that_negates_is_no_hit() -> None:
    """English lists have "no" as negative."""
    found = analysed("There was no joy in the town.", language="en").hits
    assert set(found["term"]) == {"joy"}
    assert found["negated"].all()


def test_words_of_a_name_are_no_hits() -> None:
    """Also those in lower case."""
    text = "Le Conseil de sécurité des Nations unies a siégé lundi à New York."
    assert not analysed(text).hits["term"].isin(["sécurité", "unies"]).any()


def test_a_quoted_hit_knows_its_quote() -> None:
    """The speaker is that of the quote that holds the hit."""
    tables = analysed("La crise est terrible. « C'est une merveilleuse victoire pour nous tous », a déclaré Léa Morel.")
    hits = tables.hits.merge(tables.quotes[["article_id", "quote", "reference"]], on=["article_id", "quote"], how="left")
    assert set(hits.loc[hits["voice"] == "quoted", "reference"]) == {"Léa Morel"}
    assert hits.loc[hits["voice"] == "narrator", "quote"].isna().all()


def test_topic_words_are_flagged() -> None:
    """A war is what the article is about, whatever its tone."""
    found = analysed("La guerre est terrible.").hits.query("lexicon == 'vader_fr'").set_index("term")
    assert found["is_topic"].to_dict() == {"guerre": True, "terrible": False}


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


def test_multi_word_terms_match_longest_first(tmp_path: Path) -> None:
    """ "bien sûr" wins over "bien"."""
    path = tmp_path / "mine.csv"
    path.write_text("# language: fr\nterm,polarity\nbien,positive\nbien sûr,negative\n", encoding="utf-8")
    settings = analysis.Settings(lexicons=(str(path),))
    frame = analysis.read_articles(PROJECT / "data" / "sample").head(1).assign(text="Il dort bien, bien sûr.", language="fr")
    assert analysis.analyze(frame, settings).hits["term"].tolist() == ["bien", "bien sûr"]


def test_a_headline_beside_the_text_has_hits_of_its_own() -> None:
    """Offsets are those in the headline; names of the article and quoted words are told apart."""
    row = {
        "article_id": "a",
        "title": "« Une honte », dit le maire : échec de Victoire Lanson",
        "text": "Victoire Lanson est partie.",
        "language": "fr",
    }
    tables = analysis.analyze(pd.DataFrame([row]))
    hits = tables.hits.query("zone == 'headline' and lexicon == 'vader_fr'")
    assert [row["title"][hit.start : hit.end] for hit in hits.itertuples()] == ["honte", "échec"]
    assert hits["voice"].tolist() == ["quoted", "narrator"]
    assert tables.metrics["n_title_words"].tolist() == [7]
    assert tables.metrics["n_hits"].tolist() == [0]

"""Names: edges, kinds, one name an entity; co-mentions and their association."""

import numpy as np
import pandas as pd
import pytest
from conftest import analysed, prepared

from analysis.association import Support, associate
from analysis.comentions import comentions
from analysis.language.capitals import find_names
from analysis.language.countries import country_name
from analysis.language.pipeline import Span
from analysis.mentions import find_mentions
from analysis.sentences import find_sentences


@pytest.mark.parametrize(
    ("span", "surface"),
    [("l'Algérie", "Algérie"), ("« Brévan »", "Brévan"), ("le Sénat,", "Sénat"), ("Gaz (GZB)", "Gaz (GZB)")],
)
def test_edges_are_trimmed(span: str, surface: str) -> None:
    """Determiners, marks and punctuation do not belong to a name."""
    text = f"Il cite {span} hier."
    ready = prepared(text)
    start = text.index(span)
    found = find_mentions(ready, [Span("ORG", start, start + len(span))], find_sentences(ready))
    assert [mention.surface for mention in found] == [surface]


def test_a_span_without_a_capital_is_dropped() -> None:
    """The model sometimes marks common nouns."""
    ready = prepared("Il cite la mer hier.")
    assert find_mentions(ready, [Span("LOC", 8, 14)], find_sentences(ready)) == []


@pytest.mark.parametrize(
    ("name", "language", "country"),
    [
        ("Russia", "fr", "Russie"),
        ("RUSSIE", "fr", "Russie"),
        ("États-Unis", "en", "United States"),
        ("USA", "fr", "États-Unis"),
        ("Niger", "fr", "Niger"),
        ("Nigeria", "fr", "Nigeria"),
        ("Corée du Nord", "fr", "Corée du Nord"),
        ("Brévan", "fr", None),
        ("US", "de", "Vereinigte Staaten"),
    ],
)
def test_a_country_has_one_name_in_any_language(name: str, language: str, country: str | None) -> None:
    """Look-up folds case and accents, and never takes a neighbour."""
    assert country_name(name, language) == country


def test_a_surname_takes_the_full_name_of_its_article() -> None:
    """Only where a single full name ends with it."""
    found = analysed("La ministre Jeanne Dubreuil a parlé. Dubreuil est ensuite partie pour Lyon.").mentions
    assert found.loc[found["surface"] == "Dubreuil", "entity"].tolist() == ["Jeanne Dubreuil"]


def test_an_ambiguous_surname_stays_alone() -> None:
    """Two people of one name are not merged."""
    found = analysed("Jeanne Dubreuil et Paul Dubreuil ont parlé. Dubreuil est ensuite partie pour Lyon.").mentions
    assert set(found.loc[found["surface"] == "Dubreuil", "entity"]) <= {"Dubreuil"}


def test_names_by_capitals_where_there_is_no_model() -> None:
    """Titles make persons, countries places; the first word of a sentence is no evidence."""
    text = "The council met. Ms Ada Lowe flew to Norway with Narrow Seas Ferries. Council staff stayed."
    found = [(span.label, text[span.start : span.end]) for span in find_names(text, "en")]
    assert found == [("PER", "Ada Lowe"), ("LOC", "Norway"), ("MISC", "Narrow Seas Ferries")]


MENTIONS = pd.DataFrame(
    [("x", 0, "A"), ("x", 0, "B"), ("x", 0, "B"), ("x", 1, "A"), ("x", 1, "C"), ("y", 0, "A"), ("y", 0, "B")],
    columns=["article_id", "sentence", "entity"],
).assign(zone="body", voice="narrator")
SENTENCES = pd.DataFrame([("x", 0, 0), ("x", 1, 0), ("y", 0, 0)], columns=["article_id", "sentence", "paragraph"])


def test_a_pair_counts_once_a_context() -> None:
    """Named twice in a sentence, it still counts once there."""
    found = comentions(MENTIONS, SENTENCES)
    counted = {(row.article_id, row.entity_a, row.entity_b, row.context): row.n for row in found.itertuples()}
    assert counted["x", "A", "B", "sentence"] == 1
    assert counted["x", "B", "C", "paragraph"] == 1
    assert ("x", "B", "C", "sentence") not in counted


def test_pairs_are_counted_by_hand() -> None:
    """3 sentences, A in 3, B in 2, together in 2; C in 1, with A in 1."""
    pairs = associate(MENTIONS, SENTENCES, support=Support(1, 1)).set_index(["entity_a", "entity_b"])
    assert pairs.loc[("A", "B"), ["n", "n_a", "n_b", "n_texts"]].tolist() == [2, 3, 2, 2]
    assert pairs.loc[("A", "B"), "npmi"] == pytest.approx(np.log((2 / 3) / (1 * 2 / 3)) / -np.log(2 / 3))
    assert pairs.loc[("A", "B"), "p"] == pytest.approx(1)

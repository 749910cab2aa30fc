"""Association beyond chance: published values, bounds, planted pairs and their absence."""

import numpy as np
import pandas as pd
import pytest

from analysis.association import ALPHA, Pairs, Support, associate, backbone_alpha, communities, g_squared, npmi, surprise
from analysis.comentions import MOST_ENTITIES
from analysis.tables import Sentence, frame


def test_the_published_values() -> None:
    """Dunning 1993, p. 72; Lafon 1980, "peuple" in D4 of Robespierre's discourse, through the left tail."""
    assert g_squared(np.array([110.0]), np.array([221.0]), np.array([2552.0]), 31777)[0] == pytest.approx(270.72, abs=0.005)
    at_least_15 = surprise(np.array([15.0]), np.array([296.0]), np.array([6903.0]), 61449)[0]
    assert 1 - at_least_15 == pytest.approx(6.6937e-5, rel=1e-4)


def test_npmi_has_its_bounds() -> None:
    """Never, as chance has it, always; null where every context names both."""
    found = npmi(np.array([0.0, 25, 50, 100]), np.array([50.0, 50, 50, 100]), np.array([50.0, 50, 50, 100]), 100)
    assert found[:3] == pytest.approx([-1, 0, 1])
    assert np.isnan(found[3])


def corpus(seed: int, *, planted: int = 0, n_contexts: int = 400) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Entities of very different frequency, each context's drawn at random; a pair planted in some contexts."""
    generator = np.random.default_rng(seed)
    chances = 1 / np.arange(1, 31)
    rows = []
    for context in range(n_contexts):
        drawn = generator.choice(30, size=generator.integers(1, 6), replace=False, p=chances / chances.sum())
        names = {f"E{number:02d}" for number in drawn} | ({"P", "Q"} if context < planted else set())
        rows += [(f"a{context // 2}", context % 2, name, "body", "narrator") for name in sorted(names)]
    sentences = frame(
        [Sentence(f"a{context // 2}", context % 2, 0, 1, "body", context % 2, 1, 1, 1, 0) for context in range(n_contexts)],
        Sentence,
    )
    return pd.DataFrame(rows, columns=["article_id", "sentence", "entity", "zone", "voice"]), sentences


def measured(seed: int, *, planted: int = 0, shuffles: int = 60) -> pd.DataFrame:
    mentions, sentences = corpus(seed, planted=planted)
    return associate(mentions, sentences, support=Support(3, 2), shuffles=shuffles, seed=seed)


def test_where_nothing_is_planted_nothing_is_found() -> None:
    """In at most one of twenty corpora does any pair pass the corrected test."""
    passing = sum(bool((measured(seed, shuffles=0)["q"] <= ALPHA).any()) for seed in range(40))
    assert passing <= 2


def test_a_planted_pair_is_found_by_both_nulls() -> None:
    """Ten joint contexts of two that stand nowhere else."""
    pairs = measured(1, planted=10).set_index(["entity_a", "entity_b"])
    pair = pairs.loc[("P", "Q")]
    assert pair["q"] < 1e-6
    assert pair["z"] > 5
    assert pair["p_shuffled"] < ALPHA
    assert pair["npmi"] == pytest.approx(1)


def test_shuffles_keep_degrees_and_know_the_long_sentences() -> None:
    """Under the second null a busy context explains its pairs: z of unplanted pairs scatters about 0."""
    z = pd.concat([measured(seed)["z"] for seed in range(5)]).dropna()
    assert abs(z.mean()) < 1
    assert z.abs().median() < 2


def test_the_same_seed_gives_the_same_numbers() -> None:
    """Shuffles are drawn from the seed alone."""
    pd.testing.assert_frame_equal(measured(3), measured(3))


def test_the_disparity_filter_by_hand() -> None:
    """Of a hub with weights 8, 1, 1: (1 − 8/10)² = 0.04 for the heavy edge; a pair that stands alone has none."""
    hub = Pairs(np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([8, 1, 1]))
    assert backbone_alpha(hub, 4) == pytest.approx([0.04, 0.81, 0.81])
    assert np.isnan(backbone_alpha(Pairs(np.array([0]), np.array([1]), np.array([5])), 2)).all()


def test_a_context_that_names_too_many_is_a_list() -> None:
    """A cast or a table of results says nothing of any pair."""
    names = [f"N{number}" for number in range(MOST_ENTITIES + 1)]
    rows = [("a", 0, name, "body", "narrator") for name in names]
    mentions = pd.DataFrame(rows, columns=["article_id", "sentence", "entity", "zone", "voice"])
    sentences = frame([Sentence("a", 0, 0, 1, "body", 0, 1, 1, 1, 0)], Sentence)
    assert associate(mentions, sentences, support=Support(1, 1)).empty
    assert len(associate(mentions.iloc[:3], sentences, support=Support(1, 1), shuffles=0)) == 3


def test_contexts_may_be_wider() -> None:
    """Two sentences of one paragraph; copies of one text count once."""
    rows = [
        ("a", 0, "X", "body", "quoted"),
        ("a", 1, "Y", "body", "quoted"),
        ("b", 0, "X", "body", "narrator"),
        ("b", 1, "Y", "body", "quoted"),
    ]
    mentions = pd.DataFrame(rows, columns=["article_id", "sentence", "entity", "zone", "voice"])
    sentences = frame([Sentence(name, number, 0, 1, "body", 0, 1, 1, 1, 0) for name in "ab" for number in (0, 1)], Sentence)
    one = Support(1, 1)
    assert associate(mentions, sentences, support=one).empty
    pair = associate(mentions, sentences, context="paragraph", support=one, shuffles=0).iloc[0]
    assert pair[["n", "n_texts", "n_quoted"]].tolist() == [2, 2, 1]
    copied = pd.Series({"a": "same", "b": "same"})
    assert associate(mentions, sentences, context="article", support=one, shuffles=0, texts=copied)["n_texts"].tolist() == [1]


def test_communities_are_the_two_halves_of_a_barbell() -> None:
    """Two triangles and a thin bridge; the numbers do not depend on the order of rows."""
    edges = [("A", "B"), ("B", "C"), ("A", "C"), ("D", "E"), ("E", "F"), ("D", "F"), ("C", "D")]
    pairs = pd.DataFrame(edges, columns=["entity_a", "entity_b"]).assign(n=[9, 9, 9, 9, 9, 9, 1])
    groups = communities(pairs)
    assert len({groups[name] for name in "ABC"}) == len({groups[name] for name in "DEF"}) == 1
    assert groups["A"] != groups["F"]
    assert communities(pairs.iloc[::-1]) == groups


def test_no_pair_gives_an_empty_table() -> None:
    """With all its columns."""
    mentions, sentences = corpus(0)
    empty = associate(mentions.iloc[:0], sentences)
    assert empty.empty
    assert {"q", "z", "alpha", "in_backbone"} <= set(empty.columns)

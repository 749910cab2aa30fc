"""Rates, intervals, rankings: against counts made by hand."""

import numpy as np
import pandas as pd
import pytest
from conftest import analysed

from analysis import evidence, readability, summaries, voices
from analysis.metrics import article_metrics
from analysis.summaries.intervals import interval, ratio_of, share_difference, wilson
from analysis.tables import Article, Quote, Sentence, Tables, frame


def test_density_is_a_ratio_of_sums(sample: Tables) -> None:
    """Quoted words over words, summed; not a mean of ratios."""
    density = summaries.quote_density(sample)
    row = density[(density["outlet"] == "Canal Info") & (density["layer"] == "marked")].iloc[0]
    ids = sample.articles.loc[sample.articles["outlet"] == "Canal Info", "article_id"]
    metrics = sample.metrics[sample.metrics["article_id"].isin(ids)]
    assert row["density"] == metrics["n_marked_words"].sum() / metrics["n_words"].sum()
    assert row["low"] < row["density"] < row["high"]
    assert row["n_articles"] == len(ids)


def test_few_articles_have_no_interval() -> None:
    """Below ten there is a number and no interval."""
    density = summaries.quote_density(analysed("« Nous fermerons le pont demain », a dit Léa Morel."))
    assert density["low"].isna().all()
    assert density["density"].notna().all()


def test_the_same_seed_gives_the_same_interval(sample: Tables) -> None:
    """And another seed another."""
    first, again, other = (summaries.quote_density(sample, seed=seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again)
    assert not first["low"].equals(other["low"])


def quote(start: int, end: int, kind: str, n_words: int, reference: str | None = None, zone: str = "body") -> Quote:
    return Quote("x", 0, start, end, kind, zone, n_words, reference, None, None, reference, None, None, None, None, False)


def test_nested_and_repeated_quotes_count_once() -> None:
    """A fragment inside a reported clause adds nothing to the reported layer; captions and names add nothing at all."""
    rows = [
        quote(0, 50, "indirect", 10, "A"),
        quote(10, 20, "partial", 2, "A"),
        quote(60, 90, "direct", 6, "B"),
        quote(95, 99, "not_speech", 1),
        quote(100, 120, "direct", 5, "B", zone="duplicate"),
    ]
    sentences = [Sentence("x", number, 50 * number, 50 * number + 49, "body", 0, 12, 60, 20, 3) for number in range(3)]
    article = Article(**dict.fromkeys(Article._fields))._replace(article_id="x", language="fr")
    counted = article_metrics(article, sentences, rows, [], [], 0)
    assert (counted.n_quotes, counted.n_speakers, counted.n_marked_words, counted.n_reported_words) == (3, 2, 8, 16)
    assert counted.density_reported == 16 / 36
    assert voices.outermost(frame(rows, Quote))["n_words"].sum() == counted.n_reported_words


def test_effective_voices_by_hand() -> None:
    """Two equal speakers count as two, an unattributed one as none; nobody named is null."""
    two = pd.DataFrame({"speaker": ["A", "B", voices.UNATTRIBUTED], "n_words": [40, 40, 500]})
    assert voices.effective_voices(two) == 2
    assert voices.effective_voices(pd.DataFrame({"speaker": ["A", "B"], "n_words": [99, 1]})) < 1.1
    assert np.isnan(voices.effective_voices(two.tail(1)))


def test_excerpts_are_short_and_stand_in_the_text(sample: Tables) -> None:
    """At most 25 words of each quote, most quoted speakers first."""
    listed = evidence.quotes(sample)
    assert listed["excerpt"].str.split().str.len().max() <= evidence.EXCERPT_WORDS + 1
    assert len(listed) == sample.metrics["n_quotes"].sum()
    assert listed["speaker"][0] == "Samir Belkacem"


def test_evidence_stands_in_the_articles(sample: Tables) -> None:
    """Every excerpt is found in its article, has at most 25 words, and its speaker is that of the row."""
    ranked = summaries.speakers(sample)
    found = evidence.speakers(sample, ranked)
    texts = dict(zip(sample.articles["article_id"], sample.articles["text"].str.split().str.join(" "), strict=True))
    assert found.groupby("row").size().max() == evidence.MOST_EXCERPTS
    for one in found.itertuples():
        shown = "".join(text for text, _ in one.parts)
        assert len(shown.replace("…", "").split()) <= evidence.EXCERPT_WORDS
        assert " ".join(shown.removeprefix("… ").removesuffix(" …").split()) in texts[one.article_id]
    named = sample.quotes.assign(text=sample.quotes["article_id"].map(texts))
    first = found[found["row"] == 0]["article_id"]
    assert set(first) <= set(named.loc[named["reference"] == ranked["speaker"][0], "article_id"])


def test_rarefaction_by_hand() -> None:
    """Of two equal speakers one quote drawn is one voice, all quotes are two; more than there are is null."""
    quotes = pd.DataFrame({"reference": ["A", "B"] * 10, "n_words": [5] * 20})
    assert voices.rarefied(quotes, 1) == (1.0, 1.0)
    assert voices.rarefied(quotes, 20) == pytest.approx((2.0, 0.5))
    assert 1 < voices.rarefied(quotes, 3)[0] < 2
    assert np.isnan(voices.rarefied(quotes, 21)).all()
    assert np.isnan(voices.rarefied(quotes, 0)).all()


def test_outlets_are_compared_at_a_common_number_of_quotes(sample: Tables) -> None:
    """The number is that of the outlet with fewest, of those with enough; it cannot raise the number of voices."""
    found = summaries.diversity(sample).dropna(subset=["n_common"])
    assert len(set(found["n_common"])) == 1
    assert (found["effective_voices_common"] <= found["effective_voices"] + 0.5).all()
    assert (found["n_common"] >= summaries.FEWEST_QUOTES).all()


def test_stances_of_each_outlet_add_up_to_one(sample: Tables) -> None:
    """Shares of the quotes that have a cue, with the verbs behind each class."""
    found = summaries.stances(sample)
    np.testing.assert_allclose(found.groupby("outlet")["share"].sum(), 1)
    assert "dénoncer" in " ".join(found.loc[found["stance"] == "negative", "verbs"])


def test_shares_of_speakers_add_up_to_one(sample: Tables) -> None:
    """The unattributed row included."""
    found = voices.speakers(sample.quotes, sample.articles)
    assert found["share"].sum() == pytest.approx(1)
    assert voices.UNATTRIBUTED in set(found["speaker"])


def test_weeks_begin_on_monday_and_leave_out_the_undated(sample: Tables) -> None:
    """Four weeks of the sample."""
    weeks = summaries.tone_over_time(sample)["period"]
    assert sorted(weeks.unique()) == list(pd.to_datetime(["2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"], utc=True))


def test_reading_ease_by_hand() -> None:
    """Kandel and Moles: 207 − 1.015·20 − 73.6·1.7; null without words or coefficients."""
    counts = pd.DataFrame({"n_words": [100, 0], "n_sentences": [5, 0], "n_syllables": [170, 0], "n_long_words": [25, 0]})
    assert readability.reading_ease(counts, "fr")[0] == pytest.approx(61.58)
    assert readability.lix(counts)[0] == pytest.approx(45)
    assert readability.reading_ease(counts, "fr").isna().tolist() == [False, True]
    assert readability.reading_ease(counts, "de").isna().all()


def test_our_scores_rank_articles_as_textstat_does(sample: Tables) -> None:
    """The field's reference implementation counts otherwise but orders alike."""
    check = summaries.readability_check(sample)
    assert (check.loc[check["language"] == "fr", "spearman"] > 0.7).all()


def test_cautions_say_what_a_reader_must_know(sample: Tables) -> None:
    """One article has another caution than a corpus."""
    single = [message for message, *_ in summaries.cautions(analysed("Le pont ferme."))]
    assert any(message.startswith("n = 1") for message in single)
    several = [message for message, *_ in summaries.cautions(sample)]
    assert any("without a date" in message for message in several)
    assert any("by rules" in message for message in several)


EMPTY = analysed()
"""The tables of no article at all."""


@pytest.mark.parametrize(
    "summary",
    [
        summaries.overview,
        summaries.outlets,
        summaries.quote_density,
        summaries.speakers,
        summaries.stances,
        summaries.diversity,
        evidence.quotes,
        lambda tables: evidence.speakers(tables, summaries.speakers(tables)),
        lambda tables: summaries.stances(tables, by="speaker"),
        summaries.tone_by_outlet,
        summaries.tone_over_time,
        summaries.lexicon_agreement,
        summaries.lexicon_coverage,
        summaries.entities,
        summaries.comention_pairs,
        summaries.outlet_entities,
        summaries.merges,
        lambda tables: evidence.pairs(tables, summaries.comention_pairs(tables)),
        summaries.readability,
        summaries.readability_check,
        lambda tables: summaries.coverage(tables.articles),
    ],
)
def test_no_article_gives_an_empty_summary(summary: object) -> None:
    """Every summary takes emptiness in its stride."""
    found = summary(EMPTY)
    assert isinstance(found, pd.DataFrame)


def test_an_entity_that_every_article_names_can_be_drawn() -> None:
    """The interval of a share of 1 ends at 1, whatever rounding does."""
    for total in (10, 14, 19, 24, 634):
        low, high = wilson(np.array([0.0, float(total)]), total)
        assert low[0] == 0
        assert high[1] == 1
        assert (low <= np.array([0, 1])).all()


def test_near_copies_are_drawn_together() -> None:
    """Twelve texts that three outlets print each are no surer than the twelve alone; nine texts have no interval."""
    chance = np.random.default_rng(5)
    texts = chance.integers(1, 50, size=(12, 2)).astype(np.float64)
    printed, names = np.repeat(texts, 3, axis=0), np.repeat([f"text {n}" for n in range(12)], 3)
    together = interval(printed, ratio_of, 0, names)
    alone = interval(texts, ratio_of, 0)
    assert together == pytest.approx(alone)
    naive = interval(printed, ratio_of, 0)
    assert naive[2] - naive[1] < 0.8 * (together[2] - together[1])
    assert interval(printed[:27], ratio_of, 0, names[:27])[1:] == (None, None)


def test_a_large_group_is_drawn_like_a_small_one() -> None:
    """In blocks, or all rows at once: the same interval but for chance, and that of the normal distribution."""
    values = np.stack([np.random.default_rng(1).poisson(3, 40_000), np.ones(40_000)], axis=1)
    estimate, low, high = interval(values, ratio_of, 0)
    half = 1.96 * values[:, 0].std() / 200
    assert (low, high) == pytest.approx((estimate - half, estimate + half), abs=0.1 * half)
    few = values[:1_900]
    assert interval(few, ratio_of, 0)[2] - interval(few, ratio_of, 0)[1] == pytest.approx(
        2 * 1.96 * few[:, 0].std() / 1_900**0.5, rel=0.1
    )


def test_copies_make_a_share_no_surer() -> None:
    """Thirty articles of ten texts: the interval of ten; of nine texts none; one text printed a hundred times is as unsure as a sample says."""
    three_each = np.repeat(np.arange(10), 3)
    np.testing.assert_allclose(wilson(np.array([12.0]), 30, three_each), wilson(np.array([4.0]), 10))
    assert np.isnan(wilson(np.array([12.0]), 30, np.minimum(three_each, 8))[0]).all()
    uneven = np.r_[np.zeros(100), np.arange(1, 901)]
    has_it = np.r_[np.ones(100), np.random.default_rng(0).random(900) < 0.3]
    (low,), (high,) = wilson(np.array([has_it.sum()]), 1_000, uneven)
    _, drawn_low, drawn_high = interval(np.column_stack([has_it, np.ones(1_000)]), ratio_of, 0, uneven)
    assert high - low > 0.8 * (drawn_high - drawn_low)


def test_a_share_of_copies_differs_no_more_surely() -> None:
    """Every text printed three times: the difference and p of the texts alone; nine texts have neither."""
    texts = (np.repeat(np.arange(12), 3), np.repeat(np.arange(15), 3))
    copied = share_difference((30, 36), (9, 45), texts)
    assert copied == pytest.approx(share_difference((10, 12), (3, 15)))
    assert share_difference((30, 36), (9, 45))[3] < copied[3]
    assert share_difference((20, 27), (9, 45), (np.repeat(np.arange(9), 3), texts[1]))[1:] == (None, None, None)

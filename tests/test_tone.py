"""Tone: against counts made by hand, published numbers, swapped sides, shuffled outlets; validity against people."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import analysed

from analysis import evaluation, evidence, show, summaries, tone
from analysis.errors import CorpusError, SettingsError
from analysis.evaluation.agreement import krippendorff_alpha
from analysis.evaluation.coding import SMALLEST_ALPHA
from analysis.tables import COUNTED_ZONES, Tables

SIDES = {"positive": "negative", "negative": "positive"}


@pytest.mark.parametrize(
    ("positive", "negative", "logit"),
    [
        (177, 70, 0.9233579),
        (236, 88, 0.9829457),
        (196, 111, 0.5666378),
        (178, 83, 0.7597420),
        (111, 51, 0.7724428),
        (214, 117, 0.6018714),
    ],
)
def test_logit_tone_gives_published_numbers(positive: int, negative: int, logit: float) -> None:
    """General Inquirer counts of six inaugural speeches, values published by quanteda.sentiment."""
    counts = pd.DataFrame({"n_positive": [positive], "n_negative": [negative], "n_words": [1000]})
    assert tone.tone(counts)["logit"][0] == pytest.approx(logit, abs=1e-7)


@pytest.mark.parametrize(
    "measure", [summaries.tone_by_outlet, summaries.tone_over_time, summaries.tone_by_speaker, summaries.tone_by_part]
)
def test_swapped_sides_flip_the_sign(sample: Tables, measure) -> None:
    """Of every figure of tone, and the interval turns round."""
    swapped = sample._replace(hits=sample.hits.assign(polarity=sample.hits["polarity"].map(SIDES)))
    before, after = measure(sample), measure(swapped)
    for column, mirrored in (("logit", "logit"), ("net", "net"), ("low", "high"), ("net_low", "net_high")):
        np.testing.assert_allclose(before[column].astype(float), -after[mirrored].astype(float), atol=1e-12)


def test_tone_is_counted_from_the_hits(sample: Tables) -> None:
    """Positive and negative hits of one outlet, lexicon and voice, counted in a loop."""
    row = summaries.tone_by_outlet(sample).query("outlet == 'Canal Info' and lexicon == 'vader_fr' and voice == 'quoted'").iloc[0]
    ids = set(sample.articles.loc[sample.articles["outlet"] == "Canal Info", "article_id"])
    sides = [0, 0]
    for hit in sample.hits.itertuples():
        if hit.article_id in ids and hit.lexicon == "vader_fr" and hit.voice == "quoted" and hit.zone in COUNTED_ZONES:
            sides[(hit.polarity == "positive") == hit.negated] += 1
    assert [row["n_positive"], row["n_negative"]] == sides
    assert row["n_words"] == sample.metrics.loc[sample.metrics["article_id"].isin(ids), "n_reported_words"].sum()
    assert row["net"] == pytest.approx(100 * (sides[0] - sides[1]) / row["n_words"])


def test_hits_and_other_words_add_up_to_words(sample: Tables) -> None:
    """No word is hit twice by a lexicon, and none that is not there."""
    for lexicon, found in summaries.lexicon_coverage(sample).set_index("lexicon").iterrows():
        language = "en" if lexicon.endswith("_en") else "fr"
        ids = set(sample.articles.loc[sample.articles["language"] == language, "article_id"])
        hits = sample.hits.query("lexicon == @lexicon and zone in @COUNTED_ZONES").drop_duplicates(["article_id", "start"])
        ends = hits.sort_values(["article_id", "start"]).groupby("article_id")["end"].shift()
        assert not (hits["start"] < ends.reindex(hits.index).fillna(0)).any()
        words = sample.metrics.loc[sample.metrics["article_id"].isin(ids), "n_words"].sum()
        assert found["n_words_hit"] == hits["n_words"].sum()
        assert found["n_words"] == words
        assert 0 < found["share_words"] < 0.2


def test_no_verdict_on_a_single_article() -> None:
    """A group of one article has hits and no tone."""
    found = summaries.tone_by_outlet(analysed("Un succès, une belle victoire, dit-on, et une terrible défaite."))
    assert found["n_positive"].sum() > 0
    assert found[["logit", "net"]].isna().all(axis=None)


def test_a_negated_positive_is_negative() -> None:
    """It changes sides before anything is counted."""
    sided = tone.sided_hits(analysed("Ce n'est pas une bonne idée du tout, dit-on.").hits)
    assert tone.count_sides(sided, ["lexicon"]).set_index("lexicon").loc["vader_fr"].tolist() == [0, 1]


def test_a_word_in_two_categories_counts_once(tmp_path: Path) -> None:
    """It has a row for each, and one place in the tone."""
    path = tmp_path / "mine_fr.csv"
    path.write_text("term,polarity,weight,category\njoie,positive,1,emotion\njoie,positive,1,fête\n", encoding="utf-8")
    import analysis

    articles = pd.DataFrame({"article_id": ["a"], "text": ["Une joie de tous."], "language": ["fr"]})
    hits = analysis.analyze(articles, analysis.Settings(lexicons=(str(path),))).hits
    assert hits["category"].tolist() == ["emotion", "fête"]
    assert len(tone.sided_hits(hits)) == 1


def test_word_shift_adds_up_to_the_difference(sample: Tables) -> None:
    """Exactly, for outlets and for voices."""
    measured = summaries.tone_by_outlet(sample).set_index(["outlet", "lexicon", "voice"])["net"]
    shift = summaries.word_shift(sample, "Le Fil Populaire", "Canal Info", lexicon="vader_fr")
    difference = measured["Canal Info", "vader_fr", "narrator"] - measured["Le Fil Populaire", "vader_fr", "narrator"]
    assert shift["contribution"].sum() == pytest.approx(difference)
    assert shift["contribution"].abs().is_monotonic_decreasing
    voices = summaries.word_shift(sample, "narrator", "quoted", by="voice", lexicon="vader_fr")
    assert voices["contribution"].sum() == pytest.approx(100 * _net(sample, "quoted") - 100 * _net(sample, "narrator"))


def _net(sample: Tables, voice: str) -> float:
    found = summaries.tone_by_outlet(sample).query("lexicon == 'vader_fr' and voice == @voice")
    return (found["n_positive"].sum() - found["n_negative"].sum()) / found["n_words"].sum()


def test_word_shift_names_the_groups_that_there_are(sample: Tables) -> None:
    """A typo is mended at a glance."""
    with pytest.raises(SettingsError, match="there are Canal Info"):
        summaries.word_shift(sample, "Canal", "Canal Info", lexicon="vader_fr")
    with pytest.raises(SettingsError, match="give one of outlet, voice"):
        summaries.word_shift(sample, "a", "b", by="day")


def test_shuffled_outlets_do_not_differ(sample: Tables) -> None:
    """Articles dealt to outlets at random: in at least 95 % of deals nothing stands out."""
    french = sample.articles["language"] == "fr"
    quiet = 0
    for seed in range(40):
        dealt = sample.articles["outlet"].copy()
        dealt[french] = np.random.default_rng(seed).permutation(dealt[french])
        found = summaries.tone_differences(sample._replace(articles=sample.articles.assign(outlet=dealt)), seed=seed)
        quiet += not (found["q"] < 0.05).any()
    assert quiet >= 38


def test_a_planted_difference_is_found() -> None:
    """One outlet praises, the other blames."""
    good = "Une belle réussite, un succès merveilleux et un seul échec, dit-on ici."
    bad = "Un horrible échec, une faute terrible et un seul succès, dit-on ici."
    tables = analysed(*[f"{good} Numéro {n}." for n in range(12)], *[f"{bad} Numéro {n}." for n in range(12)])
    outlets = ["A"] * 12 + ["B"] * 12
    found = summaries.tone_differences(tables._replace(articles=tables.articles.assign(outlet=outlets)))
    assert (found.query("lexicon == 'vader_fr' and voice == 'narrator'")["q"] < 0.01).all()


def test_length_and_number_of_articles_are_no_difference() -> None:
    """Twelve short articles beside sixty long ones of the same tone: p below .05 about as often as it says."""
    chance = np.random.default_rng(0)
    n_found = 0
    for seed in range(60):
        positive = np.concatenate([chance.binomial(3, 0.7, 12), chance.binomial(10, 0.7, 60)])
        group = pd.DataFrame({"outlet": ["A"] * 12 + ["B"] * 60, "n_positive": positive})
        group["n_negative"] = np.array([3] * 12 + [10] * 60) - positive
        n_found += any(row[3] < 0.05 for row in summaries.tone._compare(group, seed).values())
    assert n_found <= 8


def test_tone_is_not_compared_where_hits_are_few(sample: Tables) -> None:
    """One outlet says a thing once, the other three times: no difference of tone."""
    tables = analysed(*["Un beau succès."] * 12, *["Un beau succès. " * 3] * 12)
    outlets = ["A"] * 12 + ["B"] * 12
    assert summaries.tone_differences(tables._replace(articles=tables.articles.assign(outlet=outlets))).empty


def test_articles_without_the_voice_do_not_count() -> None:
    """One quote in three articles is a single article's."""
    tables = analysed("« C'est un terrible échec », dit Léa Morel.", "Un beau succès hier.", "Une belle victoire hier.")
    quoted = summaries.tone_by_outlet(tables).query("voice == 'quoted' and lexicon == 'vader_fr'").iloc[0]
    assert quoted["n_articles"] == 1
    assert np.isnan(quoted["logit"])


def test_evidence_counts_what_the_table_counts(sample: Tables) -> None:
    """Behind each term of a word shift stand sentences of its two groups and its voice only."""
    shift = summaries.word_shift(sample, **summaries.word_shift_groups(sample))
    found = evidence.shift(sample, shift).drop_duplicates("row").set_index("row")["total"]
    hits = (shift["hits_a"] + shift["hits_b"]).loc[found.index]
    assert (found <= hits).all()
    assert (found[hits == 1] == 1).all()
    assert len(found) == min(40, len(shift))


def test_lexicons_agree_in_part(sample: Tables) -> None:
    """Two French lists correlate, and not perfectly."""
    found = summaries.lexicon_agreement(sample).query("lexicon_a == 'pattern_fr' and unit == 'article'").iloc[0]
    assert 0.2 < found["spearman"] < 0.95
    assert found["low"] < found["spearman"] < found["high"]


def test_every_result_names_the_lexicon_file(sample: Tables) -> None:
    """By the fingerprint of what was read."""
    for table in (summaries.tone_by_outlet(sample), summaries.lexicon_coverage(sample)):
        assert table["fingerprint"].str.fullmatch("[0-9a-f]{16}").all()


def test_frames_count_articles_with_two_terms(sample: Tables) -> None:
    """By hand for one outlet and one vocabulary."""
    row = summaries.frames(sample).query("outlet == 'Canal Info' and frame == 'conflict'").iloc[0]
    ids = sample.articles.loc[sample.articles["outlet"] == "Canal Info", "article_id"]
    hits = sample.hits.query("lexicon == 'frames_fr' and category == 'conflict' and zone in @COUNTED_ZONES")
    distinct = hits[hits["article_id"].isin(ids)].groupby("article_id")["term"].nunique()
    assert row["share_articles"] == pytest.approx((distinct >= 2).sum() / len(ids))
    assert row["low"] <= row["share_articles"] <= row["high"]


@pytest.mark.parametrize(
    ("measure", "by"),
    [
        (summaries.tone_by_outlet, ["outlet", "lexicon", "voice"]),
        (summaries.tone_over_time, ["period", "lexicon", "voice"]),
        (summaries.tone_by_speaker, ["speaker", "lexicon"]),
        (summaries.tone_around_entities, ["entity", "lexicon", "voice"]),
        (summaries.tone_terms, ["lexicon", "voice", "term", "negated"]),
        (summaries.frames, ["outlet", "lexicon", "frame"]),
    ],
)
def test_figures_open_to_their_sentences(sample: Tables, measure, by: list[str]) -> None:
    """Excerpts of at most 25 words that stand in the article, at least one hit marked in each."""
    texts = dict(zip(sample.articles["article_id"], sample.articles["text"].str.split().str.join(" "), strict=True))
    found = evidence.hits(sample, measure(sample), by)
    assert len(found)
    assert found.groupby("row").size().max() <= evidence.MOST_EXCERPTS
    for one in found.itertuples():
        shown = "".join(text for text, _ in one.parts)
        assert len(shown.replace("…", "").split()) <= evidence.EXCERPT_WORDS
        assert " ".join(shown.removeprefix("… ").removesuffix(" …").split()) in texts[one.article_id]
        assert any(mark for _, mark in one.parts)


CODES = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, np.nan, np.nan, np.nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, np.nan, 3],
    [np.nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, np.nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, np.nan],
]


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_alpha_gives_published_numbers(level: str, alpha: float) -> None:
    """The canonical example of four coders and twelve units."""
    assert krippendorff_alpha(CODES, level) == pytest.approx(alpha, abs=0.0005)


def test_alpha_is_null_where_it_means_nothing() -> None:
    """No unit coded twice, or one value only: never 1."""
    assert np.isnan(krippendorff_alpha([[1, np.nan], [np.nan, 1]]))
    assert np.isnan(krippendorff_alpha([[1, 1], [1, 1]]))


def coded(sample: Tables, path: Path, codes) -> str:
    drawn = evaluation.coding_sample(sample, n=260)
    pairs = [next(codes) for _ in range(len(drawn))]
    drawn.assign(coder_1=[a for a, _ in pairs], coder_2=[b for _, b in pairs]).to_csv(path, index=False)
    return str(path)


def test_a_coding_sample_is_drawn_from_every_outlet(sample: Tables) -> None:
    """About as many as asked for, the codes empty, the same again with the same seed."""
    drawn = evaluation.coding_sample(sample, n=100)
    assert 95 <= len(drawn) <= 105
    outlets = sample.articles.set_index("article_id")["outlet"]
    assert drawn["article_id"].map(outlets).nunique() == outlets.nunique()
    assert (drawn[["coder_1", "coder_2"]] == "").all(axis=None)
    pd.testing.assert_frame_equal(drawn, evaluation.coding_sample(sample, n=100))


def test_without_codes_nothing_is_validated(sample: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    """And the box says so."""
    found = evaluation.tone_validity(sample, "")
    assert found.empty
    show.validity(found, "en")
    assert "not validated on this corpus" in capsys.readouterr().out


def test_codes_at_random_validate_nothing(sample: Tables, tmp_path: Path) -> None:
    """α near 0, and not valid."""
    chance = np.random.default_rng(0)
    codes = (tuple(chance.integers(-1, 2, 2)) for _ in itertools.count())
    found = evaluation.tone_validity(sample, coded(sample, tmp_path / "c.csv", codes)).set_index("lexicon").loc["vader_fr"]
    assert abs(found["alpha"]) < 0.2
    assert abs(found["alpha_coders"]) < 0.2
    assert not found["is_valid"]


def test_codes_that_agree_lift_the_box(sample: Tables, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two people who code as the lexicon does."""
    drawn = evaluation.coding_sample(sample, n=260)
    signs = tone.sided_hits(sample.hits).query("lexicon == 'vader_fr'").groupby(["article_id", "sentence"])["sign"].sum()
    codes = np.sign([signs.get(key, 0) for key in zip(drawn["article_id"], drawn["sentence"], strict=True)]).astype(int)
    found = evaluation.tone_validity(sample, coded(sample, tmp_path / "c.csv", iter(zip(codes, codes, strict=True))))
    valid = found.set_index("lexicon").loc["vader_fr"]
    assert valid["alpha"] == pytest.approx(1)
    assert valid["is_valid"] == (valid["n_double"] >= 200)
    assert valid["accuracy"] == 1
    assert found.set_index("lexicon").loc["pattern_fr", "alpha"] < SMALLEST_ALPHA
    show.validity(found[found["lexicon"] == "vader_fr"], "en")
    assert "vader_fr: validated. " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("article_id,sentence,text\na,1,x\n", "column(s) coder_1, coder_2 missing"),
        ("article_id,sentence,text,coder_1,coder_2\na,1,x,2,1\n", "line 2: coder_1 '2' is not one of -1, 0, 1"),
        ("article_id;sentence;text;coder_1;coder_2\na;²;x;1;1\n", "line 2: sentence '²' is not a number"),
        (
            "article_id,sentence,text,coder_1,coder_2\na,1,x,1,1\na,1,x,1,\n",
            "line 3: this sentence of article a stands at line 2",
        ),
    ],
)
def test_a_broken_coding_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    """Value, place and remedy."""
    path = tmp_path / "c.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        evaluation.read_coding(path)
    assert message in str(caught.value)
    with pytest.raises(CorpusError, match="make one with"):
        evaluation.read_coding(tmp_path / "none.csv")


def test_codes_of_other_sentences_are_refused(sample: Tables, tmp_path: Path) -> None:
    """When the article or its analysis changed, a code would be taken for another sentence's."""
    drawn = evaluation.coding_sample(sample, n=20).assign(coder_1="1", coder_2="1")
    drawn.loc[3, "text"] = "Une autre phrase."
    drawn.to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(CorpusError, match=r"c.csv, line 5: sentence .* is another one now"):
        evaluation.tone_validity(sample, tmp_path / "c.csv")
    drawn.assign(article_id="x" + drawn["article_id"]).to_csv(tmp_path / "d.csv", index=False)
    assert evaluation.tone_validity(sample, tmp_path / "d.csv").empty


def test_a_coding_that_went_through_a_spreadsheet_is_read(sample: Tables, tmp_path: Path) -> None:
    """Semicolons, Windows-1252, letters lost."""
    drawn = evaluation.coding_sample(sample, n=40).assign(coder_1="positif", coder_2="1,0")
    drawn["text"] = drawn["text"].str.replace("é", "?")
    drawn.to_csv(tmp_path / "c.csv", index=False, sep=";", encoding="cp1252", errors="replace")
    assert evaluation.tone_validity(sample, tmp_path / "c.csv")["n_coded"].max() > 20


def test_a_list_that_found_nothing_is_said_to(sample: Tables) -> None:
    """It stands in the table of lexicons with 0 hits."""
    sample.articles.attrs["lexicons"] = {**sample.articles.attrs["lexicons"], "zorglub": "0" * 16}
    found = summaries.lexicon_coverage(sample).set_index("lexicon")
    del sample.articles.attrs["lexicons"]["zorglub"]
    assert found.loc["zorglub", "n_hits"] == 0

"""Two groups of outlets, and one article beside its corpus."""

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import PROJECT, analysed

from analysis import evidence, show, summaries
from analysis.errors import SettingsError
from analysis.readers import read_corpus
from analysis.readers.inventory import LISTED
from analysis.readers.snapshot import FOLDER_VARIABLE, read_snapshot, write_snapshot
from analysis.summaries import intervals
from analysis.summaries.intervals import difference, ratio_of, share_difference
from analysis.tables import Tables


@pytest.fixture(scope="module")
def grouped(sample: Tables) -> Tables:
    return summaries.group_outlets(sample)


def test_every_article_is_in_a_group(grouped: Tables, sample: Tables) -> None:
    """By default the largest outlet against all others."""
    assert summaries.groups_of(grouped) == ("Le Courrier de l'Estuaire", summaries.OTHERS)
    assert len(grouped.articles) == len(sample.articles)
    two = summaries.group_outlets(sample, ["Canal Info"], ["Le Fil Populaire"])
    assert sorted(two.articles["outlet"].unique()) == ["Canal Info", "Le Fil Populaire"]
    assert set(two.quotes["article_id"]) <= set(two.articles["article_id"])


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (["Nope"], [], "outlet 'Nope' is not in the corpus; there are:"),
        (["Canal Info"], ["Canal Info"], "outlet 'Canal Info' stands in both groups"),
    ],
)
def test_groups_that_cannot_be_are_refused(sample: Tables, first: list[str], second: list[str], message: str) -> None:
    """With the outlets that there are."""
    with pytest.raises(SettingsError, match=message):
        summaries.group_outlets(sample, first, second)


def test_one_outlet_has_nothing_to_compare() -> None:
    """The message names another notebook."""
    with pytest.raises(SettingsError, match="one outlet only"):
        summaries.group_outlets(analysed("Le pont ferme."))


def test_differences_turn_round_with_the_groups(sample: Tables) -> None:
    """B minus a is minus a minus b, in every measure."""
    one = summaries.compare(summaries.group_outlets(sample, ["Canal Info"], ["Le Fil Populaire"]))
    other = summaries.compare(summaries.group_outlets(sample, ["Le Fil Populaire"], ["Canal Info"]))
    both = one.merge(other, on=["measure", "name"], suffixes=("", "_other"))
    assert len(both) == len(one)
    assert (one["group_a"] == "Canal Info").all()  # the smaller, as asked for
    assert (other["group_a"] == "Le Fil Populaire").all()
    assert np.allclose(both["value_b"] - both["value_a"], both["difference"])
    assert np.allclose(both["difference"], -both["difference_other"])


def test_an_interval_and_its_p_say_the_same(grouped: Tables) -> None:
    """P is under 0.05 just where 0 is outside, of what is resampled; q is never below p."""
    found = summaries.compare(grouped).dropna(subset=["low"])
    assert (found["q"] >= found["p"]).all()
    resampled = found[~found["measure"].str.startswith("articles")]  # shares of articles: Newcombe's interval, Fisher's p
    outside = (resampled["low"] > 0) | (resampled["high"] < 0)
    assert (outside == (resampled["p"] < 0.05)).all()


@pytest.mark.parametrize(
    ("a", "b", "interval", "p"),
    [((56, 70), (48, 80), (-0.3339, -0.0524), 0.0091), ((0, 10), (4, 10), (0.0, 0.7), 0.087), ((5, 9), (4, 10), None, None)],
)
def test_shares_of_articles_have_newcombe_s_interval(a, b, interval, p) -> None:
    """The first row is the example of his paper, turned round; none below ten articles."""
    estimate, low, high, found = share_difference(a, b)
    assert estimate == b[0] / b[1] - a[0] / a[1]
    if interval is None:
        assert (low, high, found) == (None, None, None)
        return
    assert low <= estimate <= high
    assert found == pytest.approx(p, abs=0.02)
    if a == (56, 70):
        assert (low, high) == pytest.approx(interval, abs=0.0005)


def test_large_groups_are_drawn_in_batches_to_the_same_end() -> None:
    """The numbers do not depend on how many draws are made at a time."""
    rows = np.random.default_rng(1).random((300, 2))
    whole = intervals._drawn_sums(rows, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "_MOST_REMEMBERED", 10)
        assert np.allclose(intervals._drawn_sums(rows, 0), whole)


def test_groups_dealt_at_random_seldom_differ() -> None:
    """A control: of 200 differences of nothing about one in twenty is taken for one."""
    chance = np.random.default_rng(0)
    rows = pd.DataFrame({"quoted": chance.poisson(40, 400), "words": chance.poisson(200, 400)})
    dealt = [chance.permutation(400) for _ in range(200)]
    ps = [difference(rows.iloc[order[:60]], rows.iloc[order[60:160]], ratio_of, number)[3] for number, order in enumerate(dealt)]
    assert 0.01 <= np.mean(np.array(ps) < 0.05) <= 0.10


def test_groups_of_different_languages_have_no_tone_to_compare(sample: Tables) -> None:
    """Nothing is set side by side that cannot be, and nothing fails."""
    two = summaries.group_outlets(sample, ["Canal Info"], ["The Channel Ledger"])
    found = summaries.compare(two)
    assert not set(found["measure"]) & {"LIX", "narrator's tone", "tone of quoted words", "articles with the frame vocabulary"}
    assert summaries.group_shift(two).empty


@pytest.mark.parametrize(
    "meant", ["tcl-10", "Relief in Saltmouth as court hands Hydralis to joint bidders", "Relief in Saltmouth", ""]
)
def test_an_article_is_found_by_id_title_or_beginning(sample: Tables, meant: str) -> None:
    """By default the one with most quotes; every table has its rows only."""
    one = summaries.select_article(sample, meant)
    assert list(one.articles["article_id"]) == ["tcl-10"]
    assert set(one.sentences["article_id"]) == {"tcl-10"}


@pytest.mark.parametrize(
    ("meant", "message"),
    [
        ("tcl-", "is the beginning or the end of several: "),
        ("tcl-1O0", "did you mean one of: tcl-10"),
        ("zzzz", "did you mean one of: "),
    ],
)
def test_an_article_that_is_not_meant_alone_is_refused(sample: Tables, meant: str, message: str) -> None:
    """With the nearest."""
    with pytest.raises(SettingsError, match=message):
        summaries.select_article(sample, meant)


def test_an_articles_numbers_stand_beside_those_of_its_language(sample: Tables) -> None:
    """The one with most quotes has the highest rank."""
    numbers = summaries.article_numbers(summaries.select_article(sample, "tcl-10"), sample).set_index("figure")
    assert numbers.loc["quotes", "rank"] == 1
    assert (numbers["n_compared"] == 9).all()
    single = analysed("Le pont ferme ce soir.")
    assert summaries.article_numbers(summaries.select_article(single), single)["median"].isna().all()


def test_layers_lie_inside_the_text(sample: Tables) -> None:
    """Of every article: no span is empty or outside, and each layer is one of those that can be switched."""
    for article in sample.articles["article_id"].head(20):
        one = summaries.select_article(sample, article)
        spans = evidence.layers(one)
        assert (spans["start"] < spans["end"]).all()
        assert (spans["end"] <= len(one.articles["text"].iloc[0])).all()
        assert set(spans["layer"]) <= set(evidence.LAYERS)


def test_a_reading_holds_the_whole_text_and_nothing_of_its_own(sample: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks, signs and names taken away, what is left is the article; a script in it is text."""
    shown: list[str] = []
    monkeypatch.setattr("analysis.show.close_reading.display", lambda data, **_: shown.append(data["text/html"]))
    hostile = analysed("<script>alert(1)</script> « Oui », a dit Léa Morel. La crise inquiète Paris.")
    for tables in (summaries.select_article(sample, "tcl-10"), hostile):
        show.reading(tables, "fr")
        page = BeautifulSoup(shown.pop(), "html.parser")
        for mark in page.select(".of-quotes, .of-tone-words"):
            mark.decompose()
        assert "".join(zone.get_text() for zone in page.select(".zone-text")) == tables.articles["text"].iloc[0]
        assert page.find("script") is None


def test_a_snapshot_is_the_reading_that_it_was(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its own corpus only; the digest does not change."""
    corpus = str(PROJECT / "data" / "sample")
    reading = read_corpus(corpus)
    write_snapshot(reading, corpus, tmp_path / "snapshot")
    assert read_snapshot(corpus) is None
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "snapshot"))
    found = read_snapshot(corpus)
    pd.testing.assert_frame_equal(found.articles, reading.articles[LISTED.names])
    pd.testing.assert_frame_equal(found.failures, reading.failures)
    assert found.notes == reading.notes
    assert read_snapshot("elsewhere") is None

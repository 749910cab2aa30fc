"""The sample corpus shows every figure something, and is what its page says."""

import re

from conftest import PROJECT

from analysis.readers import read_corpus
from analysis.tables import Tables

FOLDER = PROJECT / "data" / "sample"


def test_it_is_a_corpus_of_four_weeks_in_two_languages(sample: Tables) -> None:
    """60 articles or more, 48 French, 8 English, four outlets."""
    articles = sample.articles
    assert len(articles) >= 60
    assert (articles["language"] == "fr").sum() >= 48
    assert (articles["language"] == "en").sum() >= 8
    assert articles["outlet"].nunique() == 4
    assert 21 < (articles["published"].max() - articles["published"].min()).days <= 28
    assert sample.failures.empty


def test_it_holds_copies_of_dispatches(sample: Tables) -> None:
    """At least six articles of the invented agency."""
    assert (sample.articles["agency"] == "AOD").sum() >= 6


def test_scraped_pages_have_all_their_zones(sample: Tables) -> None:
    """Ten or more, each with stamp, standfirst and a repeated caption."""
    zones = sample.zones[sample.zones["article_id"].str.startswith("Canal Info/")].groupby("article_id")["zone"].agg(set)
    assert len(zones) >= 10
    assert all({"title", "dateline", "standfirst", "duplicate", "body"} <= found for found in zones)


def test_it_uses_every_kind_of_mark() -> None:
    """French, English, German, single, straight."""
    text = " ".join(read_corpus(FOLDER).articles["text"])
    assert all(re.search(mark, text) for mark in ("«", "“", '"', "„", "‹", "‘", r"(?m)^—\s"))


def test_every_kind_of_quote_and_both_voices_occur(sample: Tables) -> None:
    """And some marked spans are no speech."""
    assert set(sample.quotes["kind"]) == {"direct", "partial", "indirect", "not_speech"}
    assert set(sample.hits["voice"]) == {"narrator", "quoted"}
    assert set(sample.mentions["kind"]) == {"person", "place", "organisation", "other"}

"""What holds of any text at all."""

from itertools import pairwise

import pandas as pd
import pytest
from conftest import prepared
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis
from analysis.language.capitals import find_names
from analysis.mentions import find_mentions
from analysis.quotes import find_quotes
from analysis.quotes.marks import find_marked
from analysis.sentences import find_sentences
from analysis.tables import Tables

PIECES = st.sampled_from(
    [
        "« ",
        " »",
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        "„",
        "\n",
        "\n\n",
        " ",
        "— ",
        ". ",
        ", ",
        "? ",
        "#mot",
        "À lire :",
        "\x00",
        "🎻",
        "\r\n",
        "Selon lui",
        "a-t-il dit",
        "Léa Morel",
        "affirme que",
        "le pont",
        "11/11/2025",
        "27",
        "Lyon",
        "AFP",
        "M. ",
        "n'est pas bon",
        "İ",
        "e\u0301",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))
ANY = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@ANY
@given(TEXTS)
def test_zones_partition_any_text_and_normalising_keeps_its_length(text: str) -> None:
    """No character is lost, none stands in two zones."""
    ready = prepared(text)
    assert len(ready.text) == len(text)
    assert "".join(text[zone.start : zone.end] for zone in ready.zones) == text
    assert "".join(text[start:end] for start, end in ready.paragraphs) == text


@ANY
@given(TEXTS)
def test_words_of_sentences_are_the_words_of_the_article(text: str) -> None:
    """Every word is in exactly one sentence."""
    ready = prepared(text)
    found = find_sentences(ready)
    assert sum(one.n_words for one in found) == len(ready.words.starts)
    assert all(a.end <= b.start for a, b in pairwise(found))


@ANY
@given(TEXTS)
def test_marks_never_raise_and_stay_inside(text: str) -> None:
    """Odd, nested and hostile marks give spans in order that do not overlap."""
    found = find_marked(text, 0, len(text))
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


WORDS = st.sampled_from(
    "et Paul Aubin Léa Morel a dit que selon lui qui pour , . : « » “ ” \" a-t-elle déclaré le la maire de Brévan , assure-t-il estimant par qu' ( ) –".split()
)


@ANY
@given(st.lists(WORDS, max_size=40).map(" ".join), st.sampled_from(["fr", "en", "de"]))
def test_attribution_never_raises_and_speakers_stand_in_the_text(text: str, language: str) -> None:
    """Any order of the words that attribution looks at gives quotes whose offsets hold."""
    ready = prepared(text, language)
    sentences = find_sentences(ready)
    mentions = find_mentions(ready, find_names(ready.text, language), sentences) if sentences else []
    for quote in find_quotes(ready, sentences, mentions):
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.speaker is None or text[quote.speaker_start : quote.speaker_end] == quote.speaker


def table_of(texts: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"article_id": [f"{n:03}" for n in range(len(texts))], "text": texts, "language": "fr"})


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_gives_rows_or_one_failure(texts: list[str]) -> None:
    """Spans inside the text, densities between 0 and 1, every article accounted for."""
    tables = analysis.analyze(table_of(texts))
    assert set(tables.metrics["article_id"]) | set(tables.failures["article_id"]) == {f"{n:03}" for n in range(len(texts))}
    lengths = tables.articles.set_index("article_id")["text"].str.len()
    for rows in (tables.zones, tables.sentences, tables.quotes, tables.hits, tables.mentions):
        assert (rows["start"] < rows["end"]).all()
        assert (rows["end"].to_numpy() <= lengths.reindex(rows["article_id"]).to_numpy()).all()
    for column in ("density_marked", "density_reported"):
        assert tables.metrics[column].dropna().between(0, 1).all()
    assert (tables.metrics["n_marked_words"] <= tables.metrics["n_reported_words"]).all()


def test_no_property_run_fails_an_article() -> None:
    """The texts that the properties are made of give no failure at all."""
    tables = analysis.analyze(table_of(["« a", "» b", '"', "\x00", "🎻" * 9, "Selon lui", "— Oui ?\n— Non."]))
    assert tables.failures.empty, tables.failures["message"].tolist()


def test_batches_equal_the_whole_in_any_order(sample: Tables) -> None:
    """One article at a time, backwards, gives the rows of all at once."""
    chosen = sample.articles.sort_values("article_id").head(6)
    whole = analysis.analyze(chosen)
    single = [analysis.analyze(chosen.iloc[[n]]) for n in reversed(range(len(chosen)))]
    for name in ("sentences", "quotes", "hits", "mentions"):
        parts = pd.concat([getattr(one, name) for one in single])
        key = ["article_id", "start", "end", *(["lexicon"] if name == "hits" else [])]
        left, right = (table.sort_values(key, ignore_index=True) for table in (getattr(whole, name), parts))
        pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize(
    ("plain", "curly"), [("L'été n'est pas bon, dit-on à l'usine.", "L’été n’est pas bon, dit-on à l’usine.")]
)
def test_both_apostrophes_give_the_same_numbers(plain: str, curly: str) -> None:
    """' and ’ count alike in every table."""
    first, second = (analysis.analyze(table_of([text])) for text in (plain, curly))
    pd.testing.assert_frame_equal(first.metrics, second.metrics)
    pd.testing.assert_frame_equal(first.hits, second.hits)


@ANY
@given(TEXTS)
def test_quotes_are_spans_of_the_text_and_marked_ones_stand_apart(text: str) -> None:
    """Whatever the marks and inquits: no empty or bare span, none of two marked quotes inside another."""
    ready = prepared(text)
    found = find_quotes(ready, find_sentences(ready), [])
    assert all(0 <= quote.start < quote.end <= len(text) for quote in found)
    assert all(text[quote.start : quote.end].strip() == text[quote.start : quote.end] for quote in found)
    marked = [quote for quote in found if quote.kind != "indirect"]
    assert all(a.end <= b.start for a, b in pairwise(marked))
    named = [quote for quote in found if quote.speaker_start is not None]
    assert all(quote.speaker in text[quote.speaker_start : quote.speaker_end].replace("’", "'") for quote in named)

"""Tables → one row of numbers an article."""

from collections.abc import Mapping

import pandas as pd

from analysis.readability import lix, reading_ease
from analysis.tables import COUNTED_ZONES, Metric, conform
from analysis.voices import outermost, quoted_words

__all__ = ["article_metrics"]

_COUNTS = ("n_words", "n_letters", "n_syllables", "n_long_words")


def article_metrics(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quotes: pd.DataFrame,
    hits: pd.DataFrame,
    mentions: pd.DataFrame,
    headlines: Mapping[str, int],
) -> pd.DataFrame:
    """Put the numbers of each article in one row (the `metrics` table), also of an article without words.

    `headlines` maps articles to the narrator's words of a headline that is not part of their text.
    """
    counted = sentences[sentences["zone"].isin(COUNTED_ZONES)]
    sums = counted.groupby("article_id")[list(_COUNTS)].sum()
    spoken = quoted_words(quotes).set_index("article_id")
    found = {
        **{name: sums[name] for name in _COUNTS},
        **{name: spoken[name] for name in spoken.columns},
        "n_sentences": counted[counted["n_words"] > 0].groupby("article_id").size(),
        "n_not_speech": _counted(quotes[quotes["kind"] == "not_speech"]).groupby("article_id").size(),
        "n_title_words": _title_words(sentences, quotes).add(pd.Series(headlines, dtype="float64"), fill_value=0),
        "n_hits": _counted(hits).groupby("article_id").size(),
        "n_mentions": _counted(mentions).groupby("article_id").size(),
        "n_entities": _counted(mentions).groupby("article_id")["entity"].nunique(),
    }
    table = pd.DataFrame(found, index=pd.Index(articles["article_id"])).fillna(0).astype("int64")
    return conform(_with_rates(table, articles.set_index("article_id")["language"]).reset_index(), Metric)


def _title_words(sentences: pd.DataFrame, quotes: pd.DataFrame) -> "pd.Series[float]":
    """The narrator's words of headlines in the texts."""
    words = sentences[sentences["zone"] == "title"].groupby("article_id")["n_words"].sum()
    spoken = outermost(quotes, ("title",)).groupby("article_id")["n_words"].sum()
    return words.sub(spoken, fill_value=0)


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["zone"].isin(COUNTED_ZONES)]


def _with_rates(table: pd.DataFrame, language: "pd.Series[str]") -> pd.DataFrame:
    words = table["n_words"].where(table["n_words"] > 0)
    return table.assign(
        density_marked=table["n_marked_words"] / words,
        density_reported=table["n_reported_words"] / words,
        kandel_moles=reading_ease(table, "fr").where(language == "fr"),
        flesch=reading_ease(table, "en").where(language == "en"),
        lix=lix(table),
    )

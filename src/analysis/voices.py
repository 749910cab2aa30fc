"""Quotes → voices: how many words are quoted, and whose they are."""

import numpy as np
import pandas as pd

from analysis.tables import COUNTED_ZONES, DISPLAYED_KINDS, SPEECH_KINDS, require

__all__ = ["UNATTRIBUTED", "counted_speech", "effective_voices", "quoted_words", "speakers", "stances"]

UNATTRIBUTED = "(unattributed)"
"""Row of the quotes without a speaker: shown, never dropped and never counted as a person."""


def counted_speech(quotes: pd.DataFrame) -> pd.DataFrame:
    """Keep the quotes that count: speech, in standfirst or body."""
    return quotes[quotes["zone"].isin(COUNTED_ZONES) & quotes["kind"].isin(SPEECH_KINDS)]


def quoted_words(quotes: pd.DataFrame) -> pd.DataFrame:
    """Count the quoted words of each article in standfirst and body: one row an article with speech.

    Returns `article_id, n_quotes, n_speakers, n_marked_words, n_reported_words`. A marked fragment
    inside a reported clause counts in both layers, and once in the reported one.
    """
    require(quotes, "article_id", "start", "end", "kind", "zone", "n_words", "reference", of="quotes")
    speech = counted_speech(quotes)
    outermost = speech[~_nested(speech)]
    marked = speech[speech["kind"].isin(DISPLAYED_KINDS)].groupby("article_id")["n_words"].sum()
    counted = speech.groupby("article_id").agg(n_quotes=("kind", "size"), n_speakers=("reference", "nunique"))
    reported = outermost.groupby("article_id")["n_words"].sum()
    return (
        counted.assign(n_marked_words=marked, n_reported_words=reported)
        .fillna(0)
        .astype("int64")
        .reset_index()
        .astype({"article_id": "str"})
    )


def _nested(speech: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a quote lies inside an earlier one of its article."""
    ordered = speech.sort_values(["article_id", "start", "end"], ascending=[True, True, False])
    reach = ordered.groupby("article_id")["end"].cummax().groupby(ordered["article_id"]).shift()
    return (ordered["end"] <= reach.fillna(-1)).reindex(speech.index)


def speakers(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Rank the speakers of a corpus by the words that they are given.

    Returns one row a speaker, the unattributed quotes among them: `speaker, kind, n_words, n_quotes,
    n_articles, n_outlets, share` (share of all quoted words; the shares add up to 1).
    """
    require(articles, "article_id", "outlet", of="articles")
    speech = counted_speech(quotes)
    outermost = speech[~_nested(speech)].merge(articles[["article_id", "outlet"]], on="article_id")
    named = outermost.assign(speaker=outermost["reference"].fillna(UNATTRIBUTED))
    ranked = named.groupby("speaker", as_index=False).agg(
        kind=("reference_kind", "first"),
        n_words=("n_words", "sum"),
        n_quotes=("n_words", "size"),
        n_articles=("article_id", "nunique"),
        n_outlets=("outlet", "nunique"),
    )
    ranked["share"] = ranked["n_words"] / max(int(ranked["n_words"].sum()), 1)
    return ranked.sort_values(["n_words", "speaker"], ascending=[False, True], ignore_index=True)


def stances(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count how quotes are introduced, by outlet: `outlet, stance, n_quotes, share, verbs`.

    The stance is the class of the cue ("neutral" dire, "negative" dénoncer, "doubting" prétendre …; see
    `language/data/cues.csv`), `verbs` its most frequent lemmas; quotes without a cue are not counted.
    """
    speech = counted_speech(quotes).dropna(subset=["cue_class"])
    placed = speech.merge(articles[["article_id", "outlet"]], on="article_id")
    counted = placed.groupby(["outlet", "cue_class"], as_index=False, dropna=False).agg(
        n_quotes=("cue_lemma", "size"),
        verbs=("cue_lemma", lambda lemmas: ", ".join(lemmas.value_counts().index[:5])),
    )
    total = counted.groupby("outlet", dropna=False)["n_quotes"].transform("sum")
    named = counted.assign(share=counted["n_quotes"] / total).rename(columns={"cue_class": "stance"})
    return named.sort_values(["outlet", "n_quotes"], ascending=[True, False], ignore_index=True)


def effective_voices(ranked: pd.DataFrame) -> float:
    """How many equally quoted speakers would be as diverse: exp(Shannon entropy) of quoted words (Jost 2006).

    `ranked` is a table of `speakers`; unattributed words are left out. Null without a named speaker.
    Reference: doi:10.1111/j.2006.0030-1299.14714.x.

    >>> effective_voices(pd.DataFrame({"speaker": ["A", "B"], "n_words": [50, 50]}))
    2.0
    """
    words = ranked.loc[ranked["speaker"] != UNATTRIBUTED, "n_words"].to_numpy(dtype="float64")
    if not words.sum():
        return float("nan")
    shares = words[words > 0] / words.sum()
    return float(np.round(np.exp(-(shares * np.log(shares)).sum()), 12))

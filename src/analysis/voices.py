"""Quotes → voices: how many words are quoted, and whose they are."""

import numpy as np
import pandas as pd

from analysis.tables import COUNTED_ZONES, SPEECH_KINDS, require

__all__ = [
    "RAREFACTIONS",
    "UNATTRIBUTED",
    "counted_speech",
    "effective_voices",
    "outermost",
    "rarefied",
    "speakers",
    "stances",
]

UNATTRIBUTED = "(unattributed)"
"""Row of the quotes without a speaker: shown, never dropped and never counted as a person."""


RAREFACTIONS = 200
"""Random draws behind a rarefied figure."""


def counted_speech(quotes: pd.DataFrame, zones: tuple[str, ...] = COUNTED_ZONES) -> pd.DataFrame:
    """Keep the quotes that count: speech, in standfirst or body."""
    return quotes[quotes["zone"].isin(zones) & quotes["kind"].isin(SPEECH_KINDS)]


def outermost(quotes: pd.DataFrame, zones: tuple[str, ...] = COUNTED_ZONES) -> pd.DataFrame:
    """Keep the speech that counts and lies inside no other: each word once."""
    speech = counted_speech(quotes, zones)
    return speech[~_nested(speech)]


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
    spoken = outermost(quotes).merge(articles[["article_id", "outlet"]], on="article_id")
    named = spoken.assign(speaker=spoken["reference"].fillna(UNATTRIBUTED))
    ranked = named.groupby("speaker", as_index=False).agg(
        kind=("reference_kind", "first"),
        n_words=("n_words", "sum"),
        n_quotes=("n_words", "size"),
        n_articles=("article_id", "nunique"),
        n_outlets=("outlet", "nunique"),
    )
    ranked["share"] = ranked["n_words"] / max(int(ranked["n_words"].sum()), 1)
    return ranked.sort_values(["n_words", "speaker"], ascending=[False, True], ignore_index=True)


def stances(quotes: pd.DataFrame, articles: pd.DataFrame, by: str = "outlet") -> pd.DataFrame:
    """Count how quotes are introduced, by `outlet` or `speaker`: `<by>, stance, n_quotes, share, verbs`.

    The stance is the class of the cue ("neutral" dire, "negative" dénoncer, "doubting" prétendre …; see
    `docs/stances.md`), `verbs` its most frequent lemmas; quotes without a cue are not counted.
    """
    speech = outermost(quotes).dropna(subset=["cue_class"])
    named = speech.assign(speaker=speech["reference"].fillna(UNATTRIBUTED))
    placed = named.merge(articles[["article_id", "outlet"]], on="article_id")
    counted = placed.groupby([by, "cue_class"], as_index=False, dropna=False).agg(
        n_quotes=("cue_lemma", "size"),
        verbs=("cue_lemma", lambda lemmas: ", ".join(lemmas.value_counts().index[:5])),
    )
    total = counted.groupby(by, dropna=False)["n_quotes"].transform("sum")
    shared = counted.assign(share=counted["n_quotes"] / total).rename(columns={"cue_class": "stance"})
    return shared.sort_values([by, "n_quotes"], ascending=[True, False], ignore_index=True)


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


def rarefied(quotes: pd.DataFrame, size: int, *, seed: int = 0) -> tuple[float, float]:
    """Effective number of voices and share of the first speaker, had there been only `size` attributed quotes.

    Both depend on how much there is: more quotes, more voices. Means over `RAREFACTIONS` random draws of
    `size` quotes without replacement; null where there are fewer. Reference: Chao et al. 2014,
    doi:10.1890/13-0133.1 (rarefaction of Hill numbers).
    """
    named = quotes.dropna(subset=["reference"])
    if not 0 < size <= len(named):
        return float("nan"), float("nan")
    speaker = pd.factorize(named["reference"])[0]
    words = named["n_words"].to_numpy(dtype="float64")
    generator = np.random.default_rng(seed)
    figures = []
    for _ in range(RAREFACTIONS):
        drawn = generator.choice(len(named), size, replace=False)
        shares = np.bincount(speaker[drawn], words[drawn])
        shares = shares[shares > 0] / shares.sum()
        figures.append((np.exp(-(shares * np.log(shares)).sum()), shares.max()))
    voices, top = np.mean(figures, axis=0)
    return float(voices), float(top)

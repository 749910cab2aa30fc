"""Frame vocabulary: how often the words of a category stand in articles."""

import numpy as np
import pandas as pd

from analysis.summaries.groups import clusters_of, with_outlet
from analysis.summaries.intervals import interval, ratio_of, wilson
from analysis.summaries.texts import over_texts
from analysis.tables import COUNTED_ZONES, Tables

__all__ = ["FEWEST_TERMS", "frames", "vocabulary_hits"]

FEWEST_TERMS = 2
"""Distinct terms of a category that an article must hold to count as using its vocabulary."""


def vocabulary_hits(hits: pd.DataFrame) -> pd.DataFrame:
    """Keep the hits of standfirst and body in categories that are more than a side."""
    return hits[hits["zone"].isin(COUNTED_ZONES) & (hits["polarity"].isna() | (hits["category"] != hits["polarity"]))]


@over_texts
def frames(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Measure the vocabulary of each category that is more than a side, by outlet and lexicon; an article may use several.

    Returns `outlet, lexicon, frame` (the category), `share_articles` (with at least `FEWEST_TERMS` distinct
    terms), `low, high` (95 % Wilson interval), `per_1000_words` with `rate_low, rate_high` (95 % bootstrap
    interval over articles), `n_hits, share_quoted, n_articles, n_words`. Intervals are null below
    `FEWEST_ARTICLES` articles. It is a vocabulary, not the frame of an article: the frames of Semetko &
    Valkenburg (2000, doi:10.1111/j.1460-2466.2000.tb02843.x) are coded by people.
    """
    counted = vocabulary_hits(tables.hits)
    placed = with_outlet(tables.articles)[["article_id", "outlet", "language"]]
    placed = placed.assign(cluster=clusters_of(tables.articles).to_numpy())
    placed = placed.merge(tables.metrics[["article_id", "n_words"]], on="article_id")
    languages = counted[["article_id", "lexicon", "category"]].merge(placed[["article_id", "language"]], on="article_id")
    grid = placed.merge(languages[["language", "lexicon", "category"]].drop_duplicates(), on="language")
    key = ["article_id", "lexicon", "category"]
    used = counted.groupby(key, as_index=False).agg(
        n_hits=("start", "size"), n_distinct=("term", "nunique"), n_quoted=("quote", "count")
    )
    filled = grid.merge(used, on=key, how="left").fillna({"n_hits": 0, "n_distinct": 0, "n_quoted": 0})
    rows = [(*group, *_measure(found, seed)) for group, found in filled.groupby(["outlet", "lexicon", "category"])]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"n_hits": "int64", "n_articles": "int64", "n_words": "int64"})


_COLUMNS = [
    *("outlet", "lexicon", "frame", "share_articles", "low", "high", "per_1000_words", "rate_low", "rate_high"),
    *("n_hits", "share_quoted", "n_articles", "n_words"),
]


def _measure(found: pd.DataFrame, seed: int) -> tuple[float | None, ...]:
    n = len(found)
    n_using = (found["n_distinct"] >= FEWEST_TERMS).sum()
    low, high = wilson(np.array([n_using], dtype=np.float64), n, found["cluster"])
    rates = interval(pd.DataFrame({"hits": 1000 * found["n_hits"], "words": found["n_words"]}), ratio_of, seed, found["cluster"])
    n_hits = found["n_hits"].sum()
    has_interval = not np.isnan(low[0])
    share_quoted = found["n_quoted"].sum() / n_hits if n_hits else None
    return (
        n_using / n,
        low[0] if has_interval else None,
        high[0] if has_interval else None,
        *rates,
        n_hits,
        share_quoted,
        n,
        found["n_words"].sum(),
    )

"""Hits → tone: how positive and negative terms balance, per lexicon and voice."""

import numpy as np
import pandas as pd

from analysis.tables import COUNTED_ZONES, require

__all__ = ["polarity_counts", "tone"]


def polarity_counts(hits: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count positive and negative hits of standfirst and body in each group.

    A negated positive counts as negative and the reverse (Young & Soroka 2012). Returns `by`, then
    `n_positive, n_negative`.
    """
    require(hits, "polarity", "negated", "zone", *by, of="hits")
    counted = hits[hits["zone"].isin(COUNTED_ZONES) & hits["polarity"].notna()]
    is_positive = (counted["polarity"] == "positive") != counted["negated"]
    sides = counted.assign(n_positive=is_positive.astype("int64"), n_negative=(~is_positive).astype("int64"))
    return sides.groupby(by, as_index=False, dropna=False)[["n_positive", "n_negative"]].sum()


def tone(counts: pd.DataFrame) -> pd.DataFrame:
    """Add the two formulas of tone to counts; higher is more positive, 0 is balance.

    `logit` = ln((positive + ½)/(negative + ½)) (Lowe et al. 2011, doi:10.1111/j.1939-9162.2010.00006.x);
    `net` = 100·(positive − negative)/words, per 100 words (Young & Soroka 2012,
    doi:10.1080/10584609.2012.671234), null without a word; `logit` is null without a hit. `counts` has `n_positive, n_negative, n_words`.

    >>> tone(pd.DataFrame({"n_positive": [177], "n_negative": [70], "n_words": [1000]})).round(4).logit[0]
    np.float64(0.9234)
    """
    require(counts, "n_positive", "n_negative", "n_words", of="counts")
    words = counts["n_words"].where(counts["n_words"] > 0)
    has_hits = counts["n_positive"] + counts["n_negative"] > 0
    return counts.assign(
        logit=pd.Series(np.log((counts["n_positive"] + 0.5) / (counts["n_negative"] + 0.5))).where(has_hits),
        net=100 * (counts["n_positive"] - counts["n_negative"]) / words,
    )

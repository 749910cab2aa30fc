"""Hits → tone: how positive and negative terms balance, per lexicon and voice; what makes two tones differ."""

import numpy as np
import pandas as pd

from analysis.tables import COUNTED_ZONES, require

__all__ = ["count_sides", "sided_hits", "tone", "word_shift"]


def sided_hits(hits: pd.DataFrame, zones: tuple[str, ...] = COUNTED_ZONES) -> pd.DataFrame:
    """Keep the hits that take a side, each place in a text once, and tell which side.

    `sign` is 1 or -1: a negated positive counts as negative and the reverse (Young & Soroka 2012).
    """
    require(hits, "article_id", "start", "lexicon", "polarity", "negated", "zone", of="hits")
    sided = hits[hits["zone"].isin(zones) & hits["polarity"].notna()].drop_duplicates(["article_id", "lexicon", "start"])
    return sided.assign(sign=np.where((sided["polarity"] == "positive") != sided["negated"], 1, -1))


def count_sides(sided: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count positive and negative hits in each group: `by`, then `n_positive, n_negative` (see `sided_hits`)."""
    require(sided, "sign", *by, of="sided")
    sides = sided.assign(n_positive=(sided["sign"] > 0).astype("int64"), n_negative=(sided["sign"] < 0).astype("int64"))
    return sides.groupby(by, as_index=False, dropna=False)[["n_positive", "n_negative"]].sum()


def tone(counts: pd.DataFrame) -> pd.DataFrame:
    """Add the two formulas of tone to counts; higher is more positive, 0 is balance.

    `logit` = ln((positive + ½)/(negative + ½)) (Lowe et al. 2011, doi:10.1111/j.1939-9162.2010.00006.x);
    `net` = 100·(positive − negative)/words, per 100 words (Young & Soroka 2012,
    doi:10.1080/10584609.2012.671234), null without a word; `logit` is null without a hit. `counts` has
    `n_positive, n_negative, n_words`.

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


def word_shift(sided_a: pd.DataFrame, n_words_a: int, sided_b: pd.DataFrame, n_words_b: int) -> pd.DataFrame:
    """Explain the difference of two net tones by its terms (word shift, Gallagher et al. 2021).

    With a neutral reference, a term's contribution is sign · (rate in b − rate in a), in net tone per 100
    words; the contributions add up to net(b) − net(a). Negated uses of a term are a row of their own.
    Returns `term, sign, negated, is_topic, hits_a, hits_b, rate_a, rate_b` (per 100 words) and `contribution`,
    the largest first. Reference: doi:10.1140/epjds/s13688-021-00260-3.

    Parameters
    ----------
    sided_a, sided_b
        Hits of one lexicon in each group (see `sided_hits`).
    n_words_a, n_words_b
        All words of each group, hit or not; above 0.
    """
    key = ["term", "sign", "negated", "is_topic"]
    both = pd.concat([sided_a.assign(hits_a=1, hits_b=0), sided_b.assign(hits_a=0, hits_b=1)])
    counts = both.groupby(key, as_index=False)[["hits_a", "hits_b"]].sum()
    rates = counts.assign(rate_a=100 * counts["hits_a"] / n_words_a, rate_b=100 * counts["hits_b"] / n_words_b)
    shifted = rates.assign(contribution=rates["sign"] * (rates["rate_b"] - rates["rate_a"]))
    order = shifted["contribution"].abs().sort_values(ascending=False, kind="stable").index
    return shifted.loc[order].reset_index(drop=True)

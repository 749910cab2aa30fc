"""Statistics of corpus sums with their 95 % intervals: by bootstrap over articles, or by formula."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import fisher_exact, norm, rankdata

__all__ = [
    "DRAWS",
    "FEWEST_ARTICLES",
    "Statistic",
    "difference",
    "effective",
    "interval",
    "intervals",
    "lix_of",
    "logit_of",
    "ratio_of",
    "spearman",
    "wilson",
]

FEWEST_ARTICLES = 10
"""No interval is given of fewer articles than this; near-copies are one."""

DRAWS = 2_000
"""Bootstrap samples behind an interval."""

Statistic = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
Columns = pd.DataFrame | npt.NDArray[np.float64]


def interval(
    columns: Columns, statistic: Statistic, seed: int, clusters: npt.ArrayLike | None = None
) -> tuple[float, float | None, float | None]:
    """Return a statistic of column sums and its 95 % interval over resampled rows (null for few rows).

    Rows of one cluster are drawn together: near-copies of one text tell no more of others than one of them does
    (Davison & Hinkley 1997, doi:10.1017/CBO9780511802843, ch. 3.8).
    """
    return intervals(columns, [statistic], seed, clusters)[0]


def intervals(
    columns: Columns, statistics: Sequence[Statistic], seed: int, clusters: npt.ArrayLike | None = None
) -> list[tuple[float, float | None, float | None]]:
    """Return several statistics of the same column sums with their intervals, from the same samples (see `interval`)."""
    values = _by_cluster(columns, clusters)
    estimates = [float(statistic(values.sum(axis=0, keepdims=True))[0]) for statistic in statistics]
    if len(values) < FEWEST_ARTICLES or np.isnan(estimates).all():
        return [(estimate, None, None) for estimate in estimates]
    drawn = _drawn_sums(values, seed)
    return [(estimate, *_limits(statistic(drawn), estimate)) for estimate, statistic in zip(estimates, statistics, strict=True)]


def _by_cluster(columns: Columns, clusters: npt.ArrayLike | None) -> npt.NDArray[np.float64]:
    """The sums of each cluster's rows, in the order of their first."""
    values = np.asarray(columns, dtype="float64")
    if clusters is None:
        return values
    codes = _codes(clusters)
    is_each = len(np.unique(codes)) == len(values)
    return values if is_each else np.column_stack([np.bincount(codes, column) for column in values.T])


def _limits(drawn: npt.NDArray[np.float64], estimate: float) -> tuple[float | None, float | None]:
    """The middle 95 % of a statistic of samples; null where the statistic itself is."""
    if np.isnan(estimate):
        return None, None
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)


_MOST_REMEMBERED = 2_000
_BLOCK = 16_384
"""Rows that are drawn together: few enough for a processor's cache, where drawing is three times as fast."""


def _drawn_sums(values: npt.NDArray[np.float64], seed: int) -> npt.NDArray[np.float64]:
    """Column sums of each bootstrap sample of the rows; memory does not grow with the rows."""
    n = len(values)
    if n <= _MOST_REMEMBERED:
        return np.asarray(_weights(n, seed) @ values)
    chance = np.random.default_rng(seed)
    blocks = [values[first : first + _BLOCK] for first in range(0, n, _BLOCK)]
    sizes = chance.multinomial(n, [len(block) / n for block in blocks], size=DRAWS)  # rows that each sample draws of each block
    sums = np.zeros((DRAWS, values.shape[1]))
    for number, block in enumerate(blocks):
        for draw, size in enumerate(sizes[:, number]):
            sums[draw] += np.bincount(chance.integers(len(block), size=size, dtype=np.int32), minlength=len(block)) @ block
    return sums


@lru_cache(maxsize=8)
def _weights(n: int, seed: int) -> npt.NDArray[np.float64]:
    """How often each of n rows is drawn in each sample; groups of one size share their samples."""
    rows = np.random.default_rng(seed).integers(n, size=(DRAWS, n), dtype=np.int32) + n * np.arange(DRAWS)[:, None]
    return np.bincount(rows.ravel(), minlength=DRAWS * n).reshape(DRAWS, n).astype(np.float64)


def difference(
    a: Columns, b: Columns, statistic: Statistic, seed: int, clusters: tuple[npt.ArrayLike, npt.ArrayLike] | None = None
) -> tuple[float, float | None, float | None, float | None]:
    """Return a statistic of b minus that of a, its 95 % interval and its p over rows, or clusters, resampled in each group.

    p is twice the share of samples on the smaller side of 0, so that it is under 0.05 just where the interval leaves 0 out;
    where no sample crosses 0, the tail of a normal distribution of the bootstrap's standard error, which has no floor. All but
    the difference are null where a group has fewer than `FEWEST_ARTICLES` rows that are not all 0. Below some 20 articles
    a group, percentile intervals are somewhat too narrow (Efron & Tibshirani 1993, ch. 13).
    """
    sides = [_by_cluster(group, own) for group, own in zip((a, b), clusters or (None, None), strict=True)]
    estimate = float(statistic(sides[1].sum(axis=0, keepdims=True))[0] - statistic(sides[0].sum(axis=0, keepdims=True))[0])
    if min(int(side.any(axis=1).sum()) for side in sides) < FEWEST_ARTICLES or np.isnan(estimate):
        return estimate, None, None, None
    first, second = (statistic(_drawn_sums(side, seed + number)) for number, side in enumerate(sides))
    drawn = (second - first)[np.isfinite(second - first)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    smaller = min((drawn <= 0).sum(), (drawn >= 0).sum())
    p = 2 * (1 + smaller) / (len(drawn) + 1)
    if not smaller and drawn.std() > 0:
        p = min(p, 2 * norm.sf(abs(estimate) / drawn.std()))
    return estimate, float(low), float(high), float(min(1.0, p))


def share_difference(
    a: tuple[int, int], b: tuple[int, int], clusters: tuple[npt.ArrayLike, npt.ArrayLike] | None = None
) -> tuple[float, float | None, float | None, float | None]:
    """Return the share of b minus that of a, each given as (number, of how many), its 95 % interval and Fisher's exact p.

    The interval is Newcombe's (1998, method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I), from
    both Wilson intervals; it and p are null below `FEWEST_ARTICLES` texts of either. With clusters both are those of the
    effective numbers of articles (see `effective`), for p in whole articles.
    """
    (n_a, of_a), (n_b, of_b) = a, b
    if not of_a or not of_b:
        return float("nan"), None, None, None
    share_a, share_b = n_a / of_a, n_b / of_b
    estimate = share_b - share_a
    own_a, own_b = clusters or (None, None)
    (texts_a, size_a), (texts_b, size_b) = effective(of_a, own_a), effective(of_b, own_b)
    if min(texts_a, texts_b) < FEWEST_ARTICLES:
        return estimate, None, None, None
    (low_a,), (high_a,) = wilson(np.array([n_a], dtype=np.float64), of_a, own_a)
    (low_b,), (high_b,) = wilson(np.array([n_b], dtype=np.float64), of_b, own_b)
    low = estimate - np.sqrt((share_b - low_b) ** 2 + (high_a - share_a) ** 2)
    high = estimate + np.sqrt((high_b - share_b) ** 2 + (share_a - low_a) ** 2)
    counts = [[round(share * size), round((1 - share) * size)] for share, size in ((share_a, size_a), (share_b, size_b))]
    p = fisher_exact(counts)[1]
    return estimate, float(low), float(high), float(p)


def ratio_of(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Divide the first column by the second."""
    divisors = np.where(sums[:, 1] == 0, np.nan, sums[:, 1])
    return np.asarray(sums[:, 0] / divisors)


def logit_of(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """ln((first + ½)/(second + ½)); null where both are 0."""
    found: npt.NDArray[np.float64] = np.log((sums[:, 0] + 0.5) / (sums[:, 1] + 0.5))
    return np.where(sums.sum(axis=1) > 0, found, np.nan)


def lix_of(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """LIX from words, sentences and long words."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return sums[:, 0] / sums[:, 1] + 100 * sums[:, 2] / sums[:, 0]


def effective(total: int, clusters: npt.ArrayLike | None = None) -> tuple[int, float]:
    """How many texts some articles are, and how many articles without copies would be as sure as they: (Σm)² / Σm² (Kish 1965).

    `clusters` names the first near-copy of each article; by default no two are copies. m is the number of articles of a text.
    """
    if clusters is None:
        return total, float(total)
    sizes = np.unique(_codes(clusters), return_counts=True)[1]
    return len(sizes), float(total**2 / (sizes**2).sum()) if len(sizes) else 0.0


def _codes(clusters: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number the clusters in the order of their first row; a row without one is a cluster of its own."""
    codes, names = pd.factorize(np.asarray(clusters, dtype=object))
    alone = np.flatnonzero(codes < 0)
    codes[alone] = len(names) + np.arange(len(alone))
    return codes.astype(np.int64)


def wilson(
    n: npt.NDArray[np.float64], total: int, clusters: npt.ArrayLike | None = None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """95 % interval of a share of articles (E. B. Wilson 1927, doi:10.1080/01621459.1927.10502953); null of few.

    Articles of one cluster are near-copies: the interval is that of the effective number of articles (Kish 1965, see `effective`).
    """
    n_texts, size = effective(total, clusters)
    if n_texts < FEWEST_ARTICLES:
        return np.full(len(n), np.nan), np.full(len(n), np.nan)
    share, z2 = n / total, _Z**2
    centre = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = _Z / (1 + z2 / size) * np.sqrt(share * (1 - share) / size + z2 / (4 * size**2))
    return np.minimum((centre - half).clip(min=0), share), np.maximum((centre + half).clip(max=1), share)


_Z = 1.959964
"""Normal quantile of a 95 % interval."""


def spearman(both: pd.DataFrame, *, seed: int = 0) -> tuple[float | None, float | None, float | None]:
    """Spearman's ρ of two columns and its 95 % bootstrap interval; null below `FEWEST_ARTICLES` rows."""
    if len(both) < FEWEST_ARTICLES:
        return None, None, None
    values = both.to_numpy(dtype="float64")
    draws = np.random.default_rng(seed).integers(len(values), size=(_RANK_DRAWS, len(values)))
    low, high = np.nanpercentile(_rank_correlations(values[draws]), [2.5, 97.5])
    return float(_rank_correlations(values[None])[0]), float(low), float(high)


_RANK_DRAWS = 500


def _rank_correlations(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Rank correlation of the two columns of each sample (samples × rows × 2); null where a column is constant."""
    ranks = rankdata(samples, axis=1)
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred**2).sum(axis=1).prod(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(scale > 0, centred.prod(axis=2).sum(axis=1) / scale, np.nan))

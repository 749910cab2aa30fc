"""Statistics of corpus sums with their 95 % intervals: by bootstrap over articles, or by formula."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

__all__ = ["DRAWS", "FEWEST_ARTICLES", "interval", "lix_of", "logit_of", "ratio_of", "spearman", "wilson"]

FEWEST_ARTICLES = 10
"""No interval is given of fewer articles than this."""

DRAWS = 2_000
"""Bootstrap samples behind an interval."""

Statistic = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]


def interval(columns: pd.DataFrame, statistic: Statistic, seed: int) -> tuple[float, float | None, float | None]:
    """Return a statistic of column sums and its 95 % interval over resampled rows (null for few rows)."""
    values = columns.to_numpy(dtype="float64")
    estimate = float(statistic(values.sum(axis=0, keepdims=True))[0])
    n = len(values)
    if n < FEWEST_ARTICLES or np.isnan(estimate):
        return estimate, None, None
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    low, high = np.nanpercentile(statistic(weights @ values), [2.5, 97.5])
    return estimate, float(low), float(high)


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


def wilson(n: npt.NDArray[np.float64], total: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """95 % interval of a share (E. B. Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    if total < FEWEST_ARTICLES:
        return np.full(len(n), np.nan), np.full(len(n), np.nan)
    share, z2 = n / total, _Z**2
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z / (1 + z2 / total) * np.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return np.minimum((centre - half).clip(min=0), share), np.maximum((centre + half).clip(max=1), share)


_Z = 1.959964
"""Normal quantile of a 95 % interval."""


def spearman(both: pd.DataFrame, *, seed: int = 0) -> tuple[float | None, float | None, float | None]:
    """Spearman's ρ of two columns and its 95 % bootstrap interval; null below `FEWEST_ARTICLES` rows."""
    if len(both) < FEWEST_ARTICLES:
        return None, None, None
    values = both.to_numpy(dtype="float64")
    draws = np.random.default_rng(seed).integers(len(values), size=(_RANK_DRAWS, len(values)))
    drawn = [_rank_correlation(values[rows]) for rows in draws]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return _rank_correlation(values), float(low), float(high)


_RANK_DRAWS = 500


def _rank_correlation(values: npt.NDArray[np.float64]) -> float:
    ranks = rankdata(values, axis=0)
    if (ranks.std(axis=0) == 0).any():
        return float("nan")
    return float(np.corrcoef(ranks.T)[0, 1])

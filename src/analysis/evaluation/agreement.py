"""Krippendorff's α: how far coders agree beyond chance."""

import numpy as np
import numpy.typing as npt

__all__ = ["krippendorff_alpha"]


def krippendorff_alpha(codes: npt.ArrayLike, level: str = "ordinal") -> float:
    """Return α = 1 − observed / expected disagreement; 1 is perfect, 0 is chance, below 0 worse; null if not computable.

    Not computable: no unit with two codes, or only one value in all of them (never 1 then).
    Reference: Krippendorff (2004), Content Analysis, ch. 11; Hayes & Krippendorff 2007,
    doi:10.1080/19312450709336664.

    Parameters
    ----------
    codes
        Coders × units, numbers; NaN where a coder did not code a unit.
    level
        nominal, ordinal, interval or ratio: what the distance of two values means.

    >>> round(krippendorff_alpha([[1, 2, 3, 3], [1, 2, 3, 1]], "nominal"), 3)
    0.667
    """
    table = np.asarray(codes, dtype="float64")
    coded = ~np.isnan(table)
    table = table[:, coded.sum(axis=0) >= 2]
    values = np.unique(table[~np.isnan(table)])
    if len(values) < 2:
        return float("nan")
    counts = np.zeros((table.shape[1], len(values)))
    np.add.at(counts, (np.nonzero(~np.isnan(table.T))[0], _by_unit(table, values)), 1)
    m = counts.sum(axis=1, keepdims=True)
    coincidences = ((counts / (m - 1)).T @ counts) - np.diag((counts / (m - 1)).sum(axis=0))
    totals = coincidences.sum(axis=0)
    distances = _distances(values, totals, level)
    observed = (coincidences * distances).sum()
    expected = (np.outer(totals, totals) * distances).sum() / (totals.sum() - 1)
    return float(1 - observed / expected)


def _by_unit(table: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Which value each code is, unit after unit."""
    by_unit = table.T
    return np.searchsorted(values, by_unit[~np.isnan(by_unit)])


def _distances(values: npt.NDArray[np.float64], totals: npt.NDArray[np.float64], level: str) -> npt.NDArray[np.float64]:
    """Squared distances of each two values."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "ordinal":
        below = np.cumsum(totals) - totals / 2  # the middle of each value's ranks
        return np.asarray(np.subtract.outer(below, below) ** 2)
    difference = np.subtract.outer(values, values)
    if level == "interval":
        return np.asarray(difference**2)
    return np.asarray((difference / np.where(np.add.outer(values, values) == 0, 1, np.add.outer(values, values))) ** 2)

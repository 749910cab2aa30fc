"""Which outlet, which period and which near-copies an article belongs to."""

import pandas as pd

from analysis.tables import NO_OUTLET

__all__ = ["clusters_of", "with_outlet", "with_period"]


def with_outlet(articles: pd.DataFrame) -> pd.DataFrame:
    """Give the articles without an outlet the name `NO_OUTLET`."""
    return articles.assign(outlet=articles["outlet"].fillna(NO_OUTLET))


def clusters_of(articles: pd.DataFrame) -> "pd.Series[str]":
    """Map each article to the first of its near-copies, to itself where copies have not been marked."""
    ids = articles["article_id"]
    first = articles["copy_cluster"].fillna(ids) if "copy_cluster" in articles else ids
    return first.set_axis(pd.Index(ids))


_LONGEST_IN_DAYS = {"day": 92, "week": 731}
_PERIODS = {"day": "D", "week": "W-SUN", "month": "M"}


def with_period(articles: pd.DataFrame, finest: str = "day") -> pd.DataFrame:
    """Add `period` and `unit` to the dated articles; weeks begin on Monday."""
    dated = articles.dropna(subset=["published"])
    moments = dated["published"].dt.tz_localize(None)
    days = (moments.max() - moments.min()).days if len(dated) else 0
    units = list(_LONGEST_IN_DAYS)[list(_LONGEST_IN_DAYS).index(finest) :]
    unit = next((unit for unit in units if days <= _LONGEST_IN_DAYS[unit]), "month")
    starts = moments.dt.to_period(_PERIODS[unit]).dt.start_time.dt.tz_localize("UTC")
    return dated.assign(period=starts, unit=unit)

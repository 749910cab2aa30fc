"""Publications or distinct texts: whether a dispatch that ten outlets print counts ten times or once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pandas as pd

from analysis.copies import TEXTS, choose_texts
from analysis.tables import Tables

__all__ = ["TEXTS", "choose_texts", "copies", "over_texts"]


def over_texts(summary: Callable[..., Any]) -> Callable[..., Any]:
    """Let a summary take `texts="publications" | "distinct"` (see `choose_texts`)."""

    @wraps(summary)
    def chosen(tables: Any, *positional: Any, texts: str = "publications", **named: Any) -> Any:
        return summary(choose_texts(tables, texts), *positional, **named)

    return chosen


def copies(tables: Tables) -> pd.DataFrame:
    """List the texts that were published more than once, those that most outlets printed first.

    Returns `copy_cluster, title, outlet` (of the first publication among the articles), `first_seen` (in the whole corpus),
    `last, n_articles, n_outlets, outlets` (in the order of their first publication).
    """
    placed = tables.articles.sort_values(["published", "article_id"], na_position="last", kind="stable")
    groups = placed[placed["copy_cluster"].duplicated(keep=False)].groupby("copy_cluster", sort=False)
    found = groups.agg(
        title=("title", "first"),
        outlet=("outlet", lambda names: names.iloc[0]),
        first_seen=("first_seen", "first"),
        last=("published", "max"),
        n_articles=("article_id", "size"),
        n_outlets=("outlet", "nunique"),
        outlets=("outlet", lambda names: ", ".join(dict.fromkeys(names.dropna())) or None),
    ).reset_index()
    order = ["n_outlets", "n_articles", "copy_cluster"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)

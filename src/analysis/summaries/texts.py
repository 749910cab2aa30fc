"""Publications or distinct texts: whether a dispatch that ten outlets print counts ten times or once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import pandas as pd

from analysis.errors import SettingsError
from analysis.summaries.groups import with_outlet
from analysis.tables import Tables

__all__ = ["TEXTS", "choose_texts", "copies", "over_texts"]

TEXTS = ("publications", "distinct")
"""What summaries count: every article, or of near-copies (see `analysis.copies`) the first published only."""

Table = TypeVar("Table", Tables, pd.DataFrame)


def choose_texts(tables: Table, texts: str = "publications") -> Table:
    """Keep every article, or with `texts="distinct"` the first published of each group of near-copies, and its rows.

    Takes all tables or that of the articles alone. Failures stay.

    Raises
    ------
    SettingsError
        When `texts` is neither.
    """
    if texts not in TEXTS:
        raise SettingsError(f"texts={texts!r}: give one of {', '.join(TEXTS)}")
    articles = tables if isinstance(tables, pd.DataFrame) else tables.articles
    if texts == "publications" or "copy_cluster" not in articles:
        return tables
    ordered = articles.sort_values(["published", "article_id"], na_position="last", kind="stable")
    cluster = ordered["copy_cluster"].fillna(ordered["article_id"])
    first = articles["article_id"].isin(ordered.loc[~cluster.duplicated(), "article_id"])
    if first.all():
        return tables
    if isinstance(tables, pd.DataFrame):
        return _kept(tables, first)
    ids = articles.loc[first, "article_id"]
    own = {name: _kept(table, table["article_id"].isin(ids)) for name, table in tables._asdict().items() if name != "failures"}
    return tables._replace(**own)


def _kept(table: pd.DataFrame, rows: "pd.Series[bool]") -> pd.DataFrame:
    kept = table[rows].reset_index(drop=True)
    kept.attrs.update(table.attrs)
    return kept


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
    placed = with_outlet(tables.articles).sort_values(["published", "article_id"], na_position="last", kind="stable")
    groups = placed[placed["copy_cluster"].duplicated(keep=False)].groupby("copy_cluster", sort=False)
    found = groups.agg(
        title=("title", "first"),
        outlet=("outlet", "first"),
        first_seen=("first_seen", "first"),
        last=("published", "max"),
        n_articles=("article_id", "size"),
        n_outlets=("outlet", "nunique"),
        outlets=("outlet", lambda names: ", ".join(dict.fromkeys(names))),
    ).reset_index()
    order = ["n_outlets", "n_articles", "copy_cluster"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)

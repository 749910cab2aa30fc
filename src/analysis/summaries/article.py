"""One article: its tables, its numbers beside those of its corpus."""

from difflib import get_close_matches

import pandas as pd

from analysis.errors import SettingsError
from analysis.tables import Tables

__all__ = ["ARTICLE_NUMBERS", "article_numbers", "find_article", "select_article", "zones"]

ARTICLE_NUMBERS = {
    "words": "n_words",
    "sentences": "n_sentences",
    "quotes": "n_quotes",
    "speakers": "n_speakers",
    "quote density, marked": "density_marked",
    "quote density, reported": "density_reported",
    "entities named": "n_entities",
    "lexicon hits": "n_hits",
    "LIX": "lix",
    "Kandel–Moles": "kandel_moles",
    "Flesch": "flesch",
}
"""What an article's numbers are called, and their columns in `metrics`."""

_SHARES = ("density_marked", "density_reported")
_MOST_NAMED = 10


def select_article(tables: Tables, article: str = "") -> Tables:
    """Keep the rows of one article (meant as in `find_article`); by default that with most quotes.

    Raises
    ------
    SettingsError
        When no article or more than one is meant: the message lists the nearest.
    """
    meant = find_article(tables.articles, article) if article.strip() else _most_quoting(tables)
    return Tables(*(_rows_of(table, meant) for table in tables))


def find_article(articles: pd.DataFrame, article: str) -> str:
    """Return the id of the one article that is meant by an id, a title, or how either begins or ends, in any case.

    Raises
    ------
    SettingsError
        When no article or more than one is meant: the message lists the nearest.
    """
    wanted = article.strip().casefold()
    names = articles[["article_id", "title"]].fillna("")
    ids, titles = (names[column].str.casefold() for column in names)
    for is_meant in (
        names["article_id"] == article,
        ids == wanted,
        titles == wanted,
        ids.str.startswith(wanted) | titles.str.startswith(wanted),
        ids.str.endswith(wanted) | titles.str.endswith(wanted),
    ):
        found = list(articles.loc[is_meant, "article_id"])
        if len(found) == 1:
            return str(found[0])
        if found:
            raise SettingsError(
                f"article={article!r} is the beginning or the end of several: {', '.join(found[:_MOST_NAMED])}; give a whole id"
            )
    known = [*names["article_id"], *names["title"]]
    near = get_close_matches(article, known, n=3, cutoff=0.4) or known[:3]
    raise SettingsError(f"article={article!r} is not in the corpus; did you mean one of: {', '.join(near)}")


def _most_quoting(tables: Tables) -> str:
    if tables.metrics.empty:
        raise SettingsError("no article of the corpus could be analysed; the table of failures says why")
    ordered = tables.metrics.sort_values(["n_quotes", "n_words", "article_id"], ascending=[False, False, True])
    return str(ordered["article_id"].iloc[0])


def _rows_of(table: pd.DataFrame, article: str) -> pd.DataFrame:
    found = table[table["article_id"] == article].reset_index(drop=True)
    found.attrs.update(table.attrs)
    return found


def article_numbers(one: Tables, tables: Tables) -> pd.DataFrame:
    """Set the numbers of an article beside those of its corpus.

    Returns `figure, value, median, rank, n_compared`: `median` of the other articles of its language that have the number,
    `rank` the share of them that lie below (ties count half), both null where there is none. Densities in percent.
    """
    language = one.articles["language"].iloc[0]
    is_other = tables.articles["article_id"] != one.articles["article_id"].iloc[0]
    same = tables.articles.loc[(tables.articles["language"] == language) & is_other, "article_id"]
    others = tables.metrics[tables.metrics["article_id"].isin(same)]
    rows = [
        (figure, *_beside(float(one.metrics[column].iloc[0]) * scale, others[column].dropna().astype("float64") * scale))
        for figure, column in ARTICLE_NUMBERS.items()
        for scale in (100 if column in _SHARES else 1,)
        if len(one.metrics) and pd.notna(one.metrics[column].iloc[0])
    ]
    return pd.DataFrame(rows, columns=["figure", "value", "median", "rank", "n_compared"])


def _beside(value: float, others: "pd.Series[float]") -> tuple[float, float | None, float | None, int]:
    if others.empty:
        return value, None, None, 0
    rank = ((others < value).sum() + (others == value).sum() / 2) / len(others)
    return value, float(others.median()), float(rank), len(others)


def zones(one: Tables) -> pd.DataFrame:
    """List the zones of an article: `zone, n_words, excerpt` (its first words)."""
    if one.articles.empty:
        return pd.DataFrame(columns=["zone", "n_words", "excerpt"])
    text = one.articles["text"].iloc[0]
    words = one.sentences.groupby("zone")["n_words"].sum()
    found = one.zones.assign(
        excerpt=[
            " ".join(text[start:end].split()[:_MOST_WORDS])
            for start, end in zip(one.zones["start"], one.zones["end"], strict=True)
        ]
    )
    return (
        found.groupby("zone", sort=False, as_index=False)
        .agg(excerpt=("excerpt", "first"))
        .assign(n_words=lambda table: table["zone"].map(words).fillna(0).astype("int64"))[["zone", "n_words", "excerpt"]]
    )


_MOST_WORDS = 12

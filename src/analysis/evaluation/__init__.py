"""Measure what is found against hand-made labels.

Protocol: spans are trimmed of marks, spaces, punctuation and a leading que; they match one to one, the
largest overlap first, when intersection ÷ union is at least 0.8. `marked` is direct + partial,
`reported` adds indirect. A speaker is right when the last word of its name agrees or one name
holds all words of the other; over quotes that
match and have one (precision), and over all labelled quotes with one (recall).
"""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.analyzer import Settings, analyze
from analysis.evaluation.actors import score_pairs, score_surnames
from analysis.evaluation.coding import coding_sample, read_coding, tone_validity
from analysis.evaluation.gold import FIELDS, Labels, Span, gold_mentions, gold_quotes, read_gold
from analysis.evaluation.scores import COLUMNS, confusion, errors_of, score_mentions, score_quotes, trimmed
from analysis.evaluation.typography import TYPOGRAPHIES, rewrite
from analysis.tables import Tables

__all__ = ["Evaluation", "coding_sample", "compare_typographies", "evaluate", "read_coding", "tone_validity"]


class Evaluation(NamedTuple):
    """What a comparison with labels tells.

    `scores`: `layer, measure, n_gold, n_found, precision, recall, f1, low, high`, in percent; low and high
    are the 95 % interval of F1 (of recall, for speakers and cues). `errors`: `article_id, error,
    expected, found, context`, in text order. `confusion`: labelled × found kinds of quotes; null for
    mentions.
    """

    scores: pd.DataFrame
    errors: pd.DataFrame
    confusion: pd.DataFrame | None


def evaluate(what: str, gold: Path, settings: Settings | None = None) -> Evaluation:
    """Analyse the texts of a gold file and compare the result with its labels.

    Parameters
    ----------
    what
        "quotes" or "mentions".
    gold
        JSON lines `{id, text, title?, lang?, quotes | entities: [{start, end, …}]}`, offsets in `text`.

    Raises
    ------
    CorpusError
        When the file is no such gold.
    """
    return _compare(what, read_gold(what, gold), settings)


def compare_typographies(gold: Path, settings: Settings | None = None) -> pd.DataFrame:
    """Score the same quotes in every typography: `layer, measure`, a column for each, `spread` in points.

    The figure compared is F1; recall for speakers and cues. No mark and no line break of a site should
    change it: `spread` is the largest difference between two columns.
    """
    rows = read_gold("quotes", gold)
    figures = {name: _figures([rewrite(row, name) for row in rows], settings) for name in TYPOGRAPHIES}
    table = pd.DataFrame(figures)
    return table.assign(spread=table.max(axis=1) - table.min(axis=1)).reset_index()


def _figures(rows: list[dict[str, Any]], settings: Settings | None) -> "pd.Series[float]":
    scores = _compare("quotes", rows, settings).scores.set_index(["layer", "measure"])
    return scores["f1"].fillna(scores["recall"])


def _compare(what: str, rows: list[dict[str, Any]], settings: Settings | None) -> Evaluation:
    tables, texts = _analyse(rows, settings)
    if what == "quotes":
        expected, found = gold_quotes(rows), _found_quotes(tables, list(texts))
        scores = score_quotes(expected, found, texts)
    else:
        expected, found = gold_mentions(rows), _found_mentions(tables, list(texts))
        scores = chain(
            score_mentions(expected, found, texts), score_surnames(expected, tables, texts), score_pairs(rows, expected, tables)
        )
    wanted, got = trimmed(expected, texts), trimmed(found, texts)
    errors = [error for key in wanted for error in errors_of(key, wanted[key], got[key], texts[key])]
    return Evaluation(
        scores=pd.DataFrame(scores, columns=COLUMNS),
        errors=pd.DataFrame(errors, columns=["article_id", "error", "expected", "found", "context"]),
        confusion=confusion(expected, found, texts) if what == "quotes" else None,
    )


def _analyse(rows: list[dict[str, Any]], settings: Settings | None) -> tuple[Tables, dict[str, str]]:
    listed = [(str(row["id"]), row["text"], row.get("title"), row.get("lang", "fr")) for row in rows]
    articles = pd.DataFrame(listed, columns=["article_id", "text", "title", "language"])
    return analyze(articles, settings), dict(zip(articles["article_id"], articles["text"], strict=True))


def _found_quotes(tables: Tables, ids: list[str]) -> Labels:
    found: Labels = {article_id: [] for article_id in ids}
    for quote in _rows(tables.quotes):
        given = [value if isinstance(value := getattr(quote, key), str) else None for key in FIELDS]
        found[quote.article_id].append(Span(quote.start, quote.end, quote.kind, *given))
    return found


def _found_mentions(tables: Tables, ids: list[str]) -> Labels:
    found: Labels = {article_id: [] for article_id in ids}
    for mention in _rows(tables.mentions):
        found[mention.article_id].append(Span(mention.start, mention.end, mention.kind))
    return found


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples()

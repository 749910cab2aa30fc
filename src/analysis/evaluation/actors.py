"""Score what follows from names: surnames under their full name, and the pairs that sentences make of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.evaluation.gold import Labels
from analysis.evaluation.scores import Row
from analysis.language.countries import fold
from analysis.language.pipeline import Span as Recognised
from analysis.mentions import find_mentions
from analysis.readers.records import Notes, Record, to_article
from analysis.sentences import find_sentences
from analysis.tables import COUNTED_ZONES, Mention, Tables
from analysis.zones import prepare

__all__ = ["score_pairs", "score_surnames"]

_MOST_PAIRS = 100
_LABELS = {"person": "PER", "place": "LOC", "organisation": "ORG", "other": "MISC"}


def score_surnames(expected: Labels, tables: Tables, texts: dict[str, str]) -> Iterator[Row]:
    """Of the labelled one-word persons: how many stand under the only full name that the article's labels give them."""
    found = {(m.article_id, m.start, m.end): m for m in _rows(tables.mentions)}
    n_known = n_right = n_single = n_wrong = 0
    for article_id, spans in expected.items():
        persons = [(span, texts[article_id][span.start : span.end]) for span in spans if span.kind == "person"]
        full: dict[str, set[str]] = defaultdict(set)
        for _, name in persons:
            if " " in name:
                full[fold(name.rsplit(" ", 1)[-1])].add(fold(name))
        for span, name in persons:
            mention = found.get((article_id, span.start, span.end))
            if " " in name or mention is None:
                continue
            known = full.get(fold(name), set())
            is_right = len(known) == 1 and fold(mention.entity) in known
            n_single += 1
            n_known += len(known) == 1
            n_right += is_right
            n_wrong += not is_right and mention.entity != name
    nothing = (float("nan"),) * 4
    if n_single:
        share = 100 * n_right / n_known if n_known else float("nan")
        yield ("surname", "right", n_known, n_right, share, *nothing)
        yield ("surname", "wrongly merged", n_single, n_wrong, 100 * n_wrong / n_single, *nothing)


def score_pairs(rows: list[dict[str, Any]], expected: Labels, tables: Tables) -> Iterator[Row]:
    """Of the 100 commonest pairs of the labels, how many are among those of the analysis (ties at the end count)."""
    gold = Counter(pair for row in rows for pair in _pairs(_from_labels(row, expected[str(row["id"])])))
    found = Counter(pair for _, one in tables.mentions.groupby("article_id") for pair in _pairs(_rows(one)))
    foremost = sorted(gold, key=lambda pair: (-gold[pair], pair))[:_MOST_PAIRS]
    last = sorted(found.values(), reverse=True)[: len(foremost)][-1] if found and foremost else 0
    shared = sum(found[pair] >= max(last, 1) for pair in foremost)
    if foremost:
        share = 100 * shared / len(foremost)
        yield ("pairs", f"{_MOST_PAIRS} commonest", len(foremost), shared, share, *(float("nan"),) * 4)


def _from_labels(row: dict[str, Any], spans: list[Any]) -> list[Mention]:
    """The mentions that the analysis would make of the labelled spans."""
    fields = {"article_id": str(row["id"]), "text": row["text"], "title": row.get("title"), "language": row.get("lang", "fr")}
    prepared = prepare(to_article(Record(fields, str(row["id"]), ""), Notes()))
    recognised = [Recognised(_LABELS[span.kind], span.start, span.end) for span in spans]
    return find_mentions(prepared, recognised, find_sentences(prepared))


def _pairs(mentions: Any) -> Iterator[tuple[str, str]]:
    sentences: dict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.zone in COUNTED_ZONES:
            sentences[mention.sentence].add(mention.entity)
    for entities in sentences.values():
        yield from combinations(sorted(entities), 2)


def _rows(table: pd.DataFrame) -> Any:
    return table.itertuples()

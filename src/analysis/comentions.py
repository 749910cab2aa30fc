"""Mentions → co-mentions: how often two entities are named in one sentence, paragraph or article."""

from itertools import combinations

import pandas as pd

from analysis.tables import COUNTED_ZONES, Comention, frame, require

__all__ = ["CONTEXTS", "comentions"]

CONTEXTS = ("sentence", "paragraph", "article")
"""The contexts in which two entities can stand together, from narrow to wide."""


MOST_ENTITIES = 150
"""A context that names more is a list (results, a cast), says nothing of any pair, and is left out."""


def comentions(mentions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Count, article by article, the sentences, paragraphs and articles that name two distinct entities.

    A pair counts once a context however often it is named there; only standfirst and body count, and no
    context that names more than `MOST_ENTITIES` entities.
    Returns the `comentions` table, with entity_a < entity_b.
    """
    require(mentions, "article_id", "sentence", "entity", "zone", of="mentions")
    require(sentences, "article_id", "sentence", "paragraph", of="sentences")
    counted = mentions.loc[mentions["zone"].isin(COUNTED_ZONES), ["article_id", "sentence", "entity"]]
    placed = counted.merge(sentences[["article_id", "sentence", "paragraph"]], on=["article_id", "sentence"])
    rows = [row for context in CONTEXTS for row in _pairs(placed, context)]
    return frame(sorted(rows), Comention)


def _pairs(placed: pd.DataFrame, context: str) -> list[Comention]:
    key = ["article_id"] if context == "article" else ["article_id", context]
    together: dict[tuple[str, str, str], int] = {}
    distinct = placed.drop_duplicates([*key, "entity"])
    for article_id, entities in _grouped(distinct, key):
        if len(entities) > MOST_ENTITIES:
            continue
        for pair in combinations(sorted(entities), 2):
            together[article_id, *pair] = together.get((article_id, *pair), 0) + 1
    return [Comention(article_id, a, b, context, n) for (article_id, a, b), n in together.items()]


def _grouped(distinct: pd.DataFrame, key: list[str]) -> list[tuple[str, list[str]]]:
    groups: dict[tuple[object, ...], list[str]] = {}
    for *place, entity in distinct[[*key, "entity"]].itertuples(index=False):
        groups.setdefault(tuple(place), []).append(entity)
    return [(str(place[0]), entities) for place, entities in groups.items()]

"""Mentions → co-mentions: how often two entities are named in one sentence, paragraph or article."""

from collections import defaultdict
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
    own = sentences[["article_id", "sentence", "paragraph"]].itertuples(index=False, name=None)
    paragraphs = {(article, sentence): paragraph for article, sentence, paragraph in own}
    together: dict[str, dict[tuple[str, int], set[str]]] = {context: defaultdict(set) for context in CONTEXTS}
    for article, sentence, entity in counted.itertuples(index=False, name=None):
        if (article, sentence) in paragraphs:
            for context, place in zip(CONTEXTS, (sentence, paragraphs[article, sentence], 0), strict=True):
                together[context][article, place].add(entity)
    rows = [row for context, named in together.items() for row in _pairs(named, context)]
    return frame(sorted(rows), Comention)


def _pairs(named: dict[tuple[str, int], set[str]], context: str) -> list[Comention]:
    """Count the places of each article that name both of a pair."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for (article, _), entities in named.items():
        if len(entities) <= MOST_ENTITIES:
            for pair in combinations(sorted(entities), 2):
                counts[article, *pair] += 1
    return [Comention(article, a, b, context, n) for (article, a, b), n in counts.items()]

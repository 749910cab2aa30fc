"""Mentions → co-mentions: how often two entities are named in one sentence, paragraph or article."""

from collections import Counter, defaultdict
from itertools import chain, combinations, repeat

import pandas as pd

from analysis.tables import COUNTED_ZONES, Comention, Mention, Sentence, frame, require

__all__ = ["CONTEXTS", "comentions", "find_comentions"]

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
    named: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for article, *place in placed[["article_id", "sentence", "paragraph", "entity"]].itertuples(index=False, name=None):
        named[article].append(tuple(place))
    return frame([row for article, places in named.items() for row in _pairs(article, places)], Comention)


def find_comentions(mentions: list[Mention], sentences: list[Sentence]) -> list[Comention]:
    """Count the pairs of one article (see `comentions`)."""
    paragraphs = {sentence.sentence: sentence.paragraph for sentence in sentences}
    named = [(one.sentence, paragraphs[one.sentence], one.entity) for one in mentions if one.zone in COUNTED_ZONES]
    return _pairs(mentions[0].article_id, named) if named else []


def _pairs(article_id: str, named: list[tuple[int, int, str]]) -> list[Comention]:
    """Count the places of an article that name both of a pair, given sentence, paragraph and entity of each mention."""
    rows: list[Comention] = []
    sentences, paragraphs, entities = zip(*named, strict=True)
    for context, places in zip(CONTEXTS, (sentences, paragraphs, repeat(0)), strict=True):
        together: dict[int, set[str]] = defaultdict(set)
        for place, entity in zip(places, entities, strict=False):
            together[place].add(entity)
        pairs = (combinations(sorted(own), 2) for own in together.values() if len(own) <= MOST_ENTITIES)
        counts = Counter(chain.from_iterable(pairs))
        rows += [Comention(article_id, a, b, context, n) for (a, b), n in counts.items()]
    return sorted(rows)

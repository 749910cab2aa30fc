"""Mentions → co-mentions, and how strongly two entities go together."""

from itertools import combinations

import numpy as np
import pandas as pd

from analysis.tables import COUNTED_ZONES, Comention, frame, require

__all__ = ["CONTEXTS", "association", "comentions"]

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


def association(comentions: pd.DataFrame, mentions: pd.DataFrame, *, context: str = "sentence") -> pd.DataFrame:
    r"""Measure how strongly entities go together: one row a pair, most frequent first.

    NPMI = ln(p(ab) / (p(a) p(b))) / −ln p(ab) over contexts that name at least one entity (Bouma 2009,
    *Normalized (pointwise) mutual information in collocation extraction*): 1 always together, 0 as
    often as chance has it, −1 never.

    Returns `entity_a, entity_b, n` (contexts that name both), `n_articles, n_a, n_b` (contexts that
    name each), `npmi` (null where every context names both).
    """
    used = comentions[comentions["context"] == context]
    pairs = used.groupby(["entity_a", "entity_b"], as_index=False).agg(n=("n", "sum"), n_articles=("article_id", "nunique"))
    counted = mentions[mentions["zone"].isin(COUNTED_ZONES)]
    key = ["article_id"] if context == "article" else ["article_id", "sentence"]
    contexts = counted.drop_duplicates([*key, "entity"])
    total = len(contexts.drop_duplicates(key))
    frequency = contexts["entity"].value_counts()
    pairs["n_a"] = pairs["entity_a"].map(frequency).astype("int64")
    pairs["n_b"] = pairs["entity_b"].map(frequency).astype("int64")
    pairs["npmi"] = _npmi(pairs["n"], pairs["n_a"], pairs["n_b"], total)
    return pairs.sort_values(["n", "npmi"], ascending=False, ignore_index=True)


def _npmi(n: "pd.Series[int]", n_a: "pd.Series[int]", n_b: "pd.Series[int]", total: int) -> "pd.Series[float]":
    joint = n / max(total, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log((joint * total * total / (n_a * n_b)).to_numpy()) / -np.log(joint.to_numpy())
    return pd.Series(npmi, index=n.index).where(joint < 1)

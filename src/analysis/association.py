"""Co-mentions → how strongly two entities go together, beyond what their frequency makes of itself.

Frequency alone makes pairs. Against it stand two nulls: contexts drawn at random (hypergeometric, exact)
and contexts that keep how much each of them names (shuffles), since long sentences name more. What is left
is a network whose backbone holds the pairs that neither chance nor a few busy entities explain.
"""

from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csc_array
from scipy.special import xlogy
from scipy.stats import hypergeom

from analysis.tables import COUNTED_ZONES, require

__all__ = ["ALPHA", "SHUFFLES", "Support", "associate", "backbone_alpha", "communities", "g_squared", "npmi", "surprise"]

SHUFFLES = 200
"""Random networks behind the second null."""

ALPHA = 0.05
"""False-discovery rate of a pair, and significance of an edge in the backbone."""


class Support(NamedTuple):
    """The fewest contexts and distinct texts that a pair must have to be looked at."""

    contexts: int = 5
    texts: int = 3


Counts = npt.NDArray[Any]
"""Numbers of pairs, one after the other."""


def npmi(n: Counts, n_a: Counts, n_b: Counts, total: float) -> Counts:
    """Normalised pointwise mutual information: −1 never together, 0 as chance has it, 1 always.

    ln(p(ab) / (p(a) p(b))) / −ln p(ab); null where every context names both (G. Bouma 2009, *Normalized
    (pointwise) mutual information in collocation extraction*).

    >>> [round(float(value), 3) for value in npmi(np.array([2.0, 1.0, 0.0]), np.array([2.0, 2, 2]), np.array([2.0, 2, 2]), 4)]
    [1.0, 0.0, -1.0]
    """
    joint = n / max(total, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(joint * total * total / (n_a * n_b)) / -np.log(joint)
    return np.where(n == 0, -1.0, np.where(joint >= 1, np.nan, value))


def g_squared(n: Counts, n_a: Counts, n_b: Counts, total: float) -> Counts:
    """Dunning's log-likelihood ratio: 2 Σ O ln(O / E) over the four cells (T. Dunning 1993, p. 72).

    >>> round(float(g_squared(np.array([110.0]), np.array([221.0]), np.array([2552.0]), 31777)[0]), 2)
    270.72
    """
    observed = np.array([n, n_a - n, n_b - n, total - n_a - n_b + n])
    rows = np.array([n_a, n_a, total - n_a, total - n_a])
    columns = np.array([n_b, total - n_b, n_b, total - n_b])
    expected = rows * columns / max(total, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = xlogy(observed, np.where(expected > 0, observed / expected, 1.0))
    return np.asarray(2 * parts.sum(axis=0))


def surprise(n: Counts, n_a: Counts, n_b: Counts, total: int) -> Counts:
    """Exact probability of at least `n` joint contexts had they been drawn at random (P. Lafon 1980)."""
    return np.asarray(hypergeom.sf(n - 1, total, n_a, n_b))


def _false_discovery(p: Counts, family: int) -> Counts:
    """Benjamini and Hochberg's q over a family that may hold more tests than those given (1995)."""
    order = np.argsort(p)
    scaled = p[order] * max(family, len(p)) / np.arange(1, len(p) + 1)
    q = np.empty_like(scaled)
    q[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1)
    return q


def associate(
    comentions: pd.DataFrame,
    mentions: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    context: str = "sentence",
    support: Support | None = None,
    texts: "pd.Series[str] | None" = None,
    shuffles: int = SHUFFLES,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure the pairs that have support: one row a pair, most frequent first.

    Parameters
    ----------
    comentions, mentions, sentences
        The tables of those names.
    context
        "sentence", "paragraph" or "article".
    support
        By default five contexts in three distinct texts.
    texts
        Index: article_id, values: what copies of one text share; by default every article is a text.

    Returns
    -------
    pandas.DataFrame
        `entity_a, entity_b, n` (joint contexts), `n_quoted` (of these, both inside quotes), `n_texts`,
        `n_a, n_b, npmi, g2, p` (exact), `q` (false discovery over all pairs of entities with support), `z`
        and `p_shuffled` (against degree-preserving shuffles), `alpha` (disparity filter), `in_backbone`.
    """
    require(comentions, "article_id", "entity_a", "entity_b", "context", "n", of="comentions")
    support = support or Support()
    placed = _placed(mentions, sentences, context)
    frequency = placed.groupby("entity")["context"].nunique()
    total = int(placed["context"].nunique())
    every = _pairs(comentions[comentions["context"] == context], texts)
    every["alpha"] = backbone_alpha(every)
    pairs = every[(every["n"] >= support.contexts) & (every["n_texts"] >= support.texts)].reset_index(drop=True)
    n_a, n_b = (pairs[name].map(frequency).to_numpy(dtype="float64") for name in ("entity_a", "entity_b"))
    n = pairs["n"].to_numpy(dtype="float64")
    eligible = int((frequency >= support.contexts).sum())
    p = surprise(n, n_a, n_b, total)
    z, p_shuffled = _against_shuffles(placed, pairs, shuffles, seed)
    found = pairs.assign(
        n_quoted=_joint(placed[placed["voice"] == "quoted"], pairs),
        n_a=n_a.astype("int64"),
        n_b=n_b.astype("int64"),
        npmi=npmi(n, n_a, n_b, total),
        g2=g_squared(n, n_a, n_b, total),
        p=p,
        q=_false_discovery(p, eligible * (eligible - 1) // 2),
        z=z,
        p_shuffled=p_shuffled,
    )
    found["in_backbone"] = (found["q"] <= ALPHA) & (found["p_shuffled"] <= ALPHA) & (found["alpha"] <= ALPHA)
    return found.sort_values(["n", "npmi"], ascending=False, ignore_index=True)


def _placed(mentions: pd.DataFrame, sentences: pd.DataFrame, context: str) -> pd.DataFrame:
    """The mentions that count, each with the number of its context."""
    counted = mentions.loc[mentions["zone"].isin(COUNTED_ZONES), ["article_id", "sentence", "entity", "voice"]]
    if context == "paragraph":
        counted = counted.merge(sentences[["article_id", "sentence", "paragraph"]], on=["article_id", "sentence"])
    key = ["article_id"] if context == "article" else ["article_id", context]
    return counted.assign(context=counted.groupby(key, sort=False).ngroup() if len(counted) else pd.Series(dtype="int64"))


def _pairs(used: pd.DataFrame, texts: "pd.Series[str] | None") -> pd.DataFrame:
    placed = used.assign(text=used["article_id"] if texts is None else used["article_id"].map(texts))
    return placed.groupby(["entity_a", "entity_b"], as_index=False).agg(n=("n", "sum"), n_texts=("text", "nunique"))


class _Incidence(NamedTuple):
    """Which context names which entity: one element an edge, each edge once."""

    contexts: npt.NDArray[np.int64]
    entities: npt.NDArray[np.int64]
    n_contexts: int
    names: pd.Index


def _incidence(placed: pd.DataFrame) -> _Incidence:
    edges = placed[["context", "entity"]].drop_duplicates()
    contexts, _ = pd.factorize(edges["context"])
    entities, names = pd.factorize(edges["entity"])
    return _Incidence(contexts, entities, int(contexts.max(initial=-1)) + 1, pd.Index(names))


def _counts(
    contexts: npt.NDArray[np.int64], entities: npt.NDArray[np.int64], shape: tuple[int, int], a: Counts, b: Counts
) -> Counts:
    """Joint contexts of the entities `a` and `b`, pair by pair."""
    matrix = csc_array((np.ones(len(contexts)), (contexts, entities)), shape=shape)
    joint: Counts = np.asarray(matrix[:, a].multiply(matrix[:, b]).sum(axis=0)).ravel()
    return joint


def _joint(placed: pd.DataFrame, pairs: pd.DataFrame) -> npt.NDArray[np.int64]:
    incidence = _incidence(placed)
    a, b = (incidence.names.get_indexer(pd.Index(pairs[name])) for name in ("entity_a", "entity_b"))
    known = (a >= 0) & (b >= 0)
    found = np.zeros(len(pairs), dtype="int64")
    if known.any():
        shape = (incidence.n_contexts, len(incidence.names))
        found[known] = _counts(incidence.contexts, incidence.entities, shape, a[known], b[known])
    return found


def _against_shuffles(placed: pd.DataFrame, pairs: pd.DataFrame, shuffles: int, seed: int) -> tuple[Counts, Counts]:
    """Compare pairs with networks in which every context and every entity keeps its degree.

    Two edges swap ends where that makes no edge twice (Zweig and Kaufmann 2011; Neal 2014): ten rounds over
    all edges to begin with, two between draws. Returns z and the share of networks with at least as many.
    """
    empty = np.full(len(pairs), np.nan)
    if pairs.empty or shuffles < 1:
        return empty, empty
    incidence = _incidence(placed)
    a, b = (incidence.names.get_indexer(pd.Index(pairs[name])) for name in ("entity_a", "entity_b"))
    shape = (incidence.n_contexts, len(incidence.names))
    generator = np.random.default_rng(seed)
    entities = incidence.entities.copy()
    for _ in range(_MIXING):
        _swap(incidence.contexts, entities, len(incidence.names), generator)
    total, squares, reached = np.zeros(len(pairs)), np.zeros(len(pairs)), np.zeros(len(pairs))
    observed = pairs["n"].to_numpy(dtype="float64")
    for _ in range(shuffles):
        for _ in range(_THINNING):
            _swap(incidence.contexts, entities, len(incidence.names), generator)
        drawn = _counts(incidence.contexts, entities, shape, a, b)
        total += drawn
        squares += drawn**2
        reached += drawn >= observed
    mean = total / shuffles
    deviation = np.sqrt(np.maximum(squares / shuffles - mean**2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(deviation > 0, (observed - mean) / deviation, np.nan)
    return z, (1 + reached) / (1 + shuffles)


_MIXING, _THINNING = 10, 2


def _swap(
    contexts: npt.NDArray[np.int64], entities: npt.NDArray[np.int64], n_entities: int, generator: np.random.Generator
) -> None:
    """Swap the entities of random pairs of edges, all at once, where no edge would stand twice."""
    order = generator.permutation(len(contexts))
    half = len(order) // 2
    one, two = order[:half], order[half : 2 * half]
    wanted = np.concatenate([contexts[one] * n_entities + entities[two], contexts[two] * n_entities + entities[one]])
    present = np.sort(contexts * n_entities + entities)
    places = np.searchsorted(present, wanted).clip(max=len(present) - 1)
    is_new = present[places] != wanted
    _, first, counts = np.unique(wanted, return_index=True, return_counts=True)
    is_single = np.zeros(len(wanted), dtype=bool)
    is_single[first[counts == 1]] = True
    free = (is_new & is_single)[:half] & (is_new & is_single)[half:]
    entities[one[free]], entities[two[free]] = entities[two[free]], entities[one[free]]


def backbone_alpha(pairs: pd.DataFrame) -> Counts:
    """Disparity filter: (1 − w / s)^(k − 1), the lesser of both ends; 1 where both have one pair only.

    w: joint contexts, s: their sum over the pairs of an entity, k: how many pairs it has. Reference: Serrano,
    Boguñá and Vespignani 2009, doi:10.1073/pnas.0808904106.
    """
    ends = pd.concat(
        [pairs[["entity_a", "n"]].set_axis(["entity", "n"], axis=1), pairs[["entity_b", "n"]].set_axis(["entity", "n"], axis=1)]
    )
    strength, degree = ends.groupby("entity")["n"].sum(), ends.groupby("entity")["n"].size()
    alphas = []
    for name in ("entity_a", "entity_b"):
        s, k = pairs[name].map(strength).to_numpy(dtype="float64"), pairs[name].map(degree).to_numpy(dtype="float64")
        alphas.append((1 - pairs["n"].to_numpy(dtype="float64") / np.maximum(s, 1)) ** (k - 1))
    return np.minimum(*alphas) if len(pairs) else np.array([])


def communities(pairs: pd.DataFrame, *, seed: int = 0) -> dict[str, int]:
    """Group the entities of a network by Louvain modularity over joint contexts: {entity: number}, largest group first.

    Reference: Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; run by networkx, seeded.
    """
    graph = nx.Graph()
    graph.add_weighted_edges_from(sorted(pairs[["entity_a", "entity_b", "n"]].itertuples(index=False, name=None)))
    if not graph:
        return {}
    groups = sorted(nx.community.louvain_communities(graph, seed=seed), key=lambda group: (-len(group), min(group)))
    return {name: number for number, group in enumerate(groups) for name in sorted(group)}

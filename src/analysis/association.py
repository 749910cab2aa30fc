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
from scipy.sparse import csc_array, csr_array
from scipy.special import xlogy
from scipy.stats import hypergeom

from analysis.comentions import MOST_ENTITIES
from analysis.tables import COUNTED_ZONES, require

__all__ = [
    "ALPHA",
    "SHUFFLES",
    "Incidence",
    "Pairs",
    "Support",
    "associate",
    "backbone_alpha",
    "communities",
    "count_pairs",
    "g_squared",
    "npmi",
    "surprise",
]

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

    The population is the contexts that name anything: what names nobody says nothing of who goes with whom.

    Parameters
    ----------
    mentions, sentences
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
        `entity_a, entity_b, n` (joint contexts), `n_texts, n_quoted` (contexts that name both inside
        quotes), `n_a, n_b, npmi, g2, p` (exact), `q` (false discovery over all pairs of entities with
        support), `z` and `p_shuffled` (against degree-preserving shuffles; z is null where all shuffles
        agree), `alpha` (disparity filter over all pairs), `in_backbone`: q, p_shuffled (not corrected: it
        cannot fall below 1 / (shuffles + 1)) and alpha at most `ALPHA`, a pair that stands alone without alpha.
    """
    require(mentions, "article_id", "sentence", "entity", "zone", "voice", of="mentions")
    support = support or Support()
    placed = _placed(mentions, sentences, context, texts)
    named = _incidence(placed)
    every = count_pairs(named)
    alpha = backbone_alpha(every, len(named.names))
    has_support = every.n >= support.contexts
    a, b, n = every.a[has_support], every.b[has_support], every.n[has_support].astype("float64")
    n_texts = _distinct_texts(named, a, b)
    kept = n_texts >= support.texts
    a, b, n, n_texts, alpha = a[kept], b[kept], n[kept], n_texts[kept], alpha[has_support][kept]
    frequency = np.bincount(named.entities, minlength=len(named.names)).astype("float64")
    n_a, n_b, total = frequency[a], frequency[b], named.n_contexts
    eligible = int((frequency >= support.contexts).sum())
    p = surprise(n, n_a, n_b, total)
    z, p_shuffled = _against_shuffles(named, a, b, n, shuffles, seed)
    quoted = _incidence(placed[placed["voice"] == "quoted"], named.names, total)
    found = pd.DataFrame(
        {
            "entity_a": named.names[a],
            "entity_b": named.names[b],
            "n": n.astype("int64"),
            "n_texts": n_texts,
            "n_quoted": _joint(quoted, quoted.entities, a, b).astype("int64"),
            "n_a": n_a.astype("int64"),
            "n_b": n_b.astype("int64"),
            "npmi": npmi(n, n_a, n_b, total),
            "g2": g_squared(n, n_a, n_b, total),
            "p": p,
            "q": _false_discovery(p, eligible * (eligible - 1) // 2),
            "z": z,
            "p_shuffled": p_shuffled,
            "alpha": alpha,
        }
    )
    found["in_backbone"] = (found["q"] <= ALPHA) & (found["p_shuffled"] <= ALPHA) & ~(found["alpha"] > ALPHA)
    return found.sort_values(["n", "npmi", "entity_a", "entity_b"], ascending=[False, False, True, True], ignore_index=True)


def _placed(mentions: pd.DataFrame, sentences: pd.DataFrame, context: str, texts: "pd.Series[str] | None") -> pd.DataFrame:
    """The mentions that count, each with the numbers of its context and its text; lists are no context."""
    counted = mentions.loc[mentions["zone"].isin(COUNTED_ZONES), ["article_id", "sentence", "entity", "voice"]]
    if context == "paragraph":
        counted = counted.merge(sentences[["article_id", "sentence", "paragraph"]], on=["article_id", "sentence"])
    key = ["article_id"] if context == "article" else ["article_id", context]
    number = counted.groupby(key, sort=False).ngroup() if len(counted) else pd.Series(dtype="int64")
    text = counted["article_id"] if texts is None else counted["article_id"].map(texts)
    placed = counted.assign(context=number, text=pd.factorize(text)[0])
    sizes = placed.drop_duplicates(["context", "entity"]).groupby("context").size()
    return placed[placed["context"].map(sizes) <= MOST_ENTITIES]


class Incidence(NamedTuple):
    """Which context names which entity: one element an edge, each edge once; `texts` are those of the contexts."""

    contexts: Counts
    entities: Counts
    n_contexts: int
    names: pd.Index
    texts: Counts


def _incidence(placed: pd.DataFrame, names: "pd.Index | None" = None, n_contexts: int | None = None) -> Incidence:
    """Number contexts and entities; entities in the order of their names, or of those that are given."""
    edges = placed[["context", "entity", "text"]].drop_duplicates(["context", "entity"])
    names = pd.Index(sorted(edges["entity"].unique())) if names is None else names
    contexts, numbers = pd.factorize(edges["context"])
    size = len(numbers) if n_contexts is None else n_contexts
    texts = np.zeros(max(size, len(numbers)), dtype="int64")
    texts[contexts] = edges["text"].to_numpy()
    return Incidence(contexts, names.get_indexer(pd.Index(edges["entity"])), size, names, texts)


class Pairs(NamedTuple):
    """Pairs of entities, a < b, and their joint contexts."""

    a: Counts
    b: Counts
    n: Counts


def count_pairs(named: Incidence) -> Pairs:
    """Count the joint contexts of all pairs at once, as a product of sparse matrices."""
    shape = (len(named.names), named.n_contexts)
    matrix = csr_array((np.ones(len(named.contexts), dtype="int32"), (named.entities, named.contexts)), shape=shape)
    across = matrix.T.tocsr()
    found = [_upper(matrix, across, first) for first in range(0, max(len(named.names), 1), _BLOCK)]
    return Pairs(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


_BLOCK = 2_000
"""Entities whose pairs are counted at once: keeps memory at what is found, not at its square."""


def _upper(matrix: csr_array, across: csr_array, first: int) -> Pairs:
    """The pairs of a block of entities with those that come after them."""
    joint = (matrix[first : first + _BLOCK] @ across).tocoo()
    kept = joint.col > joint.row + first
    return Pairs((joint.row[kept] + first).astype("int32"), joint.col[kept].astype("int32"), joint.data[kept])


def _distinct_texts(named: Incidence, a: Counts, b: Counts) -> Counts:
    """How many distinct texts the joint contexts of some pairs come from; some pairs at a time, which keeps memory flat."""
    matrix, n_texts = _matrix(named, named.entities), int(named.texts.max(initial=0)) + 1
    counts = [np.zeros(0, dtype="int64")]
    for first in range(0, len(a), _PAIRS_AT_ONCE):
        own = slice(first, first + _PAIRS_AT_ONCE)
        joint = matrix[:, a[own]].multiply(matrix[:, b[own]]).tocoo()
        both = joint.col.astype("int64") * n_texts + named.texts[joint.row]  # pair and text as one number, which sorts fast
        distinct = np.unique(both)
        counts.append(np.bincount(distinct // n_texts, minlength=len(a[own])))
    return np.concatenate(counts)


_PAIRS_AT_ONCE = 200
"""Each takes all contexts of its two entities out of the matrix: a few megabytes among 200,000 articles."""


def _matrix(named: Incidence, entities: Counts) -> csc_array:
    return csc_array((np.ones(len(entities)), (named.contexts, entities)), shape=(named.n_contexts, len(named.names)))


def _joint(named: Incidence, entities: Counts, a: Counts, b: Counts) -> Counts:
    """Joint contexts of the entities `a` and `b`, pair by pair, had the contexts these entities."""
    matrix = _matrix(named, entities)
    return np.asarray(matrix[:, a].multiply(matrix[:, b]).sum(axis=0)).ravel()


def _against_shuffles(named: Incidence, a: Counts, b: Counts, n: Counts, shuffles: int, seed: int) -> tuple[Counts, Counts]:
    """Compare pairs with networks in which every context and every entity keeps its degree.

    Two edges swap ends where that makes no edge twice (Zweig and Kaufmann 2011; Neal 2014): ten rounds over
    all edges to begin with, two between draws. Returns z and the share of networks with at least as many.
    """
    if not len(a) or shuffles < 1:
        return np.full(len(a), np.nan), np.full(len(a), np.nan)
    generator = np.random.default_rng(seed)
    entities = named.entities.copy()
    for _ in range(_MIXING):
        _swap(named.contexts, entities, len(named.names), generator)
    total, squares, reached = np.zeros(len(a)), np.zeros(len(a)), np.zeros(len(a))
    for _ in range(shuffles):
        for _ in range(_THINNING):
            _swap(named.contexts, entities, len(named.names), generator)
        drawn = _joint(named, entities, a, b)
        total += drawn
        squares += drawn**2
        reached += drawn >= n
    mean = total / shuffles
    deviation = np.sqrt(np.maximum(squares / shuffles - mean**2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(deviation > 0, (n - mean) / deviation, np.nan)
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


def backbone_alpha(pairs: Pairs, n_entities: int) -> Counts:
    """Disparity filter: (1 − w / s)^(k − 1), the lesser of both ends; null where both have one pair only.

    w: joint contexts, s: their sum over the pairs of an entity, k: how many pairs it has. Reference: Serrano,
    Boguñá and Vespignani 2009, doi:10.1073/pnas.0808904106.
    """
    strength = np.bincount(pairs.a, pairs.n, n_entities) + np.bincount(pairs.b, pairs.n, n_entities)
    degree = np.bincount(pairs.a, minlength=n_entities) + np.bincount(pairs.b, minlength=n_entities)
    ends = [(1 - pairs.n / strength[end]) ** (degree[end] - 1) for end in (pairs.a, pairs.b)]
    stands_alone = (degree[pairs.a] == 1) & (degree[pairs.b] == 1)
    return np.where(stands_alone, np.nan, np.minimum(*ends))


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

"""Near-copies: the same dispatch in several outlets, with another headline, a cut end, a sentence more.

Articles are compared by their *shingles*, runs of three words. A MinHash signature (Broder 1997,
doi:10.1109/SEQUEN.1997.666900; here rensa's), stored with each article, finds the pairs that may be copies
without comparing all with all; the texts themselves decide.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from rensa import RMinHash
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.errors import SettingsError
from analysis.language.words import find_words, normalise
from analysis.tables import COUNTED_ZONES, Signature, Tables, require
from analysis.zones import PreparedArticle

__all__ = [
    "FEWEST_COMMON",
    "FEWEST_CONTAINED",
    "FEWEST_NAMES",
    "TEXTS",
    "Comparisons",
    "choose_texts",
    "find_signature",
    "mark_copies",
]

SHINGLE = 3
"""Words of a shingle."""

FEWEST_COMMON = 0.7
"""Two texts are copies from this share of common shingles on (of all that either has: Jaccard's index).

Every twentieth word changed leaves 0.75. Reports of one series (stages of a race, results of a contest)
that are written to one pattern reach 0.69 on Wikinews.
"""

FEWEST_CONTAINED = 0.9
"""Or where the shorter has this share of its shingles in the longer, if the signatures bring the two together."""

FEWEST_NAMES = 0.5
"""But only where the text with fewer names and figures has this share of them in the other: reports written to one pattern
(results, weather, court lists) share their words, and differ in just these."""

_FEWEST_NAMED = 3
"""Names and figures below which they decide nothing: one that was mended must not part two prints of a text."""

_FEWEST_WORDS = 30
"""Shorter texts are copies to the letter or not at all: formulas of a few words are common to many."""

_VALUES, _BANDS, _SEED = 128, 32, 1
_UNLIKELY = 0.3
"""Estimated share of common shingles below which no text is read (128 values: error 0.04)."""


def find_signature(prepared: PreparedArticle) -> Signature | None:
    """Return the signature of an article's standfirst and body; null below 30 words."""
    counted = [prepared.words.between(zone.start, zone.end) for zone in prepared.zones if zone.zone in COUNTED_ZONES]
    own = [word for span in counted for word in prepared.folded[span.start : span.stop]]
    if len(own) < _FEWEST_WORDS:
        return None
    sketch = RMinHash(num_perm=_VALUES, seed=_SEED)
    sketch.update(_shingles(own))
    return Signature(prepared.article.article_id, np.array(sketch.digest(), dtype="<u4").tobytes())


def _shingles(words: list[str] | tuple[str, ...]) -> list[str]:
    return list(map(" ".join, zip(*(words[first:] for first in range(SHINGLE)), strict=False)))


Texts = Callable[[list[str]], Mapping[str, str]]


class Comparisons:
    """What two texts have, and have in common: remembered, so that the next run reads only the texts of new pairs.

    `counts` has the shingles in common, of the first and of the second text (`common, n_first, n_second`), and the same of
    names and figures (`names, …`); its index are the digests of both texts, the smaller first.
    """

    def __init__(self, counts: pd.DataFrame | None = None) -> None:
        self.counts = pd.DataFrame(columns=_COUNTS, dtype="int32", index=pd.Index([], dtype="str")) if counts is None else counts
        self.n_new = 0
        self.used = pd.Index([], dtype="str")
        """The pairs that were asked for."""

    def add(self, pairs: list[str], counts: list[list[int]]) -> None:
        """Remember what was counted of some pairs."""
        new = pd.DataFrame(counts, columns=_COUNTS, index=pd.Index(pairs, dtype="str"), dtype="int32")
        self.counts, self.n_new = pd.concat([self.counts, new]), self.n_new + len(new)


_COUNTS = ["common", "n_first", "n_second", "names", "names_first", "names_second"]


def mark_copies(
    articles: pd.DataFrame, signatures: pd.DataFrame, read_texts: Texts, comparisons: Comparisons | None = None
) -> pd.DataFrame:
    """Say of each article which was the first of its near-copies.

    Two articles are copies when their texts are the same, or have `FEWEST_COMMON` of their shingles in common, or one has
    `FEWEST_CONTAINED` of its own in the other, and when they name the same (`FEWEST_NAMES`); a copy of a copy is one too, but texts that have nothing in common are not made
    one by a third that contains both. Articles without a date come last.

    Parameters
    ----------
    articles
        `article_id, content, published`.
    signatures
        The table of that name; an article without a row is compared by its whole text only.
    read_texts
        Returns the texts of some articles, by their ids; asked for those whose signatures are not unlike another's.
    comparisons
        What is known of pairs that were compared before; what is compared now is added.

    Returns
    -------
    DataFrame
        `articles` with `copy_cluster` and `first_seen`.
    """
    texts = articles["content"].str[:16]  # the digest of the text alone
    codes, distinct = pd.factorize(texts)
    one_each = articles.assign(code=codes).drop_duplicates("code")
    signed = one_each.assign(row=range(len(one_each))).merge(signatures, on="article_id").sort_values("row")
    signed = signed.assign(text=distinct[signed["row"]]).sort_values("text")  # of a pair the smaller digest comes first
    matrix = np.frombuffer(b"".join(signed["signature"]), dtype="<u4").reshape(-1, _VALUES)
    found = _decided(_candidates(matrix), matrix, signed, read_texts, Comparisons() if comparisons is None else comparisons)
    pairs = signed["row"].to_numpy(dtype=np.int64)[found]
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(distinct),) * 2)
    _, clusters = connected_components(graph, directed=False)
    return _with_first(articles, clusters[codes])


Pairs = npt.NDArray[np.int64]


def _candidates(matrix: npt.NDArray[np.uint32]) -> Pairs:
    """Pairs of rows (i < j) that agree in a whole band of values: each with the next, and with the first, that shares the band."""
    found = [np.empty((0, 2), dtype=np.int64)]
    for band in np.split(matrix, _BANDS, axis=1):
        keys = _mixed(np.ascontiguousarray(band).view("<u8"))
        order = np.argsort(keys, kind="stable")
        ranked = keys[order]
        is_again = np.flatnonzero(ranked[1:] == ranked[:-1]) + 1
        starts = np.maximum.accumulate(np.where(np.r_[True, ranked[1:] != ranked[:-1]], np.arange(len(ranked)), 0))
        found += [np.c_[order[is_again - 1], order[is_again]], np.c_[order[starts[is_again]], order[is_again]]]
    return np.unique(np.concatenate(found), axis=0)


_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


def _mixed(halves: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One number for the four of a band; two bands that share it by chance only are told apart later."""
    mixed: npt.NDArray[np.uint64] = np.bitwise_xor.reduce(halves * _MIXERS, axis=1)
    return mixed


def _agreement(matrix: npt.NDArray[np.uint32], pairs: Pairs) -> npt.NDArray[np.float64]:
    """The share of values that two signatures have in common estimates Jaccard's index of their shingles."""
    pieces = [pairs[first : first + _PAIRS_AT_ONCE] for first in range(0, len(pairs), _PAIRS_AT_ONCE)]
    return np.concatenate([np.empty(0), *((matrix[one[:, 0]] == matrix[one[:, 1]]).mean(axis=1) for one in pieces)])


_PAIRS_AT_ONCE = 50_000


def _decided(
    pairs: Pairs, matrix: npt.NDArray[np.uint32], signed: pd.DataFrame, read_texts: Texts, comparisons: Comparisons
) -> Pairs:
    """The pairs that are copies: of those whose signatures are not unlike, those whose texts are."""
    likely = pairs[_agreement(matrix, pairs) >= _UNLIKELY]
    ids, texts = (signed[name].to_numpy(dtype=object) for name in ("article_id", "text"))
    common, first, second, names, names_first, names_second = _compare(likely, ids, texts, read_texts, comparisons).T
    fewest = np.minimum(names_first, names_second)
    is_of_same = (names >= FEWEST_NAMES * fewest) | (fewest < _FEWEST_NAMED)
    is_copy = is_of_same & (common >= FEWEST_COMMON * (first + second - common))
    is_part = is_of_same & ~is_copy & (common >= FEWEST_CONTAINED * np.minimum(first, second))
    found = [likely[is_copy]]
    contained: dict[int, list[int]] = defaultdict(list)
    for (one, other), is_longer in zip(likely[is_part].tolist(), first[is_part] > second[is_part], strict=True):
        contained[one if is_longer else other].append(other if is_longer else one)
    for longer, parts in contained.items():
        own = _of_one_text({row: content.shingles for row, content in _read(set(parts), ids, read_texts).items()})
        found.append(np.array([[part, longer] for part in own], dtype=np.int64).reshape(-1, 2))
    return np.concatenate(found)


_PAIRS_READ_AT_ONCE = 2_000


def _compare(
    pairs: Pairs,
    ids: npt.NDArray[np.object_],
    texts: npt.NDArray[np.object_],
    read_texts: Texts,
    comparisons: Comparisons,
) -> npt.NDArray[np.int64]:
    """Count what the texts of each pair have and have in common (see `Comparisons`), some texts at a time."""
    keys = pd.Index(texts[pairs[:, 0]] + texts[pairs[:, 1]], dtype="str")
    unknown = np.flatnonzero(~keys.isin(comparisons.counts.index))
    for start in range(0, len(unknown), _PAIRS_READ_AT_ONCE):
        own = unknown[start : start + _PAIRS_READ_AT_ONCE]
        block = pairs[own].tolist()
        content = _read({row for pair in block for row in pair}, ids, read_texts)
        counted = [
            [number for a, b in zip(content[one], content[other], strict=True) for number in (len(a & b), len(a), len(b))]
            for one, other in block
        ]
        comparisons.add(keys[own].tolist(), counted)
    comparisons.used = keys
    counts: npt.NDArray[np.int64] = comparisons.counts.loc[keys].to_numpy(dtype=np.int64)
    return counts


class _Content(NamedTuple):
    """What a text is compared by: its shingles; its names and figures."""

    shingles: frozenset[str]
    names: frozenset[str]


def _read(rows: set[int], ids: npt.NDArray[np.object_], read_texts: Texts) -> dict[int, _Content]:
    texts = read_texts([str(ids[row]) for row in sorted(rows)])
    return {row: _content(texts[str(ids[row])]) for row in sorted(rows)}


def _content(text: str) -> _Content:
    """Cut a text into shingles and names: words with a capital that do not open a sentence, and figures; all in lower case."""
    plain = normalise(text)
    words = find_words(plain)
    forms = [plain[start:end] for start, end in zip(*words, strict=True)]
    gaps = (plain[end:start] for end, start in zip([0, *words.ends], words.starts, strict=False))
    named = (
        form for form, gap in zip(forms, gaps, strict=True) if not form[0].islower() and (form[0].isdigit() or _goes_on(gap))
    )
    return _Content(frozenset(_shingles([form.lower() for form in forms])), frozenset(map(str.lower, named)))


def _goes_on(gap: str) -> bool:
    """Whether a sentence goes on over what stands between two words; nothing stands before the first of a text but blanks."""
    return bool(gap) and not _ENDING.search(gap)


_ENDING = re.compile(r"[.!?…:;\n«»“”\"]")


def _of_one_text(parts: dict[int, frozenset[str]]) -> list[int]:
    """Of texts that one longer text contains, the largest and those that have half of their own in common with it.

    A press review contains dispatches that have nothing to do with one another: it must not make one of them.
    """
    largest = max(parts.values(), key=len)
    return [row for row, own in parts.items() if 2 * len(own & largest) >= len(own)]


def _with_first(articles: pd.DataFrame, clusters: npt.NDArray[np.int32]) -> pd.DataFrame:
    ordered = articles.assign(cluster=clusters).sort_values(["published", "article_id"], na_position="last", kind="stable")
    first = ordered.drop_duplicates("cluster").set_index("cluster")
    return articles.assign(
        copy_cluster=first["article_id"].reindex(clusters).array,
        first_seen=first["published"].reindex(clusters).array,
    )


TEXTS = ("publications", "distinct")
"""What summaries count: every article, or of near-copies the first published only."""

Table = TypeVar("Table", Tables, pd.DataFrame)


def choose_texts(tables: Table, texts: str = "publications") -> Table:
    """Keep every article, or with `texts="distinct"` the first published of each group of near-copies, and its rows.

    Takes all tables or that of the articles alone. Failures stay; `articles.attrs["left_out"]` is how many articles do not.

    Raises
    ------
    SettingsError, TableError
        When `texts` is neither, or copies have not been marked.
    """
    if texts not in TEXTS:
        raise SettingsError(f"texts={texts!r}: give one of {', '.join(TEXTS)}")
    articles = tables if isinstance(tables, pd.DataFrame) else tables.articles
    if texts == "publications":
        return tables
    require(articles, "copy_cluster", of="articles")
    ordered = articles.sort_values(["published", "article_id"], na_position="last", kind="stable")
    cluster = ordered["copy_cluster"].fillna(ordered["article_id"])
    first = articles["article_id"].isin(ordered.loc[~cluster.duplicated(), "article_id"])
    if first.all():
        return tables
    chosen = _kept(articles, first)
    chosen.attrs["left_out"] = int((~first).sum())
    if isinstance(tables, pd.DataFrame):
        return chosen
    own = {
        name: _kept(table, table["article_id"].isin(chosen["article_id"]))
        for name, table in tables._asdict().items()
        if name not in ("articles", "failures")
    }
    return tables._replace(articles=chosen, **own)


def _kept(table: pd.DataFrame, rows: "pd.Series[bool]") -> pd.DataFrame:
    kept = table[rows].reset_index(drop=True)
    kept.attrs.update(table.attrs)
    return kept

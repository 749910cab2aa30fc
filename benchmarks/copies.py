"""How well near-copies are found, and how the search grows: on invented corpora with planted copies.

    python benchmarks/copies.py [N]...

Prints, for each size, CPU seconds of signatures and of the search, recall and precision over pairs of an
article and a copy of it (recall by kind of copy), and the exponent of growth between sizes.
"""

import math
import sys
import time
from itertools import combinations, pairwise

import pandas as pd
from invented import KINDS, invented_articles

from analysis.copies import find_signature, mark_copies
from analysis.readers.records import content_digest
from analysis.tables import Article, Signature, frame
from analysis.zones import prepare

SIZES = (1_000, 10_000, 100_000)


def main(sizes: tuple[int, ...]) -> None:
    """Find, compare with what was planted, print."""
    seconds = {}
    for size in sizes:
        planted = list(invented_articles(size))
        articles = frame([_article(one) for one in planted], Article)
        texts = dict(zip(articles["article_id"], articles["text"], strict=True))
        began = time.process_time()
        signatures = frame(
            [found for row in articles.itertuples(index=False) if (found := find_signature(prepare(row)))], Signature
        )
        signed = time.process_time()
        marked = mark_copies(articles, signatures, lambda _, texts=texts: texts)
        seconds[size] = time.process_time() - signed
        recall, precision, by_kind = _scores(pd.DataFrame(planted), marked)
        kinds = ", ".join(f"{kind} {by_kind[kind]:.4f}" for kind in KINDS)
        print(
            f"{size:>8,} articles: signatures {signed - began:6.1f} CPU s (with zones and words), search {seconds[size]:6.2f} CPU s, "
            f"recall {recall:.4f} ({kinds}), precision {precision:.4f}"
        )
    for small, large in pairwise(sizes):
        exponent = math.log(seconds[large] / seconds[small]) / math.log(large / small)
        print(f"growth of the search {small:,} → {large:,}: exponent {exponent:.2f} (target at most 1.05)")


def _article(planted: dict[str, object]) -> Article:
    text, title = str(planted["text"]), str(planted["title"])
    published = pd.Timestamp(str(planted["date"])).to_pydatetime()
    content = content_digest(text, title, "fr")
    return Article(str(planted["id"]), None, published, None, None, None, title, None, "fr", text, content, content, None)


def _scores(planted: pd.DataFrame, marked: pd.DataFrame) -> tuple[float, float, "pd.Series[float]"]:
    """Pairs of articles in one planted family, in one found cluster, and in both."""
    family = planted["original"].fillna(planted["id"])
    cluster = dict(zip(marked["article_id"], marked["copy_cluster"], strict=True))
    found = planted["id"].map(cluster)
    true, made = (_pairs(planted["id"], groups) for groups in (family, found))
    copies = planted.dropna(subset=["original"])
    hit = copies["id"].map(cluster) == copies["original"].map(cluster)
    return len(true & made) / len(true), len(true & made) / max(len(made), 1), hit.groupby(copies["kind"]).mean()


def _pairs(ids: "pd.Series[str]", groups: "pd.Series[str]") -> set[tuple[str, str]]:
    return {pair for _, members in ids.groupby(groups) if len(members) > 1 for pair in combinations(sorted(members), 2)}


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)

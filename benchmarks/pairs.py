"""How the counting of pairs grows: invented corpora of ten entities an article, up to 200,000 articles.

    python benchmarks/pairs.py

Entities are as frequent as words are (Zipf). Prints CPU seconds and memory of counting all pairs, and the
exponent of growth between the smallest and the largest corpus (1: linear).
"""

import math
import resource
import time

import numpy as np
import pandas as pd

from analysis.association import Incidence, count_pairs

SIZES = (25_000, 50_000, 100_000, 200_000)
PER_ARTICLE, N_ENTITIES, SEED = 10, 50_000, 0


def main() -> None:
    """Count, time, print."""
    seconds = {}
    for size in SIZES:
        named = invented(size)
        started = time.process_time()
        pairs = count_pairs(named)
        seconds[size] = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>8,} articles {len(named.contexts):>10,} mentions {len(pairs.n):>11,} pairs {seconds[size]:6.2f} CPU s, peak {peak:,.0f} MB"
        )
    exponent = math.log(seconds[SIZES[-1]] / seconds[SIZES[0]]) / math.log(SIZES[-1] / SIZES[0])
    print(f"growth exponent {exponent:.2f} (target at most 1.15)")


def invented(n_articles: int) -> Incidence:
    """Draw ten entities an article, frequent ones more often; each counts once."""
    generator = np.random.default_rng(SEED)
    chances = 1 / np.arange(1, N_ENTITIES + 1)
    drawn = generator.choice(N_ENTITIES, size=n_articles * PER_ARTICLE, p=chances / chances.sum())
    contexts = np.repeat(np.arange(n_articles), PER_ARTICLE)
    edges = np.unique(contexts * N_ENTITIES + drawn)
    return Incidence(edges // N_ENTITIES, edges % N_ENTITIES, n_articles, pd.RangeIndex(N_ENTITIES), np.arange(n_articles))


if __name__ == "__main__":
    main()

"""How fast: the default road and the fast one beside a naive pipeline, in one run; two workers beside one.

    python benchmarks/speed.py CORPUS [--rounds N] [--articles N]

The three take turns on the same real articles, so that a slow moment of the machine falls on all; ratios of
CPU seconds are medians over rounds. Workers are timed by the clock on an invented corpus of --articles.
"""

import argparse
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd
from invented import write_corpus
from naive import load, naive_pipeline
from scale import measured

import analysis

TARGETS = {"model": 2.2, "fast": 10.0}
WORKERS_TARGET = 1.8


def main(corpus: str, rounds: int, n_articles: int) -> None:
    """Compare, print."""
    warnings.simplefilter("ignore")  # textstat has no French word list and says so
    articles = analysis.read_articles(corpus)
    french = articles[articles["language"] == "fr"].sample(frac=1, random_state=0, ignore_index=True)
    words = french["text"].str.split().str.len()
    print(f"{corpus}: {len(french):,} French articles of {words.mean():.0f} words by blanks, {rounds} rounds")
    _compare(french, rounds)
    if n_articles:
        _compare_workers(n_articles)


def _compare(articles: pd.DataFrame, rounds: int) -> None:
    nlp = load()
    runs: dict[str, Callable[[pd.DataFrame], object]] = {
        "naive": lambda part: naive_pipeline(part, nlp),
        **{ner: lambda part, ner=ner: analysis.analyze(part, analysis.Settings(ner=ner)) for ner in TARGETS},
    }
    size = len(articles) // rounds
    for run in runs.values():  # what is loaded and remembered once
        run(articles.head(size))
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds):
        part = articles.iloc[number * size : (number + 1) * size]
        for name, run in runs.items():
            began = time.process_time()
            run(part)
            seconds[name].append(time.process_time() - began)
    for name, own in seconds.items():
        print(f"  {name:6} {sum(own) / (rounds * size) * 1e3:6.1f} CPU ms an article")
    for name, target in TARGETS.items():
        ratios = [slow / quick for slow, quick in zip(seconds["naive"], seconds[name], strict=True)]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"  naive / {name}: {median(ratios):.2f} ({spread}; target at least {target})")


def _compare_workers(n_articles: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        corpus = write_corpus(Path(name) / "corpus", n_articles)
        walls = []
        for workers in (1, 2):
            environment = {**os.environ, "CADRAGE_TABLES": f"{name}/tables{workers}"}
            command = [sys.executable, "-m", "analysis", "analyze", str(corpus), "--ner", "fast", "-q", "--workers", str(workers)]
            walls.append(measured(command, environment).wall)
    print(f"{n_articles:,} invented articles: 1 worker {walls[0]:.1f} s, 2 workers {walls[1]:.1f} s", end="")
    print(f", ratio {walls[0] / walls[1]:.2f} (target at least {WORKERS_TARGET})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--rounds", type=int, default=6, metavar="N")
    parser.add_argument("--articles", type=int, default=8_000, metavar="N", help="0: no comparison of workers")
    given = parser.parse_args()
    main(given.corpus, given.rounds, given.articles)

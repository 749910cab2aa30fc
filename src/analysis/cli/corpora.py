"""The commands that work on articles: `analyze`, `evaluate`, `coding`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.shared import Commands, add_execution, progress

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_commands"]


def add_commands(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this module."""
    _add_analyze(commands, shared)
    _add_evaluate(commands, shared)
    _add_coding(commands, shared)


def _add_analyze(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "analyze",
        parents=[shared],
        help="analyse what is new in a corpus and store its tables",
        description="Read articles (JSON lines, CSV, Parquet, scraped text), analyse those that are not stored yet, "
        "and store their tables as Parquet in data/tables. A second run finds nothing new and says so.",
        epilog="example: python -m analysis analyze data/raw --workers 2",
    )
    add_execution(command)
    command.set_defaults(run=_analyze)


def _analyze(options: argparse.Namespace) -> int:
    from analysis.analyzer import Settings
    from analysis.corpus import analyze_corpus

    settings = Settings(ner=options.ner)
    run = analyze_corpus(options.corpus, settings, workers=options.workers, cluster=options.cluster, progress=progress(options))
    n_failed = len(run.reading.failures)
    print(
        f"{run.n_new} new article(s) analysed, {run.n_known} known already, {n_failed} not readable; tables in {run.store.folder}"
    )
    return 0


def _add_evaluate(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "evaluate",
        parents=[shared],
        help="measure the analysis against hand-made labels",
        description="Compare what is found in the texts of a gold file with its labels, and print precision, recall and F1.",
        epilog="example: python -m analysis evaluate quotes my_gold.jsonl",
    )
    command.add_argument("what", choices=["quotes", "mentions"], help="what the file labels")
    command.add_argument("gold", metavar="GOLD.jsonl", type=Path, help="one article a line, with its labels (see docs/gold.md)")
    command.add_argument("--ner", default="model", metavar="ENGINE", help="what finds names: model (default), fast, rules")
    command.add_argument("--errors", metavar="FILE.csv", type=Path, help="write every error with its context to this file")
    command.add_argument(
        "--typographies", action="store_true", help="quotes: also in every style of marks and line breaks, with the spread"
    )
    command.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from analysis import evaluation
    from analysis.analyzer import Settings

    settings = Settings(ner=options.ner)
    found = evaluation.evaluate(options.what, options.gold, settings)
    print(_printed(found.scores))
    if found.confusion is not None:
        print("\n" + found.confusion.to_string())
    if options.typographies and options.what == "quotes":
        print("\n" + _printed(evaluation.compare_typographies(options.gold, settings)))
    if options.errors:
        found.errors.to_csv(options.errors, index=False)
        print(f"\n{len(found.errors)} errors in {options.errors}")
    return 0


def _printed(table: "pd.DataFrame") -> str:
    printed: str = table.to_string(index=False, float_format="{:.1f}".format)
    return printed


def _add_coding(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "coding",
        parents=[shared],
        help="draw sentences for people to code, so that tone can be validated",
        description="Write sentences of a corpus, drawn at random, to a CSV file with two empty columns: two people write "
        "-1, 0 or 1 in theirs, each alone. Give the coded file to a report (-p coded FILE) and its tone says what it is worth.",
        epilog="example: python -m analysis coding data/raw data/coding.csv --n 400",
    )
    command.add_argument("corpus", metavar="CORPUS", help="file, folder or pattern")
    command.add_argument("out", metavar="FILE.csv", type=Path, help="where to write; an existing file is never overwritten")
    command.add_argument("--n", type=int, default=300, metavar="N", help="sentences, about (default: %(default)s)")
    command.add_argument("--seed", type=int, default=0, metavar="N", help="of the draw (default: 0)")
    command.set_defaults(run=_coding)


def _coding(options: argparse.Namespace) -> int:
    from analysis.corpus import read_tables
    from analysis.errors import SettingsError
    from analysis.evaluation import coding_sample

    if options.out.exists():
        raise SettingsError(f"{options.out} is there already and may hold codes; give another name")
    if not options.out.parent.is_dir():
        raise SettingsError(f"{options.out.parent}: no such folder; make it first")
    if options.n < 1:
        raise SettingsError(f"--n {options.n}: give 1 or more")
    sample = coding_sample(read_tables(options.corpus, progress=progress(options)), n=options.n, seed=options.seed)
    sample.to_csv(options.out, index=False)
    print(f"{len(sample)} sentences to code in {options.out}")
    return 0

"""The commands: `python -m analysis {report,analyze,evaluate,coding,check,index,prune}`.

Everything heavy is imported inside the command that needs it, so that `--help` is instant.
"""

import argparse
import logging
import signal
import sys
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["main"]

_EPILOG = """exit codes:
  0 done, or there already    2 wrong usage, parameter or input    3 the notebook failed
  4 another run holds this report    5 the page failed its self-check    130, 143 stopped
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr, force=True)
    logging.getLogger("analysis").setLevel(_level(options))
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return int(options.run(options))
    except AnalysisError as error:
        print(f"cadrage: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenProcessPool:
        print("cadrage: a worker died (out of memory?); what is stored stays, run again with fewer --workers", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("cadrage: stopped; what is stored stays, run the same command to go on", file=sys.stderr)
        return 130
    except _Terminated:
        print("cadrage: terminated; what is stored stays, run the same command to go on", file=sys.stderr)
        return 143


class _Terminated(BaseException):
    """SIGTERM as an exception, so that locks are left and the kernel is stopped."""


def _terminate(_signal: int, _frame: object) -> None:
    raise _Terminated


def _level(options: argparse.Namespace) -> int:
    if options.quiet:
        return logging.ERROR
    return logging.DEBUG if options.verbose else logging.INFO


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("-q", "--quiet", action="store_true", help="no progress bar, no notes; errors only")
    shared.add_argument("-v", "--verbose", action="store_true", help="also what is of use to developers")
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Who speaks in the news, in what tone, about whom, and how hard it reads.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_report(commands, shared)
    _add_analyze(commands, shared)
    _add_evaluate(commands, shared)
    _add_coding(commands, shared)
    _add_check(commands, shared)
    _add_index(commands, shared)
    _add_prune(commands, shared)
    return parser


def _add_report(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "report",
        parents=[shared],
        help="analyse a corpus and publish its report",
        description="Analyse what is new in a corpus, run a notebook on it and publish one HTML file, "
        "reports/<date>/<notebook>.html, that opens anywhere without a network.",
        epilog="example: python -m analysis report data/raw --date 2026-11-23 -p since 2026-11-01 -p report_language en",
    )
    command.add_argument(
        "corpus", nargs="?", metavar="CORPUS", help="file, folder or pattern (default: the notebook's own, the sample)"
    )
    command.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="day of the report (default: today, UTC)")
    command.add_argument(
        "--notebook", default="framing_report", metavar="NAME", help="a notebook in notebooks/ (default: %(default)s)"
    )
    command.add_argument(
        "-p",
        "--parameter",
        action="append",
        nargs=2,
        default=[],
        metavar=("NAME", "VALUE"),
        help="a parameter of the notebook; a list takes commas, or the option again",
    )
    command.add_argument("--force", action="store_true", help="make the report anew even if it is there already")
    command.add_argument("--workers", type=int, default=1, metavar="N", help="processes for the analysis (default: 1)")
    command.add_argument(
        "--notify",
        metavar="COMMAND",
        help="run this command when the report is published or failed, with the path of a JSON record as last argument",
    )
    command.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    from analysis.places import reports_folder
    from analysis.report import publish_report
    from analysis.report.notify import notify, write_failure

    given = _gathered(options.parameter)
    try:
        outcome = publish_report(
            options.corpus,
            day=options.date,
            notebook=options.notebook,
            given=given,
            force=options.force,
            workers=options.workers,
            progress=_progress(options),
        )
    except AnalysisError as error:
        if options.notify:
            record = write_failure(reports_folder(), error, {"corpus": options.corpus or "", **given})
            notify(options.notify, record, is_published=False)
        raise
    if options.notify and outcome.is_new:
        notify(options.notify, outcome.path.with_suffix("") / "run.json", is_published=True)
    if not outcome.is_new:
        logging.getLogger(__name__).info("already published from the same texts and parameters; --force makes it anew")
    print(outcome.path)
    return 0


def _gathered(pairs: list[list[str]]) -> dict[str, str]:
    """Put repeated parameters together: a list may be given item by item."""
    given: dict[str, str] = {}
    for name, value in pairs:
        given[name] = f"{given[name]},{value}" if name in given else value
    return given


def _add_analyze(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "analyze",
        parents=[shared],
        help="analyse what is new in a corpus and store its tables",
        description="Read articles (JSON lines, CSV, Parquet, scraped text), analyse those that are not stored yet, "
        "and store their tables as Parquet in data/tables. A second run finds nothing new and says so.",
        epilog="example: python -m analysis analyze data/raw --workers 2",
    )
    command.add_argument("corpus", metavar="CORPUS", help="file, folder or pattern such as 'data/raw/*.csv'")
    command.add_argument(
        "--ner",
        default="model",
        metavar="ENGINE",
        help="what finds names: model (default, best), fast (eight times as fast), rules",
    )
    command.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: 1)")
    command.set_defaults(run=_analyze)


def _analyze(options: argparse.Namespace) -> int:
    from analysis.analyzer import Settings
    from analysis.corpus import analyze_corpus

    settings = Settings(ner=options.ner)
    run = analyze_corpus(options.corpus, settings, workers=options.workers, progress=_progress(options))
    n_failed = len(run.reading.failures)
    print(
        f"{run.n_new} new article(s) analysed, {run.n_known} known already, {n_failed} not readable; tables in {run.store.folder}"
    )
    return 0


def _add_evaluate(commands: "Commands", shared: argparse.ArgumentParser) -> None:
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


def _add_coding(commands: "Commands", shared: argparse.ArgumentParser) -> None:
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
    sample = coding_sample(read_tables(options.corpus, progress=_progress(options)), n=options.n, seed=options.seed)
    sample.to_csv(options.out, index=False)
    print(f"{len(sample)} sentences to code in {options.out}")
    return 0


def _add_check(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser("check", parents=[shared], help="check a published page against its contract")
    command.add_argument("page", metavar="REPORT.html", type=Path)
    command.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from analysis.errors import ReportError, SettingsError
    from analysis.report.check import check_page

    if not options.page.is_file():
        raise SettingsError(f"{options.page}: no such file; give the path of a published report")
    problems = check_page(options.page.read_text(encoding="utf-8"))
    if problems:
        raise ReportError(f"{options.page}: " + "; ".join(problems), exit_code=5)
    print(f"{options.page}: keeps its contract")
    return 0


def _add_index(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser("index", parents=[shared], help="write index, feed and latest pages anew")
    command.set_defaults(run=_index)


def _index(_options: argparse.Namespace) -> int:
    from analysis.places import reports_folder
    from analysis.report.shelf import write_shelf

    print(write_shelf(reports_folder()))
    return 0


def _add_prune(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser("prune", parents=[shared], help="delete old reports, keeping the newest of each notebook")
    command.add_argument("--keep", type=int, required=True, metavar="N", help="reports of each notebook to keep, 1 or more")
    command.set_defaults(run=_prune)


def _prune(options: argparse.Namespace) -> int:
    from analysis.errors import SettingsError
    from analysis.places import reports_folder
    from analysis.report.shelf import prune

    if options.keep < 1:
        raise SettingsError(f"--keep {options.keep}: give 1 or more")
    for page in prune(reports_folder(), options.keep):
        print(page)
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-23") from None


def _progress(options: argparse.Namespace) -> bool | None:
    """Off when quiet; else left to whether stderr is a terminal."""
    return False if options.quiet else None

"""The commands that work on reports: `report`, `backfill`, `check`, `index`, `prune`."""

import argparse
import logging
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.cli.shared import Commands, progress
from analysis.errors import NoArticleError, ReportError

if TYPE_CHECKING:
    from analysis.report import Outcome

__all__ = ["add_commands"]


def add_commands(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this module."""
    making = _making()
    _add_report(commands, [shared, making])
    _add_backfill(commands, [shared, making])
    _add_check(commands, shared)
    _add_index(commands, shared)
    _add_prune(commands, shared)


def _making() -> argparse.ArgumentParser:
    """The options of whatever makes reports."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "corpus", nargs="?", metavar="CORPUS", help="file, folder or pattern (default: the notebook's own, the sample)"
    )
    options.add_argument(
        "--notebook", default="framing_report", metavar="NAME", help="a notebook in notebooks/ (default: %(default)s)"
    )
    options.add_argument(
        "--name",
        metavar="NAME",
        help="what the page is called (default: as its notebook), so that a date can have several of a notebook",
    )
    options.add_argument(
        "-p",
        "--parameter",
        action="append",
        nargs=2,
        default=[],
        metavar=("NAME", "VALUE"),
        help="a parameter of the notebook; a list takes commas, or the option again",
    )
    options.add_argument(
        "--days", type=int, metavar="N", help="only articles of the N days that end with the report's: sets since and until"
    )
    options.add_argument("--force", action="store_true", help="make the report anew even if it is there already")
    options.add_argument("--workers", type=int, default=1, metavar="N", help="processes for the analysis (default: 1)")
    options.add_argument(
        "--time-limit",
        type=float,
        metavar="SECONDS",
        help="longest time that the notebook may run; the analysis, which keeps what it has done, has no limit",
    )
    options.add_argument(
        "--notify",
        metavar="COMMAND",
        help="run this command when a report is published or failed, with the path of a JSON record as last argument",
    )
    return options


def _add_report(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "report",
        parents=parents,
        help="analyse a corpus and publish its report",
        description="Analyse what is new in a corpus, run a notebook on it and publish one HTML file, "
        "reports/<date>/<notebook>.html, that opens anywhere without a network.",
        epilog="example: python -m analysis report data/raw --date 2026-11-23 --days 7 -p report_language en",
    )
    command.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="day of the report (default: today, UTC)")
    command.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    outcome = _made(options, options.date)
    if not outcome.is_new:
        logging.getLogger(__name__).info("already published from the same texts and parameters; --force makes it anew")
    print(outcome.path)
    return 0


def _made(options: argparse.Namespace, day: date | None, *, tells_empty: bool = True, **given: str) -> "Outcome":
    """Make the report of a day, and tell whoever wants to know."""
    from analysis.places import reports_folder
    from analysis.report import publish_report
    from analysis.report.notify import notify, write_failure

    parameters = {**_gathered(options.parameter), **given}
    how: dict[str, Any] = {
        "days": options.days,
        "notebook": options.notebook,
        "name": options.name,
        "given": parameters,
        "force": options.force,
    }
    how |= {"workers": options.workers, "seconds": options.time_limit, "progress": progress(options)}
    try:
        outcome = publish_report(options.corpus, day=day, **how)
    except BaseException as error:  # also when stopped, or out of memory or disk: whoever waits for the report wants to know
        if options.notify and (tells_empty or not isinstance(error, NoArticleError)):
            about = {
                "notebook": options.notebook,
                "date": f"{day or ''}",
                "parameters": {"corpus": options.corpus or "", **parameters},
            }
            record = getattr(error, "record", None) or write_failure(reports_folder(), error, about)
            notify(options.notify, record, is_published=False)
        raise
    if options.notify and outcome.is_new:
        notify(options.notify, outcome.path.with_suffix("") / "run.json", is_published=True)
    return outcome


def _gathered(pairs: list[list[str]]) -> dict[str, str]:
    """Put repeated parameters together: a list may be given item by item."""
    given: dict[str, str] = {}
    for name, value in pairs:
        given[name] = f"{given[name]},{value}" if name in given else value
    return given


def _add_backfill(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "backfill",
        parents=parents,
        help="publish the reports of past days that are missing",
        description="Publish a report for each day from one to another, as `report --date` would have that day: without --days "
        "each has all articles up to its day. A date that has a report of this name keeps it, whatever it was made from; a day without articles is passed over; a day that "
        "fails does not stop the others.",
        epilog="example: python -m analysis backfill data/raw --from 2026-11-01 --to 2026-11-23 --days 1",
    )
    command.add_argument("--from", dest="first", type=_day, required=True, metavar="YYYY-MM-DD", help="first day")
    command.add_argument("--to", dest="last", type=_day, required=True, metavar="YYYY-MM-DD", help="last day, included")
    command.set_defaults(run=_backfill)


def _backfill(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from analysis.errors import SettingsError
    from analysis.places import reports_folder
    from analysis.report.parameters import read_parameters
    from analysis.report.publication import notebook_path, page_of

    if options.first > options.last:
        raise SettingsError(f"--from {options.first} is after --to {options.last}")
    if not {"since", "until"} <= set(read_parameters(notebook_path(options.notebook))):
        raise SettingsError(f"the notebook {options.notebook} takes no since and until: every day would have the same report")
    code = 0
    for day in tqdm(list(_days(options.first, options.last)), desc="reports", unit="day", disable=options.quiet or None):
        page = page_of(reports_folder(), day, options.name or options.notebook)
        if page.exists() and not options.force:
            print(page)
            continue
        until = {} if options.days or "until" in dict(options.parameter) else {"until": f"{day}"}
        try:
            print(_made(options, day, tells_empty=False, **until).path)
        except NoArticleError:
            logging.getLogger(__name__).info("%s: no article; no report", day)
        except ReportError as error:  # a wrong parameter or corpus is wrong for every day, and ends it
            print(f"cadrage: {day}: {error}", file=sys.stderr)
            code = error.exit_code
    return code


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _add_check(commands: Commands, shared: argparse.ArgumentParser) -> None:
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


def _add_index(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser("index", parents=[shared], help="write index, feed and latest pages anew")
    command.set_defaults(run=_index)


def _index(_options: argparse.Namespace) -> int:
    from analysis.places import reports_folder
    from analysis.report.shelf import write_shelf

    print(write_shelf(reports_folder()))
    return 0


def _add_prune(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "prune",
        parents=[shared],
        help="delete old reports, keeping the newest of each notebook",
        description="Delete old pages with their folders, and old failed runs, keeping the newest N of each notebook (or --name); "
        "the paths of the pages deleted are printed.",
    )
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

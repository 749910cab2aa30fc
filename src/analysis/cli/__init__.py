"""The commands: `python -m analysis {report,backfill,analyze,status,retry-failures,verify,compact,evaluate,…}`.

Everything heavy is imported inside the command that needs it, so that `--help` is instant.
"""

import argparse
import logging
import os
import signal
import sys

from analysis.cli import corpora, reports, stores
from analysis.errors import AnalysisError

__all__ = ["main"]

_EPILOG = """exit codes:
  0 done, or there already    2 wrong usage, parameter or input    3 the notebook failed
  4 another run holds this report    5 a page or stored tables failed their check    130, 141, 143 stopped
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
    except BrokenPipeError:  # whoever read the output has enough: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains of it at the end
        return 128 + signal.SIGPIPE
    except OSError as error:
        print(f"cadrage: {error}; nothing was published; make room or mend the permissions and run again", file=sys.stderr)
        return 3
    except Exception as error:
        if options.verbose:
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        print(
            f"cadrage: {what}; this is a fault of Cadrage: run again with -v to see where, and tell its developers",
            file=sys.stderr,
        )
        return 3
    except KeyboardInterrupt:
        print("cadrage: stopped; what is stored stays, run the same command to go on", file=sys.stderr)
        return 130
    except _Terminated:
        print("cadrage: terminated; what is stored stays, run the same command to go on", file=sys.stderr)
        return 143


class _Terminated(SystemExit):
    """SIGTERM as an exception, so that locks are left and the kernel is stopped; of the kind that an event loop lets through."""


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
    reports.add_commands(commands, shared)
    corpora.add_commands(commands, shared)
    stores.add_commands(commands, shared)
    return parser

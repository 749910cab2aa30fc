"""What the commands share."""

import argparse
from typing import TYPE_CHECKING, Any

__all__ = ["Commands", "add_execution", "progress"]

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = Any


def progress(options: argparse.Namespace) -> bool | None:
    """Off when quiet; else left to whether stderr is a terminal."""
    return False if options.quiet else None


def add_execution(command: argparse.ArgumentParser) -> None:
    """Add what an analysis is told: the corpus, what finds names, and where to work."""
    command.add_argument("corpus", metavar="CORPUS", help="file, folder or pattern such as 'data/raw/*.csv'")
    command.add_argument(
        "--ner", default="model", metavar="ENGINE", help="what finds names: model (default, best), fast (for millions), rules"
    )
    command.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: 1)")
    command.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="work on a Dask cluster: the address of its scheduler, such as tcp://10.0.0.1:8786, or local for one of "
        "--workers processes here (see docs/cluster.md)",
    )

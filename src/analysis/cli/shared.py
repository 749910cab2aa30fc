"""What the commands share."""

import argparse
from typing import TYPE_CHECKING, Any

__all__ = ["Commands", "progress"]

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = Any


def progress(options: argparse.Namespace) -> bool | None:
    """Off when quiet; else left to whether stderr is a terminal."""
    return False if options.quiet else None

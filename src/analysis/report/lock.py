"""Locks in the folder of reports: one a report, one for the shelf; a dead run holds nothing."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import ReportError

__all__ = ["LOCKED", "locked"]

LOCKED = 4
"""Exit code of a run that finds its report held by another."""


@contextmanager
def locked(folder: Path, name: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a name; who finds it held waits, or is refused.

    Raises
    ------
    ReportError
        When another run holds it, with exit code 4.
    """
    locks = folder / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / name).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise ReportError(
                f"another run is making {name}; wait for it, or give another --date or --name", exit_code=LOCKED
            ) from error
        yield

"""Where the parts of a run are worked on: in this process, in several, or on a cluster (`corpus.cluster`).

An executor takes an iterator of parts and yields each with the number of its articles as it is done, in
any order, or with null where it killed, more than once, the process that worked on it. `execute` finds out
which of its articles does.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Thread

from analysis.corpus.parts import Work, analyze_part, give_up, halves
from analysis.errors import WorkerError

__all__ = ["Done", "Executor", "execute", "in_processes", "in_this_process"]

Done = tuple[Path, int | None]
Executor = Callable[[Iterable[Path], Work], Iterator[Done]]

_TRIES = 2
"""Times that a part is tried alone after its process died with others."""

_MOST_GIVEN_UP = 20
"""Articles given up in one run; more says something of the machine, not of the articles."""


def execute(parts: Iterable[Path], work: Work, executor: Executor) -> Iterator[int]:
    """Work on all parts; yield numbers of articles as they are done.

    A part that kills its process is cut in two, and again, so that the article that does it is found, stored as failed, and
    harms no other.

    Raises
    ------
    WorkerError
        When so many articles kill their process that it cannot be the articles.
    """
    given_up = 0
    while True:
        lost = []
        for part, number in executor(parts, work):
            if number is None:
                lost.append(part)
            else:
                part.unlink(missing_ok=True)
                yield number
        if not lost:
            return
        pieces = {part: list(halves(part)) for part in lost}
        for part in (part for part, own in pieces.items() if not own):
            given_up += 1
            if given_up > _MOST_GIVEN_UP:
                raise WorkerError(
                    f"{given_up} articles killed the process that analysed them: rather the machine lacks memory; "
                    "what is stored stays; run again with fewer --workers, then `python -m analysis retry-failures`"
                )
            yield give_up(part, work)
        parts = [half for own in pieces.values() for half in own]


def in_this_process(parts: Iterable[Path], work: Work) -> Iterator[Done]:
    """Work on one part after the other, here."""
    for part in parts:
        yield part, analyze_part(part, work)


def in_processes(workers: int) -> Executor:
    """Work on the parts in so many processes; when one dies all are replaced, and what they were at is tried again, part by part."""

    def executor(parts: Iterable[Path], work: Work) -> Iterator[Done]:
        left = iter(parts)
        while True:
            running: dict[Future[int], Path] = {}
            try:
                with _pool(workers) as pool:
                    yield from _feed(pool, left, work, running, 2 * workers)
                    return
            except _DIED:
                yield from ((part, _try_alone(part, work)) for part in running.values())

    return executor


_DIED = (BrokenProcessPool, EOFError, ConnectionError)
"""How it shows that a worker died, or the server that forks them."""


def _feed(
    pool: ProcessPoolExecutor, left: Iterator[Path], work: Work, running: dict[Future[int], Path], ahead: int
) -> Iterator[Done]:
    """Keep some parts waiting at the pool, no more, so that neither their texts nor their files pile up."""
    while True:
        for part in islice(left, ahead - len(running)):
            try:
                running[pool.submit(analyze_part, part, work)] = part
            except _DIED:
                yield part, _try_alone(part, work)
                raise
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            number = _result(future)
            yield running.pop(future), number


def _result(future: Future[int]) -> int | None:
    try:
        return future.result()
    except MemoryError:
        return None


def _try_alone(part: Path, work: Work) -> int | None:
    """Work on a part in a process of its own, twice if need be: only a part that kills it both times is to blame."""
    for _ in range(_TRIES):
        try:
            with _pool(1) as pool:
                return _result(pool.submit(analyze_part, part, work))
        except _DIED:
            continue
    return None


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool whose processes end with this one, and at once when what is done with them is broken off."""
    context = _context()
    ours, theirs = context.Pipe(duplex=False)[::-1]
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with, initargs=(theirs,))
    try:
        yield pool
    except BaseException:
        ours.close()  # parts are whole or not there: nothing is lost
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        ours.close()
        theirs.close()


def _context() -> ForkServerContext:
    """A fresh server process forks the workers: they hold nothing of this one, no lock of a report above all."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["analysis.corpus.parts"])
    return context


def _end_with(run: Connection) -> None:
    """End this process when the other end of a pipe is closed, by the run or by its death; it would wait for work for ever."""
    Thread(target=_wait_and_exit, args=(run,), daemon=True).start()


def _wait_and_exit(run: Connection) -> None:
    wait_for([run])
    os._exit(1)

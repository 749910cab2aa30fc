"""The parts of a run on a dask.distributed cluster: one that is there, or one started here. Dask is imported here only.

Workers need this very project (code, lexicons, models) and the folder of tables under the same path; what
goes to them is the path of a part, never a text. A part whose worker dies is tried elsewhere by the
scheduler; one that has killed several workers comes back as lost. The stored parts are the only state: when
the scheduler itself dies, the next run goes on from them.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import dask
from distributed import CancelledError, Client, KilledWorker, LocalCluster, as_completed

from analysis.analyzer import fingerprint
from analysis.corpus.executors import Done, Executor
from analysis.corpus.parts import Work, analyze_part
from analysis.errors import SettingsError, WorkerError

__all__ = ["on_cluster"]

LOCAL = "local"
"""Address of a cluster that is started here, for this run."""

_SECONDS_TO_CONNECT = 30


@contextmanager
def on_cluster(address: str, workers: int) -> Iterator[Executor]:
    """Work on the parts on a cluster: at the address of its scheduler, or "local" with so many worker processes.

    Raises
    ------
    SettingsError
        When there is no scheduler at the address, or a worker has other code, lexicons or models.
    WorkerError
        When the scheduler goes away.
    """
    for name in ("distributed", "distributed.scheduler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # that a worker died is told as a failure of its article
    with _connected(address, workers) as client:

        def executor(parts: Iterable[Path], work: Work) -> Iterator[Done]:
            return _feed(client, iter(parts), work)

        yield executor


@contextmanager
def _connected(address: str, workers: int) -> Iterator[Client]:
    if address == LOCAL:
        dask.config.set({"distributed.deploy.lost-worker-timeout": "1 day"})  # a nanny replaces its own worker
        with LocalCluster(workers, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(address, timeout=_SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"--cluster {address}: no Dask scheduler answers there; start one with "
            "`python -m distributed.cli.dask_scheduler` and give its address, such as tcp://10.0.0.1:8786, or say local"
        ) from error
    with client:
        yield client


def _feed(client: Client, left: Iterator[Path], work: Work) -> Iterator[Done]:
    """Keep two parts a worker waiting at the scheduler, no more."""
    running: dict[Any, Path] = {}
    finished = as_completed()
    while True:
        ahead = 2 * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        for part in islice(left, max(ahead - len(running), 0)):  # workers may have gone meanwhile
            future = client.submit(_analyze_on_worker, part, work, pure=False)
            running[future] = part
            finished.add(future)
        if not running:
            return
        future = next(finished)
        yield running.pop(future), _result(future)


def _result(future: Any) -> int | None:
    try:
        number: int = future.result()
    except (KilledWorker, MemoryError):
        return None
    except CancelledError as error:
        raise WorkerError("the cluster's scheduler is gone; what is stored stays, run the same command to go on") from error
    return number


_ONE_AT_A_TIME = Lock()
"""Taggers are not made for several threads; workers with more than one take turns."""


def _analyze_on_worker(part: Path, work: Work) -> int:
    with _ONE_AT_A_TIME:
        own = fingerprint(work.settings)
        if own != work.store.folder.name:
            raise SettingsError(
                f"a worker has other code, lexicons or models ({own}) than the run ({work.store.folder.name}); "
                "install the same version of the project on every machine"
            )
        return analyze_part(part, work)

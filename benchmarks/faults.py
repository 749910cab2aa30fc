"""Kill -9 at random moments: a worker, the run itself, a worker of a Dask cluster. Nothing may be lost or doubled.

    python benchmarks/faults.py [--trials N] [--articles N] [TARGET]...

Each trial analyses an invented corpus with two workers, kills one process, runs the same command again where
the run itself was killed, and compares every row of every table with those of a run that nobody disturbed.
Exits with 1 when one differs. TARGET: worker, run, dask (default: all).
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import psutil
from invented import write_corpus

from analysis.analyzer import Settings, fingerprint
from analysis.readers.inventory import take_inventory
from analysis.store import Store
from analysis.tables import TABLES, Tables

WORKERS = 2
SETTINGS = Settings(ner="rules")
TARGETS = ("worker", "run", "dask")


def main(trials: int, n_articles: int, targets: list[str]) -> int:
    """Run the trials; return how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = write_corpus(folder / "corpus", n_articles)
        began = time.monotonic()
        assert _start(corpus, folder / "reference").wait() == 0
        seconds = time.monotonic() - began
        reference = _tables(corpus, folder / "reference")
        print(f"{n_articles:,} articles, undisturbed: {seconds:.1f} s, {sum(map(len, reference)):,} rows")
        for target in targets:
            failed += _try(target, trials, corpus, folder, reference, seconds)
    return failed


def _try(target: str, trials: int, corpus: Path, folder: Path, reference: Tables, seconds: float) -> int:
    chance = random.Random(target)
    moments, failed, n_killed = sorted(chance.uniform(0.2, seconds) for _ in range(trials)), 0, 0
    for number, drawn in enumerate(moments):
        moment = drawn
        store = folder / f"{target}{number}"
        killed, fault = _TRIALS[target](corpus, store, moment, chance)
        while not killed and not fault and moment > _EARLIEST:  # it was faster than the one before: again, earlier
            moment /= 2
            store = folder / f"{target}{number}-{moment:.3f}"
            killed, fault = _TRIALS[target](corpus, store, moment, chance)
        fault = fault or _difference(reference, _tables(corpus, store)) or _doubled(store)
        n_killed, failed = n_killed + killed, failed + bool(fault)
        if fault:
            print(f"  {target} killed at {moment:.2f} s: {fault}")
    print(f"{target}: {trials} moments, {n_killed} killed while the run was on, {failed} with a row lost, doubled or changed")
    return failed if n_killed else 1  # where nothing was killed nothing was tried


_EARLIEST = 0.1


def _start(corpus: Path, tables: Path, *more: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "CADRAGE_TABLES": str(tables)}
    command = [sys.executable, "-m", "analysis", "analyze", str(corpus), "--ner", SETTINGS.ner, "-q"]
    return subprocess.Popen([*command, *(more or ("--workers", str(WORKERS)))], env=environment, stdout=subprocess.DEVNULL)


def _kill_worker(corpus: Path, tables: Path, moment: float, chance: random.Random) -> tuple[bool, str]:
    """Kill a worker: the run replaces it and ends well."""
    run = _start(corpus, tables)
    killed = _kill_one(lambda: _workers(run.pid), run, moment, chance)
    return killed, "" if run.wait() == 0 else f"exit code {run.returncode}"


def _kill_run(corpus: Path, tables: Path, moment: float, chance: random.Random) -> tuple[bool, str]:
    """Kill the run: its workers go too, and the same command ends what was begun."""
    del chance
    run = _start(corpus, tables)
    time.sleep(moment)
    killed, workers = run.poll() is None, psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
    run.kill()
    run.wait()
    if psutil.wait_procs(workers, timeout=20)[1]:
        return killed, "a worker is left"
    return killed, "" if _start(corpus, tables).wait() == 0 else "the second run failed"


def _kill_dask(corpus: Path, tables: Path, moment: float, chance: random.Random) -> tuple[bool, str]:
    """Kill a worker of a cluster: the scheduler gives its part to another."""
    with dask_cluster(WORKERS) as (address, nannies):
        run = _start(corpus, tables, "--cluster", address)
        killed = _kill_one(lambda: _workers(nannies), run, moment, chance)
        return killed, "" if run.wait() == 0 else f"exit code {run.returncode}"


_TRIALS: dict[str, Callable[[Path, Path, float, random.Random], tuple[bool, str]]] = {
    "worker": _kill_worker,
    "run": _kill_run,
    "dask": _kill_dask,
}


def _kill_one(
    find: Callable[[], list[psutil.Process]], run: subprocess.Popen[bytes], moment: float, chance: random.Random
) -> bool:
    """Kill one of some processes, from a moment on as soon as there is one, while the run is on."""
    time.sleep(moment)
    while run.poll() is None:
        found = find()
        if found:
            chance.choice(found).send_signal(signal.SIGKILL)
            return True
        time.sleep(0.01)
    return False


def _workers(process: int) -> list[psutil.Process]:
    """The working processes below a process: those without children of their own."""
    try:
        below = psutil.Process(process).children(recursive=True)
        return [one for one in below if not one.children() and not _is_server(one)]
    except psutil.NoSuchProcess:
        return []


def _is_server(process: psutil.Process) -> bool:
    return "resource_tracker" in " ".join(process.cmdline())


@contextmanager
def dask_cluster(workers: int) -> Iterator[tuple[str, int]]:
    """Start a scheduler and worker processes on this machine; yield its address, and the process above the nannies."""
    with tempfile.TemporaryDirectory() as folder:
        contact = Path(folder) / "scheduler.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        shared = ["--no-dashboard", "--scheduler-file", str(contact)]
        scheduler = subprocess.Popen([*_DASK, "distributed.cli.dask_scheduler", "--port", "0", *shared], **quiet)
        more = ["--nworkers", str(workers), "--nthreads", "1", *shared]
        nannies = subprocess.Popen([*_DASK, "distributed.cli.dask_worker", *more], **quiet)
        try:
            from distributed import Client

            while not contact.exists():
                time.sleep(0.05)
            with Client(scheduler_file=str(contact), timeout=60) as client:
                client.wait_for_workers(workers, timeout=60)
                address = client.scheduler.address
            yield address, nannies.pid
        finally:
            for process in (nannies, scheduler):
                process.terminate()
            for process in (nannies, scheduler):
                process.wait()


_DASK = [sys.executable, "-m"]


def _tables(corpus: Path, tables: Path) -> Tables:
    """Every row that a reader of the store sees, in a fixed order."""
    reading = take_inventory(corpus, tables / "inventories", known=None, keep=lambda _: None)
    found = Store(tables, fingerprint(SETTINGS)).read_all(reading.articles)
    return Tables(*(_sorted(table) for table in found))


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(list(table.columns), ignore_index=True) if len(table) else table


def _difference(reference: Tables, found: Tables) -> str:
    for name in TABLES:
        expected, got = getattr(reference, name), getattr(found, name)
        if not expected.equals(got):
            return f"{name} differ: {len(expected):,} rows, {len(got):,} found"
    return ""


def _doubled(tables: Path) -> str:
    """Whether a text lies in two parts on the disk."""
    contents = [content for part in Store(tables, fingerprint(SETTINGS)).parts() for content in part.contents]
    return f"{len(contents) - len(set(contents))} texts are stored twice" if len(contents) > len(set(contents)) else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", metavar="TARGET", nargs="*", default=list(TARGETS))
    parser.add_argument("--trials", type=int, default=20, metavar="N", help="moments for each target (default: 20)")
    parser.add_argument("--articles", type=int, default=1_000, metavar="N", help="articles of the corpus (default: 1,000)")
    given = parser.parse_args()
    sys.exit(min(main(given.trials, given.articles, given.targets), 1))

"""How everything grows: cold and incremental runs, memory, near-copies, pairs, summaries, on invented corpora.

    python benchmarks/scale.py [--sizes N…] [--workers N] [--ner ENGINE] [--keep FOLDER]

For each size a corpus is invented (`invented.py`) and analysed by the command itself, cold, then again with
nothing new, with every file touched (all texts are read and hashed again), and with one new article. CPU and
memory are those of the whole tree of processes, sampled. Exponents of growth compare the smallest and the
largest size (1: linear). `--keep` uses a folder that stays: what it has already is not done again.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from invented import write_corpus

SIZES = (1_000, 10_000, 100_000, 200_000)
SAMPLED_EVERY = 0.1


class Measured(NamedTuple):
    """Seconds of a clock and of all processors, peak memory of the run and of its largest worker."""

    wall: float
    cpu: float
    run_mb: float
    worker_mb: float


def main(sizes: list[int], workers: int, ner: str, folder: Path) -> None:
    """Measure, size by size, and print."""
    results: dict[int, dict[str, Any]] = {}
    for size in sizes:
        kept = folder / f"{size}.json"
        if not kept.exists():
            kept.write_text(json.dumps(_measure_size(size, workers, ner, folder)), encoding="utf-8")
        results[size] = json.loads(kept.read_text(encoding="utf-8"))
        _print_size(size, results[size])
    _print_growth(sizes, results)


def _measure_size(size: int, workers: int, ner: str, folder: Path) -> dict[str, Any]:
    corpus = folder / f"corpus{size}"
    if not corpus.exists():
        write_corpus(corpus, size)
        time.sleep(2.5)  # files that changed just now are read again
    environment = {**os.environ, "CADRAGE_TABLES": str(folder / f"tables{size}")}
    command = [sys.executable, "-m", "analysis", "analyze", str(corpus), "--ner", ner, "-q"]
    cold = measured([*command, "--workers", str(workers)], environment)
    measured(command, environment)  # the inventory settles
    again = measured(command, environment)
    for file in corpus.iterdir():
        os.utime(file)
    time.sleep(2.5)
    touched = measured(command, environment)
    article = {"id": f"new{size}", "text": f"Un {size}e pont ferme à Brévan. " * 20, "lang": "fr", "date": "2026-01-01"}
    (corpus / "new.jsonl").write_text(json.dumps(article), encoding="utf-8")
    one = measured(command, environment)
    (corpus / "new.jsonl").unlink()
    start = measured([sys.executable, "-c", "import analysis.corpus"], environment)
    steps = measured([sys.executable, __file__, "--steps", str(corpus), ner], environment, output=folder / "steps.json")
    found = json.loads((folder / "steps.json").read_text(encoding="utf-8"))
    runs = {"cold": cold, "again": again, "touched": touched, "one new": one, "start": start, "steps": steps}
    return {**{name: run._asdict() for name, run in runs.items()}, "seconds": found}


def measured(command: list[str], environment: dict[str, str], output: Path | None = None) -> Measured:
    """Run a command; sample the CPU time and the peak memory of its processes until it ends."""
    began = time.monotonic()
    with (output or Path(os.devnull)).open("w") as target:
        process = subprocess.Popen(command, env=environment, stdout=target)
        cpu: dict[int, float] = {}
        peak: dict[int, float] = {}
        while process.poll() is None:
            _sample(process.pid, cpu, peak)
            time.sleep(SAMPLED_EVERY)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    workers = [memory for number, memory in peak.items() if number != process.pid]
    return Measured(time.monotonic() - began, sum(cpu.values()), peak.get(process.pid, 0), max(workers, default=0))


def _sample(process: int, cpu: dict[int, float], peak: dict[int, float]) -> None:
    try:
        root = psutil.Process(process)
        for one in (root, *root.children(recursive=True)):
            times = one.cpu_times()
            cpu[one.pid] = times.user + times.system
            status = Path(f"/proc/{one.pid}/status").read_text(encoding="utf-8")
            line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
            peak[one.pid] = max(peak.get(one.pid, 0), int(line.split()[1]) / 1024)
    except (psutil.Error, OSError):
        return


def _steps(corpus: str, ner: str) -> None:
    """Time what a notebook does with the tables; print CPU seconds as JSON."""
    import analysis
    from analysis import summaries

    found = {"copies": _search_copies(corpus, ner), "reading": 0.0, "pairs": 0.0, "summaries": 0.0}
    for figure, names, asked in _STEPS:
        kept: list[Any] = []
        read = partial(analysis.read_tables, corpus, ner=ner, names=names, progress=False)
        found["reading"] += _cpu(lambda read=read, kept=kept: kept.append(read()))
        for summary in asked:
            found[figure] += _cpu(lambda summary=summary, kept=kept: getattr(summaries, summary)(kept[0]))
    print(json.dumps(found))


def _search_copies(corpus: str, ner: str) -> float:
    from analysis import Settings
    from analysis.copies import mark_copies
    from analysis.corpus import analyze_corpus

    run = analyze_corpus(corpus, Settings(ner=ner), progress=False)
    every, held = run.reading.articles, run.store.contents()
    signatures = run.store.read_all(every, ["signatures"], held).signatures
    texts = run.store.read_all(every, ["articles"], held).articles.set_index("article_id")["text"].to_dict()
    return _cpu(lambda: mark_copies(every, signatures, lambda _: texts))


_STEPS = (
    ("pairs", ["mentions", "sentences"], ["comention_pairs"]),
    ("summaries", ["mentions"], ["entities"]),
    ("summaries", ["metrics", "quotes"], ["outlets", "quote_density", "speakers", "readability"]),
    ("summaries", ["metrics", "hits"], ["tone_by_outlet", "tone_over_time", "frames"]),
)
"""What is summed where, the tables that it needs, and the summaries: a notebook over 200,000 articles reads what it needs."""


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _print_size(size: int, found: dict[str, Any]) -> None:
    cold = found["cold"]
    print(
        f"{size:,} articles: cold {cold['wall']:,.0f} s, {cold['cpu']:,.0f} CPU s ({cold['cpu'] / size * 1e3:.1f} ms an article)"
    )
    print(f"  memory: run {cold['run_mb']:,.0f} MB, worker {cold['worker_mb']:,.0f} MB")
    for name in ("again", "touched", "one new"):
        one = found[name]
        print(
            f"  {name}: {one['wall']:.1f} s, {one['cpu']:.1f} CPU s = {one['cpu'] / cold['cpu']:.2%} of the first, {one['run_mb']:,.0f} MB"
        )
    beyond = found["one new"]["wall"] - found["again"]["wall"]
    print(f"  one new article beyond a run with nothing new: {beyond:.1f} s; start-up alone {found['start']['wall']:.1f} s")
    steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in found["seconds"].items())
    print(f"  with the tables, CPU s: {steps}; {found['steps']['run_mb']:,.0f} MB")


def _print_growth(sizes: list[int], results: dict[int, dict[str, Any]]) -> None:
    small, large = sizes[0], sizes[-1]
    if small == large:
        return
    targets = {"copies": 1.05, "pairs": 1.15, "summaries": 1.1}
    values = {"analysis": [results[size]["cold"]["cpu"] for size in (small, large)]}
    values |= {name: [results[size]["seconds"][name] for size in (small, large)] for name in targets}
    for name, (first, last) in values.items():
        exponent = math.log(last / first) / math.log(large / small)
        print(f"growth {small:,} → {large:,}, {name}: exponent {exponent:.2f} (target at most {targets.get(name, 1.05)})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--steps"]:
        _steps(*sys.argv[2:])
        sys.exit()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--ner", default="fast", metavar="ENGINE")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = given.keep or Path(name)
        place.mkdir(parents=True, exist_ok=True)
        main(given.sizes, given.workers, given.ner, place)

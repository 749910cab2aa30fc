"""What a report costs beside the start of its kernel and bare imports, and that of a large corpus beside the sample's.

    python benchmarks/report.py [CORPUS] [ROUNDS]

Wall-clock seconds of whole processes, the alternatives in turn, medians over rounds; quote the ratios, machines differ. The
analysis is done before anything is timed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from analysis.places import PROJECT
from analysis.report.execute import running_kernel

BARE = "import pandas, matplotlib.pyplot, seaborn"
OURS = "from analysis import evaluation, evidence, show, summaries\nimport analysis.corpus"


def main(corpus: str = "", rounds: str = "5") -> None:
    """Print seconds and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        corpora = {"sample": str(PROJECT / "data" / "sample"), **({corpus: corpus} if corpus else {})}
        for path in corpora.values():
            _report(path, folder)
        found: dict[str, list[float]] = {}
        for _ in range(int(rounds)):
            found.setdefault("kernel start and bare imports", []).append(_kernel(BARE))
            found.setdefault("kernel start and the notebook's imports", []).append(_kernel(f"{BARE}\n{OURS}"))
            found.setdefault("a report whose notebook only imports", []).append(
                _report(str(corpora["sample"]), folder, bare=True)
            )
            for name, path in corpora.items():
                found.setdefault(f"report of {name}", []).append(_report(path, folder))
        page = next(Path(folder).glob("reports/2*/framing_report.html"))
        print(f"notebook's cells alone: {_cells(page):.1f} s (last run)")
    seconds = {name: median(values) for name, values in found.items()}
    for name, value in seconds.items():
        low, high = min(found[name]), max(found[name])
        print(f"{name:42} {value:6.2f} s ({low:.2f} to {high:.2f})")
    for name in list(seconds)[:3]:
        print(f"sample's report / {name}: {seconds['report of sample'] / seconds[name]:.2f}")
    if corpus:
        print(f"report of {corpus} / sample's: {seconds[f'report of {corpus}'] / seconds['report of sample']:.2f}")


def _kernel(source: str) -> float:
    """Start a kernel that preloads nothing, run some imports, wait for them."""
    began = time.perf_counter()
    with running_kernel({}, preload=()) as manager:
        manager.client_class = "jupyter_client.blocking.client.BlockingKernelClient"
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        reply = client.execute_interactive(source, timeout=120)
        assert reply["content"]["status"] == "ok", reply["content"]
        return time.perf_counter() - began


def _report(corpus: str, folder: str, *, bare: bool = False) -> float:
    environment = {**os.environ, "CADRAGE_TABLES": f"{folder}/tables", "CADRAGE_REPORTS": f"{folder}/reports"}
    if bare:
        environment["CADRAGE_HOME"] = str(_bare_project(Path(folder)))
    command = [sys.executable, "-m", "analysis", "report", corpus, "--force", "-q"]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, cwd=PROJECT)
    return time.perf_counter() - began


def _bare_project(folder: Path) -> Path:
    """A project whose notebook stops after its imports."""
    home = folder / "bare"
    if not home.exists():
        (home / "notebooks").mkdir(parents=True)
        (home / "data").symlink_to(PROJECT / "data")
        notebook = json.loads((PROJECT / "notebooks" / "framing_report.ipynb").read_text(encoding="utf-8"))
        cells = notebook["cells"]
        last = next(number for number, cell in enumerate(cells) if "".join(cell["source"]).startswith("import analysis"))
        cells[last]["source"] = [BARE + "\n", OURS]
        (home / "notebooks" / "framing_report.ipynb").write_text(
            json.dumps({**notebook, "cells": cells[: last + 1]}), encoding="utf-8"
        )
    return home


def _cells(page: Path) -> float:
    notebook = json.loads((page.with_suffix("") / "notebook.ipynb").read_text(encoding="utf-8"))
    return sum(cell["metadata"].get("papermill", {}).get("duration") or 0 for cell in notebook["cells"])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What a report was made from and with: its identity, its record `run.json`, and its key numbers."""

import csv
import hashlib
import io
import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.analyzer import Settings, fingerprint
from analysis.corpus import Run, corpus_digest
from analysis.entities import read_aliases
from analysis.places import PROJECT
from analysis.revision import code_digest

__all__ = ["PACKAGES", "git_commit", "identify", "key_numbers", "made_of", "read_record"]

PACKAGES = ("cadrage", "pandas", "numpy", "spacy", "babel", "matplotlib", "seaborn", "papermill", "textstat")
"""Packages that the numbers and the page depend on."""


def identify(notebook: Path, parameters: Mapping[str, Any], settings: Settings, run: Run, articles: pd.DataFrame) -> str:
    """Identify a report by all that it depends on: notebook, parameters, its articles, failures, lexicons, names, code."""
    parts: list[Any] = [notebook.read_text(encoding="utf-8"), parameters, fingerprint(settings), corpus_digest(articles)]
    parts += [articles.sort_values("digest")[["copy_cluster", "first_seen"]].astype("str").to_numpy().tolist()]
    parts += [sorted(content for content, (_, failed) in run.store.contents().items() if failed)]
    parts += [*run.reading.failures["message"], *map(list, read_aliases()), code_digest("*.py", "*.css", "*.j2", "*.po")]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=8).hexdigest()


def made_of(run: Run, articles: pd.DataFrame) -> dict[str, Any]:
    """Say what a report is made of: the part of its record that needs no notebook."""
    reading = run.reading
    return {
        "corpus_digest": corpus_digest(articles),
        "n_articles": len(articles),
        "n_in_corpus": len(reading.articles),
        "n_new": run.n_new,
        "n_unreadable": len(reading.failures),
        "notes": list(reading.notes),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "git_commit": git_commit(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


@cache
def git_commit() -> str | None:
    """Return the commit of the project; null outside a git checkout."""
    try:
        found = subprocess.run(["git", "-C", str(PROJECT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()


def key_numbers(table: str) -> list[dict[str, Any]]:
    """Read the key figures of a notebook from its CSV (see `summaries.key_figures`); numbers or null."""
    rows = csv.DictReader(io.StringIO(table))
    return [{**row, **{name: float(row[name]) if row[name] else None for name in ("value", "low", "high")}} for row in rows]


def read_record(page: Path) -> dict[str, Any]:
    """Read the run.json of a published page; empty where there is none that can be read."""
    try:
        found = json.loads((page.with_suffix("") / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    rows = found.get("key_figures", []) if isinstance(found, dict) else None
    is_whole = isinstance(rows, list) and all(isinstance(row, dict) and set(_KEYS) <= set(row) for row in rows)
    return found if is_whole and isinstance(found.get("parameters", {}), dict) else {}


_KEYS = ("figure", "name", "value", "low", "high", "unit")

"""Where things lie: the project's folder and what a relative path is relative to."""

import os
import socket
from pathlib import Path

__all__ = [
    "PROJECT",
    "catalogues_folder",
    "find_path",
    "models_folder",
    "process_mark",
    "reports_folder",
    "site_address",
    "tables_folder",
]


def _project() -> Path:
    """Find the checkout that this package is installed from (editable), else take the working directory."""
    given = os.environ.get("CADRAGE_HOME")
    if given:
        return Path(given).resolve()
    checkout = Path(__file__).resolve().parents[2]
    return checkout if (checkout / "data" / "lexicons").is_dir() else Path.cwd()


PROJECT = _project()
"""The project's folder; the environment variable CADRAGE_HOME overrides it."""


def find_path(path: str | Path) -> Path:
    """Resolve a path against the working directory, else against the project (so that notebooks agree)."""
    given = Path(path).expanduser()
    if given.is_absolute() or given.exists() or not (PROJECT / given).exists():
        return given
    return PROJECT / given


def catalogues_folder() -> Path:
    """Return the folder of the report's translations; the environment variable CADRAGE_CATALOGUES overrides it."""
    return Path(os.environ.get("CADRAGE_CATALOGUES") or Path(__file__).parent / "language" / "locale")


def models_folder() -> Path:
    """Return the folder of the project's own weights (see `data/models/README.md`)."""
    return PROJECT / "data" / "models"


def tables_folder() -> Path:
    """Return the folder of computed tables; the environment variable CADRAGE_TABLES overrides it."""
    return Path(os.environ.get("CADRAGE_TABLES") or PROJECT / "data" / "tables")


def process_mark() -> str:
    """Name this process among all machines that share a folder, so that whose a left file is can be told."""
    return f"@{socket.gethostname()}@{os.getpid()}"


def reports_folder() -> Path:
    """Return the folder of published reports; the environment variable CADRAGE_REPORTS overrides it."""
    return Path(os.environ.get("CADRAGE_REPORTS") or PROJECT / "reports")


def site_address() -> str:
    """Return the address that the reports are served at, ending in /; empty unless the environment variable CADRAGE_URL says it."""
    given = os.environ.get("CADRAGE_URL", "").strip()
    return f"{given.rstrip('/')}/" if given else ""

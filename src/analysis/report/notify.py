"""Tell whoever wants to know how a run ended: a record as JSON, and a command of the user's choice."""

import json
import logging
import os
import shlex
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["notify", "write_failure"]

_LONGEST_SECONDS = 60


def write_failure(folder: Path, error: BaseException, about: Mapping[str, Any]) -> Path:
    """Write the record of a run that failed before it had one to `.failed/` in the folder of reports; return its path."""
    moment = datetime.now(UTC)
    record = {
        "status": "failed",
        "reason": str(error) or type(error).__name__,
        "exit_code": getattr(error, "exit_code", None),
        **about,
        "made_at": moment.isoformat(timespec="seconds"),
    }
    path = folder / ".failed" / f"{moment:%Y-%m-%d-%H%M%S%f}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def notify(command: str, record: Path, *, is_published: bool) -> None:
    """Run a command with the path of a run's record as its last argument; its failure changes nothing but is said.

    The environment variable CADRAGE_STATUS is `published` or `failed`. No shell is involved.
    """
    logger = logging.getLogger(__name__)
    status = {"CADRAGE_STATUS": "published" if is_published else "failed"}
    try:
        found = subprocess.run(
            [*shlex.split(command), str(record)], env=os.environ | status, timeout=_LONGEST_SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        logger.warning("--notify %s did not run: %s; the report itself is not affected", command, error)
        return
    if found.returncode:
        logger.warning("--notify %s ended with %d; the report itself is not affected", command, found.returncode)

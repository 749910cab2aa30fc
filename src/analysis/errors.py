"""The errors that Cadrage raises: each message gives the value, the place and the remedy."""

from pathlib import Path

__all__ = [
    "AnalysisError",
    "CorpusError",
    "DamagedError",
    "LexiconError",
    "NoArticleError",
    "ReportError",
    "SettingsError",
    "TableError",
    "WorkerError",
]


class AnalysisError(Exception):
    """Any error that a user can mend; the command line prints its message and exits with `exit_code`."""

    exit_code = 2


class CorpusError(AnalysisError):
    """A corpus holds nothing that can be read."""


class DamagedError(AnalysisError):
    """A file of stored tables is not what was written; `path` names it."""

    exit_code = 5

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}; run `python -m analysis verify --repair`, then the same command again")
        self.path = path


class WorkerError(AnalysisError):
    """The processes of a run die one after the other."""

    exit_code = 3


class LexiconError(AnalysisError):
    """A lexicon file is missing or has a line that breaks its format."""


class SettingsError(AnalysisError):
    """A setting or a parameter has an unknown name, a wrong type or an impossible value."""


class NoArticleError(SettingsError):
    """No article is left in the period and the outlets asked for."""


class TableError(AnalysisError):
    """A table lacks a column that a function needs."""


class ReportError(AnalysisError):
    """A report could not be made; `exit_code` tells at which step (see `analysis.report`), `record` is the failed run's run.json."""

    def __init__(self, message: str, *, exit_code: int = 3, record: "Path | None" = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.record = record

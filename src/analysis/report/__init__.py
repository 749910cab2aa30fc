"""Notebook → one self-contained HTML page, published by date, or nothing at all.

`parameters` checks what the notebook takes, `execute` runs it by papermill on this interpreter's own
kernel, `export` turns it into a page (`page` fills the templates), `check` reads the page as its contract has
it, `publication` locks (`lock`), stages and publishes, `record` says what a report was made from, `shelf`
writes index, feed and latest pages, `notify` tells whoever wants to know. Exit codes: 3 the notebook failed, 4
another run holds this report, 5 the page failed its self-check.
"""

from analysis.report.publication import Outcome, publish_report

__all__ = ["Outcome", "publish_report"]

"""Write docs/tables.md, the data dictionary, from the row types: python docs/tables.py."""

from pathlib import Path

from analysis.tables import TABLES, columns

_HEAD = """# The tables

One row type each in `src/analysis/tables.py`; this page is written from it by `python docs/tables.py`. Offsets (`start`, `end`)
are half-open character positions in `articles.text` as stored: `text[start:end]` is the thing itself. `?` marks a column
that may be null; undefined is null, never 0 or "".
"""


def data_dictionary() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *(_section(name) for name in TABLES)])


def _section(name: str) -> str:
    row = TABLES[name]
    lines = [
        f"| `{column}`{'?' if nullable else ''} | {kind} | {note} |"
        for column, kind, nullable, note in columns(row).itertuples(index=False)
    ]
    return "\n".join([f"## {name}", "", str(row.__doc__), "", "| column | type | |", "|---|---|---|", *lines, ""])


if __name__ == "__main__":
    (Path(__file__).parent / "tables.md").write_text(data_dictionary(), encoding="utf-8")

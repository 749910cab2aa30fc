"""The shelf of reports: `reports/index.html`, newest first."""

import json
import os
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

__all__ = ["read_record", "write_index"]


def write_index(folder: Path) -> Path:
    """Write the index of all published reports, in one step; return its path."""
    records = [(page, read_record(page)) for page in sorted(folder.glob("[0-9]*/*.html"), reverse=True)]
    rows = "".join(_row(page.relative_to(folder), record) for page, record in records)
    style = (files("analysis.report") / "templates" / "page.css").read_text(encoding="utf-8")
    html = _PAGE.format(style=style, rows=rows or '<tr><td colspan="4">–</td></tr>')
    draft = folder / f".index-{os.getpid()}.html"
    draft.write_text(html, encoding="utf-8")
    os.replace(draft, folder / "index.html")
    return folder / "index.html"


def read_record(page: Path) -> dict[str, Any]:
    """Read the run.json of a published page; empty where there is none that can be read."""
    try:
        found: dict[str, Any] = json.loads((page.with_suffix("") / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _row(page: Path, record: dict[str, Any]) -> str:
    corpus = str(record.get("parameters", {}).get("corpus", "–"))
    link = f'<a href="{escape(page.as_posix())}">{escape(page.stem)}</a>'
    return (
        f'<tr><th scope="row">{escape(page.parent.name)}</th><td>{link}</td><td>{escape(corpus)}</td>'
        f'<td class="number">{record.get("n_articles", "–")}</td></tr>'
    )


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cadrage – reports</title>
<style>
{style}
body {{ display: block; }}
</style>
</head>
<body>
<main>
<h1>Cadrage – reports</h1>
<div class="scroll" role="region" tabindex="0" aria-label="Reports by date">
<table>
<caption>Reports by date, newest first</caption>
<thead><tr><th scope="col">date</th><th scope="col">report</th><th scope="col">corpus</th><th scope="col" class="number">articles</th></tr></thead>
<tbody>{rows}</tbody>
</table>
</div>
</main>
</body>
</html>
"""

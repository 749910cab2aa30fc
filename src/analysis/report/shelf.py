"""The shelf of reports: the index, newest first, an Atom feed, and the latest page of each notebook."""

import json
import os
import shutil
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

__all__ = ["prune", "read_record", "write_shelf"]

_ATOM = "http://www.w3.org/2005/Atom"
_MOST_ENTRIES = 50


def write_shelf(folder: Path) -> Path:
    """Write index, feed and latest pages anew, each in one step; return the path of the index."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_feed(folder)
    _write_latest(folder)
    return _write_index(folder)


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest reports of each notebook, pages first; return the pages deleted."""
    gone = [page for pages in _by_notebook(folder).values() for page in pages[keep:]]
    for page in gone:
        page.unlink()
        shutil.rmtree(page.with_suffix(""), ignore_errors=True)
        if not any(page.parent.iterdir()):
            page.parent.rmdir()
    write_shelf(folder)
    return gone


def _pages(folder: Path) -> list[Path]:
    """All published pages, newest first."""
    return sorted(folder.glob("[0-9]*/*.html"), reverse=True)


def _by_notebook(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for page in _pages(folder):
        found.setdefault(page.stem, []).append(page)
    return found


def _write_latest(folder: Path) -> None:
    """Keep a copy of the newest page of each notebook under an address that stays."""
    newest = {name: pages[0] for name, pages in _by_notebook(folder).items()}
    (folder / "latest").mkdir(exist_ok=True)
    for name, page in newest.items():
        _replace(folder / "latest" / f"{name}.html", page.read_bytes())
    for old in (folder / "latest").glob("*.html"):
        if old.stem not in newest:
            old.unlink()


def _write_feed(folder: Path) -> None:
    """Write the newest reports as an Atom feed (RFC 4287), with links relative to it."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    entries = [(page, read_record(page)) for page in _pages(folder)[:_MOST_ENTRIES]]
    made = [str(record.get("made_at") or f"{page.parent.name}T00:00:00+00:00") for page, record in entries]
    _add(feed, "id", "urn:cadrage:reports")
    _add(feed, "title", "Cadrage – reports")
    _add(feed, "updated", max(made, default=datetime.fromtimestamp(0, UTC).isoformat()))
    _add(_add(feed, "author"), "name", "Cadrage")
    _add(feed, "link", rel="self", href="feed.xml")
    for (page, record), moment in zip(entries, made, strict=True):
        entry = _add(feed, "entry")
        _add(entry, "id", f"urn:cadrage:{page.parent.name}:{page.stem}")
        _add(entry, "title", f"{page.stem}, {page.parent.name}")
        _add(entry, "updated", moment)
        _add(entry, "link", href=page.relative_to(folder).as_posix())
        _add(entry, "summary", f"{record.get('n_articles', '–')} articles, {record.get('parameters', {}).get('corpus', '–')}")
    _replace(folder / "feed.xml", ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    added = ET.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    added.text = text
    return added


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader finds the old one or the new one."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.write_bytes(content)
    os.replace(draft, path)


def _write_index(folder: Path) -> Path:
    """Write the index of all published reports, in one step; return its path."""
    records = [(page, read_record(page)) for page in _pages(folder)]
    rows = "".join(_row(page.relative_to(folder), record) for page, record in records)
    style = (files("analysis.report") / "templates" / "page.css").read_text(encoding="utf-8")
    html = _PAGE.format(style=style, rows=rows or '<tr><td colspan="4">–</td></tr>')
    _replace(folder / "index.html", html.encode())
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
<link rel="alternate" type="application/atom+xml" href="feed.xml">
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

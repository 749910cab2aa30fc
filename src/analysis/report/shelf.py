"""The shelf of reports: the index, newest first, an Atom feed, the latest page of each notebook; pruning it.

A report is compared with the one before it of the same series: the same notebook and parameters, whatever the
days (`since`, `until`), the seed and the language.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from analysis.language.messages import LANGUAGES, counter, date_text, interval_text, number_text, percent_text, translator
from analysis.places import site_address
from analysis.report.lock import locked
from analysis.report.page import render
from analysis.report.record import read_record

__all__ = ["Change", "changes", "prune", "write_shelf"]

_ATOM = "http://www.w3.org/2005/Atom"
_MOST_ENTRIES = 50
_MOVING = frozenset({"since", "until", "seed", "report_language"})
"""Parameters in which two reports of one series may differ."""

_UNVALIDATED = "narrator's tone"
"""A figure whose worth its report says in a box; the shelf, which has none, does not announce that it changed."""

_SHOWN = ("quote density, marked", "most quoted speaker", "most named entity", "LIX")
"""Key figures that have a column in the index (see `summaries.KEY_FIGURES`)."""


class Change(NamedTuple):
    """A key figure whose interval lies beyond that of the report before."""

    figure: str
    name: str
    before: str
    after: str


class _Entry(NamedTuple):
    """A published report on the shelf."""

    page: Path
    record: dict[str, Any]
    has_before: bool
    changes: list[Change]

    @property
    def title(self) -> str:
        return str(self.record.get("title") or self.page.stem)

    @property
    def subject(self) -> str:
        return str(self.record.get("subject") or self.corpus)

    @property
    def corpus(self) -> str:
        return Path(str(self.record.get("parameters", {}).get("corpus") or "–")).name

    @property
    def day(self) -> str:
        return self.page.parent.name


def write_shelf(folder: Path) -> Path:
    """Write index, feed and latest pages anew, each in one step; return the path of the index."""
    with locked(folder, "shelf", wait=True):
        return _write(folder)


def _write(folder: Path) -> Path:
    entries = _entries(folder)
    language = next((entry.record["language"] for entry in entries if entry.record.get("language") in LANGUAGES), "en")
    _write_latest(folder, entries)
    _replace(folder / "feed.xml", _feed(folder, entries, language))
    _replace(folder / "index.html", _index(folder, entries, language).encode())
    return folder / "index.html"


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest reports of each notebook, pages first, and the oldest failed runs; return the pages deleted."""
    gone = [page for pages in _by_notebook(_pages(folder)).values() for page in pages[keep:]]
    for page in gone:
        with locked(folder, f"{page.parent.name}-{page.stem}", wait=True):
            page.unlink(missing_ok=True)
            shutil.rmtree(page.with_suffix(""), ignore_errors=True)
        with suppress(OSError):  # another report of that date is there
            page.parent.rmdir()
    for failed in sorted((folder / ".failed").glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)[keep:]:
        shutil.rmtree(failed) if failed.is_dir() else failed.unlink()
    write_shelf(folder)
    return gone


def _pages(folder: Path) -> list[Path]:
    """All published pages, newest first."""
    return sorted(folder.glob("[0-9]*/*.html"), reverse=True)


def _by_notebook(pages: list[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for page in pages:
        found.setdefault(page.stem, []).append(page)
    return found


def _entries(folder: Path) -> list[_Entry]:
    """The reports, newest first, each with what changed since the one before it of its series."""
    last: dict[str, dict[str, Any]] = {}
    found = []
    for page in reversed(_pages(folder)):
        record = read_record(page)
        series = _series(page, record)
        before = last.get(series, {})
        is_compared = any(map(_has_interval, before.get("key_figures", ()))) and any(
            map(_has_interval, record.get("key_figures", ()))
        )
        found.append(_Entry(page, record, is_compared, changes(before, record)))
        last[series] = record
    return found[::-1]


def _series(page: Path, record: dict[str, Any]) -> str:
    fixed = {name: value for name, value in record.get("parameters", {}).items() if name not in _MOVING}
    return f"{page.stem} {sorted(fixed.items())}"


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """List the key figures of two records whose 95 % intervals do not meet; none where there is no interval."""
    language = str(after.get("language", "en"))
    known = {(row["figure"], row["name"]): row for row in before.get("key_figures", ())}
    pairs = ((known.get((row["figure"], row["name"])), row) for row in after.get("key_figures", ()))
    return [
        Change(new["figure"], new["name"], _value(old, language), _value(new, language))
        for old, new in pairs
        if old
        and new["figure"] != _UNVALIDATED
        and _has_interval(old)
        and _has_interval(new)
        and (old["high"] < new["low"] or new["high"] < old["low"])
    ]


def _has_interval(row: dict[str, Any]) -> bool:
    return row["low"] is not None and row["high"] is not None


def _value(row: dict[str, Any], language: str) -> str:
    return "–" if row["value"] is None else _writer(row)(row["value"], language)


def _writer(row: dict[str, Any]) -> Callable[..., str]:
    return percent_text if row["unit"] == "share" else partial(number_text, digits=0 if row["unit"] == "count" else 1)


def _write_latest(folder: Path, entries: list[_Entry]) -> None:
    """Keep a copy of the newest page of each notebook under an address that stays."""
    newest = {name: pages[0] for name, pages in _by_notebook([entry.page for entry in entries]).items()}
    (folder / "latest").mkdir(exist_ok=True)
    for name, page in newest.items():
        _replace(folder / "latest" / f"{name}.html", page.read_bytes())
    for old in (folder / "latest").glob("*.html"):
        if old.stem not in newest:
            old.unlink()


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader finds the old one or the new one; one that is the same is left alone."""
    if path.is_file() and path.read_bytes() == content:
        return
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _feed(folder: Path, entries: list[_Entry], language: str) -> bytes:
    """Write the newest reports as an Atom feed (RFC 4287); links are relative unless the site's address is known."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    shown = entries[:_MOST_ENTRIES]
    made = [str(entry.record.get("made_at") or f"{entry.day}T00:00:00+00:00") for entry in shown]
    _add(feed, "id", site_address() or "urn:cadrage:reports")
    _add(feed, "title", f"Cadrage – {translator(language)('reports')}")
    _add(feed, "updated", max(made, default=datetime.fromtimestamp(0, UTC).isoformat()))
    _add(_add(feed, "author"), "name", "Cadrage")
    _add(feed, "link", rel="self", href=f"{site_address()}feed.xml")
    for one, moment in zip(shown, made, strict=True):
        entry = _add(feed, "entry")
        _add(entry, "id", f"urn:cadrage:{one.day}:{one.page.stem}")
        _add(entry, "title", f"{one.title} – {_day_text(one, language)}")
        _add(entry, "updated", moment)
        _add(entry, "link", href=f"{site_address()}{one.page.relative_to(folder).as_posix()}")
        _add(entry, "summary", ". ".join(_summary(one, language)))
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _summary(entry: _Entry, language: str) -> Iterator[str]:
    n = entry.record.get("n_articles")
    counted = counter(language)("{n} article", "{n} articles", n) if isinstance(n, int) else "–"
    yield entry.subject if entry.record.get("subject") else f"{counted}, {entry.corpus}"
    yield from (_change_text(change, language) for change in entry.changes)


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    added = ET.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    added.text = None if text is None else _NOT_XML.sub("", text)
    return added


_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold."""


def _day_text(entry: _Entry, language: str) -> str:
    try:
        return date_text(date.fromisoformat(entry.day), language)
    except ValueError:
        return entry.day


def _change_text(change: Change, language: str) -> str:
    about = f" ({change.name})" if change.name else ""
    return f"{translator(language)(change.figure)}{about} {change.before} → {change.after}"


def _index(folder: Path, entries: list[_Entry], language: str) -> str:
    """Write the index of all published reports."""
    rows = [
        {
            "day": _day_text(entry, language),
            "iso": entry.day,
            "address": entry.page.relative_to(folder).as_posix(),
            "title": entry.title,
            "subject": entry.subject,
            "n_articles": _count(entry.record.get("n_articles"), language),
            "cells": [_cell(entry.record, figure, language) for figure in _SHOWN],
            "changes": [_change_text(change, language) for change in entry.changes],
            "record": f"{entry.page.with_suffix('').relative_to(folder).as_posix()}/run.json",
            "has_before": entry.has_before,
        }
        for entry in entries
    ]
    return render("index.html.j2", language, rows=rows, figures=_SHOWN)


def _count(n: object, language: str) -> str:
    return number_text(n, language) if isinstance(n, int) else "–"


def _cell(record: dict[str, Any], figure: str, language: str) -> dict[str, str]:
    """A key figure of a report as the index shows it: what it is about, its value, its interval."""
    row = next((row for row in record.get("key_figures", ()) if row["figure"] == figure), None)
    if row is None:
        return {"name": "", "value": "–", "interval": ""}
    interval = interval_text(row["low"], row["high"], language, _writer(row)) if _has_interval(row) else ""
    return {"name": row["name"] or "", "value": _value(row, language), "interval": interval}

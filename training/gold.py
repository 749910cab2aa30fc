"""Labelled names → the paragraphs that a tagger sees, with their spans; the last months are set aside."""

import json
from pathlib import Path
from typing import NamedTuple

from analysis.readers.records import Notes, Record, to_article
from analysis.zones import prepare

HELD_OUT_FROM = "2017-04-01"
"""First day that no training sees: what is trained before is measured on what was written after."""

LABELS = {"Person": "PER", "Location": "LOC", "Organization": "ORG", "Product": "MISC", "Event": "MISC"}


class Paragraph(NamedTuple):
    """A stretch of normalised text and its spans (first character, one past the last, label)."""

    text: str
    spans: list[tuple[int, int, str]]


def read_paragraphs(gold: Path, *, until: str = HELD_OUT_FROM, since: str = "") -> list[Paragraph]:
    """Cut the articles of some days into paragraphs, normalised and cut exactly as the analysis does it."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    chosen = [row for row in rows if since <= row["date"] < until]
    return [paragraph for row in chosen for paragraph in _paragraphs(row)]


def _paragraphs(row: dict) -> list[Paragraph]:
    fields = {"article_id": row["id"], "text": row["text"], "title": row.get("title"), "language": "fr"}
    prepared = prepare(to_article(Record(fields, row["id"], ""), Notes()))
    spans = [(label["start"], label["end"], LABELS[label["label"]]) for label in row["entities"]]
    return [
        Paragraph(prepared.text[start:end], [(a - start, b - start, label) for a, b, label in spans if start <= a and b <= end])
        for start, end in prepared.paragraphs
        if prepared.text[start:end].strip()
    ]

"""One article with what was found in it marked in layers, which the reader switches on and off without a script."""

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pandas as pd
from IPython.display import display

from analysis.evidence.layers import LAYERS, layers
from analysis.language.messages import check_language, date_text, name_text, translator
from analysis.tables import Tables

__all__ = ["STYLE", "reading"]

STYLE = (files("analysis.show") / "close_reading.css").read_text(encoding="utf-8")
"""How the layers look: goes along with the text, for JupyterLab; a published page has it in its own style."""

LONGEST = 60_000
"""Characters of a text that are shown: a page has a ceiling."""

_SIGNS = {"positive": "+", "negative": "−"}


def reading(one: Tables, language: str = "en") -> None:
    """Show the text of one article (see `summaries.select_article`), its quotes, speakers, names and hits marked.

    Each layer has a box to switch it off; signs and names behind what is marked say the same without colour.
    """
    check_language(language)
    article = one.articles.iloc[0]
    spans = layers(one)
    blocks = "".join(_zone(row, article["text"], spans, language) for row in _rows(one.zones) if row.start < LONGEST)
    html = f'<style>{STYLE}</style><div class="reading">{_head(article, language)}{_switches(language)}{blocks}{_rest(article["text"], language)}</div>'
    display({"text/html": html, "text/plain": article["text"]}, raw=True)


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples()


def _head(article: Any, language: str) -> str:
    """Write title, outlet and date; the title of an article without one is the beginning of its text."""
    title = article["title"] if isinstance(article["title"], str) else " ".join(article["text"].split()[:12]) + " …"
    day = "" if pd.isna(article["published"]) else date_text(article["published"], language)
    outlet = article["outlet"] if isinstance(article["outlet"], str) else "(no outlet)"
    parts = [name_text(outlet, language), day, article["author"], article["agency"], article["article_id"]]
    about = " · ".join(escape(part) for part in parts if isinstance(part, str) and part)
    return f'<h3 dir="auto">{escape(title)}</h3><p class="about">{about}</p>'


def _switches(language: str) -> str:
    _ = translator(language)
    boxes = "".join(
        f'<label class="{_class(layer)}"><input type="checkbox" class="show-{_class(layer)}" checked> <span>{escape(_(layer))}</span></label>'
        for layer in LAYERS
    )
    return f'<p class="layers">{boxes}</p>'


def _class(layer: str) -> str:
    return layer.replace(" ", "-")


def _zone(zone: Any, text: str, spans: pd.DataFrame, language: str) -> str:
    inside = spans[(spans["start"] < zone.end) & (spans["end"] > zone.start)]
    marked = "".join(_pieces(text, zone.start, min(zone.end, LONGEST), inside, language))
    name = escape(translator(language)(zone.zone))
    return f'<div class="zone {zone.zone}"><span class="zone-name">{name}</span><div class="zone-text" dir="auto">{marked}</div></div>'


def _pieces(text: str, start: int, end: int, spans: pd.DataFrame, language: str) -> Iterator[str]:
    """Cut a stretch of text wherever a span begins or ends, and mark each piece with the layers that cover it."""
    edges = sorted({start, end, *(edge for edge in (*spans["start"], *spans["end"]) if start < edge < end)})
    rows = list(_rows(spans))
    for left, right in pairwise(edges):
        covering = [row for row in rows if row.start <= left and row.end >= right]
        yield _marked(text[left:right], covering, language)
        ending = [row for row in covering[::-1] if row.end == right and not _is_inside(row, covering)]  # the shortest ends first
        yield from dict.fromkeys(_ending(row, language) for row in ending)


def _is_inside(row: Any, covering: list[Any]) -> bool:
    """Whether a quote lies in another one of the same person, who is named once."""
    wider = [one for one in covering if one.layer == row.layer == "quotes" and (one.start, -one.end) < (row.start, -row.end)]
    return any(_note(one) == _note(row) for one in wider)


def _marked(piece: str, covering: list[Any], language: str) -> str:
    if not covering or not piece.strip():
        return escape(piece)
    _ = translator(language)
    classes = dict.fromkeys(name for row in covering for name in (_class(row.layer), f"is-{row.kind}".replace(" ", "-")))
    notes = "; ".join(dict.fromkeys(f"{_(row.layer)}: {_(str(row.kind))}{_note(row)}" for row in covering))
    return f'<span class="{escape(" ".join(classes))}" title="{escape(notes)}">{escape(piece)}</span>'


def _note(row: Any) -> str:
    return f", {row.note}" if isinstance(row.note, str) else ""


def _ending(row: Any, language: str) -> str:
    """Write behind a quote whose it is, behind a tone word its side, behind anything else nothing."""
    if row.layer == "tone words":
        return f'<sup class="of-tone-words">{_SIGNS[row.kind]}</sup>'
    if row.layer != "quotes":
        return ""
    who = row.note if isinstance(row.note, str) else name_text("(unattributed)", language)
    return f'<small class="of-quotes">{escape(who)}</small>'


def _rest(text: str, language: str) -> str:
    if len(text) <= LONGEST:
        return ""
    return f"<p>{escape(translator(language)('The rest of the text is too long for a page and is not shown.'))}</p>"

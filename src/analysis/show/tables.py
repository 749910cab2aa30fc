"""Tables with caption, scopes, numbers in the reader's manner, and rows that open to the sentences behind them."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd
from IPython.display import display

from analysis.language.messages import check_language, name_text, number_text, percent_text, short_date_text, translator
from analysis.show.captions import CAPTIONS, LABELS, Caption
from analysis.show.files import CSV

__all__ = ["table"]

_LONG_TEXTS = ("excerpt", "message")


_TRANSLATED_CELLS = (
    "stance",
    "group",
    "stage",
    "layer",
    "voice",
    "kind",
    "kind_a",
    "kind_b",
    "frame",
    "part",
    "unit",
    "group_a",
    "group_b",
    "figure",
    "rule",
    "zone",
    "measure",
)


_NAMES = ("speaker", "outlet")


_MIXED = ("value", "median")
"""Columns of whole numbers and others."""

_PROBABILITIES = ("p", "q", "p_shuffled")


_SMALLEST_PROBABILITY = 0.001


def table(
    name: str,
    content: pd.DataFrame,
    language: str = "en",
    caption: Caption | None = None,
    evidence: pd.DataFrame | None = None,
) -> None:
    """Show a table with its caption; the whole of it goes along as the CSV file `name`.

    The tables of the report have their captions in `CAPTIONS`; give one for a table of your own. Where
    not all rows are shown the caption says so. A row that `evidence` has sentences for (see
    `analysis.evidence`) opens to them.
    """
    check_language(language)
    _ = translator(language)
    how = caption or CAPTIONS.get(name) or Caption(name)
    shown = content.head(how.most)[list(how.columns or content.columns)]
    cut = _("first {n} of {total} rows; all of them in {file}, in the folder beside this page")
    more = "" if len(shown) == len(content) else f" ({cut.format(n=how.most, total=len(content), file=f'{name}.csv')})"
    numeric = {column for column in content.columns if _is_numeric(content[column])}
    groups = {end: _cut(_(str(name))) for end in "ab" for name in content.get(f"group_{end}", [])[:1]}
    head = "".join(_head(column, language, groups, is_number=column in numeric) for column in shown.columns)
    behind = _evidence(evidence, len(shown.columns), how.opens_to, language) if evidence is not None else {}
    body = "".join(
        _row(row, list(shown.columns), numeric, language, how) + behind.get(number, "")
        for number, row in enumerate(shown.itertuples(index=False))
    )
    if shown.empty:
        body = f'<tr><td colspan="{max(len(shown.columns), 1)}">{escape(_("nothing"))}</td></tr>'
    title = escape(f"{_(how.text)}{more}")
    hidden = ' class="unseen"' if how.is_folded else ""
    html = f"<table><caption{hidden}>{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    html = f'<div class="scroll" role="region" tabindex="0" aria-label="{title}">{html}</div>'
    if how.is_folded:
        html = f'<details class="twin"><summary>{title}</summary>{html}</details>'
    data = {"text/html": html, CSV: content.to_csv(index=False), "text/plain": f"{_(how.text)}: {len(content)}"}
    display(data, metadata={CSV: {"name": f"{name}.csv"}}, raw=True)


def _evidence(evidence: pd.DataFrame, width: int, opens_to: str, language: str) -> dict[int, str]:
    """Write the sentences behind each row of a table as a row of their own that opens."""
    _ = translator(language)
    opened = {}
    for row, sentences in evidence.groupby("row"):
        items = "".join(_sentence(one, language) for one in sentences.itertuples())
        total = int(sentences["total"].iloc[0])
        some, every = {
            "sentences": (_("sentences: {n} of {total}"), _("sentences: {n}")),
            "articles": (_("articles: {n} of {total}"), _("articles: {n}")),
        }[opens_to]
        summary = escape((some if total > len(sentences) else every).format(n=len(sentences), total=total))
        opened[int(str(row))] = (
            f'<tr class="evidence"><td colspan="{width}"><details><summary>{summary}</summary>'
            f"<ul>{items}</ul></details></td></tr>"
        )
    return opened


def _sentence(one: Any, language: str) -> str:
    """Write an excerpt with what counts in it marked, and where it stands, linked where the article has an address."""
    text = "".join(_part(text, mark) for text, mark in one.parts)
    day = "" if pd.isna(one.published) else f", {short_date_text(one.published, language, with_year=True)}"
    place = escape(f"{_cut(name_text(one.outlet, language))}{day}")
    is_linked = isinstance(one.url, str) and len(one.url) <= _LONGEST_ADDRESS and one.url.startswith(("https://", "http://"))
    source = f'<a href="{escape(one.url)}">{place}</a>' if is_linked else place
    return f"<li>{text} <small>{source}</small></li>"


_SIGNS = {"positive": "+", "negative": "−"}


def _part(text: str, mark: str) -> str:
    """Write a part of an excerpt; a lexicon hit says its side also without colour."""
    text = _cut(text)
    if not mark:
        return escape(text)
    side = mark.removesuffix("¬")
    if side not in _SIGNS:
        return f"<mark>{escape(text)}</mark>"
    return f'<mark class="{side}">{escape(text)}<sup>{"¬ " * (mark != side)}{_SIGNS[side]}</sup></mark>'


def _cut(text: str) -> str:
    """Cut what is no word any more, and what is no cell: a page has room for many, not for one of ten thousand letters."""
    cut = _OVERLONG.sub(lambda found: f"{found.group()[:79]}…", text)
    return cut if len(cut) <= _LONGEST_CELL else f"{cut[: _LONGEST_CELL - 1]}…"


_LONGEST_CELL, _LONGEST_ADDRESS = 400, 1_000


_OVERLONG = re.compile(r"\S{80,}")


def _is_numeric(column: "pd.Series[Any]") -> bool:
    """Whether a column holds numbers, or nothing at all (as intervals of few articles do)."""
    return bool(pd.api.types.is_numeric_dtype(column) or (len(column) and column.isna().all()))


def _head(column: str, language: str, groups: Mapping[str, str], *, is_number: bool) -> str:
    kind = ' class="number"' if is_number else ""
    label = translator(language)(LABELS.get(column, column)).format(**{"a": "–", "b": "–", **groups})
    return f'<th scope="col"{kind}>{escape(label)}</th>'


def _row(row: Iterable[object], columns: list[str], numeric: set[str], language: str, how: Caption) -> str:
    cells = []
    for number, (column, value) in enumerate(zip(columns, row, strict=True)):
        text = _cell(column, value, language, is_percent=column in how.shares)
        text = translator(language)(text) if column in how.translated else text
        kind = ' class="number"' if column in numeric else ' class="text"' if column in _LONG_TEXTS else ""
        cells.append(f'<th scope="row"{kind}>{escape(text)}</th>' if number == 0 else f"<td{kind}>{escape(text)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _cell(column: str, value: object, language: str, *, is_percent: bool) -> str:
    """Write a cell: null as a dash, days and numbers in the language's manner (the CSV has them as ISO 8601)."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124 -- NaN differs from itself
        return "–"
    if isinstance(value, pd.Timestamp):
        return short_date_text(value, language, with_year=True)
    if pd.api.types.is_bool(value):
        _ = translator(language)
        return _("yes") if value else _("no")
    if not isinstance(value, int | float):
        text = _cut(str(value))
        if column in _NAMES:
            return name_text(text, language)
        return translator(language)(text) if column in _TRANSLATED_CELLS else text
    if is_percent:
        return percent_text(value, language)
    if column in _PROBABILITIES and value < _SMALLEST_PROBABILITY:
        return f"< {number_text(_SMALLEST_PROBABILITY, language, digits=3)}"
    is_whole = isinstance(value, int) or (column in _MIXED and float(value).is_integer())
    digits = 0 if is_whole else 3 if column in _PROBABILITIES else 2
    return number_text(value, language, digits=digits)

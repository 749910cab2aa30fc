"""An executed notebook → one HTML page that needs nothing but itself, whatever the notebook holds.

Defences in order: the notebook's own functions escape text at the source; Markdown is rendered with
raw HTML shown as text; every HTML output passes an allow-list; the page forbids itself, by its content
security policy, to run or load anything. Images stand in `<img>`, where an SVG cannot run scripts.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

import mistune
import nbformat
import nh3
from bs4 import BeautifulSoup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from analysis.language.messages import anchor, translator
from analysis.report.page import render

__all__ = ["Heading", "Page", "export_html", "kept_files"]

_CLEANER = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS - {"img"} | {"section", "figure", "figcaption", "caption", "details", "summary", "label", "input"},
    attributes={
        "*": {"class", "lang", "title", "dir"},
        "input": {"checked"},
        "div": {"role", "tabindex", "aria-label"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
        "a": {"href"},
    },
    tag_attribute_values={"input": {"type": {"checkbox"}}},
    url_schemes={"https", "http", "mailto"},
    link_rel="noopener noreferrer",
)
_HIDDEN = {"parameters", "injected-parameters"}
"""Tags of cells that need not be shown: the page lists the parameters among what it was made from."""

_FILE_TYPES = ("text/csv", "application/gexf+xml", "application/graphml+xml")


class Heading(NamedTuple):
    """An entry of the table of contents."""

    identifier: str
    text: str


class Page(NamedTuple):
    """What the page says of itself, besides the notebook; `facts` are what it was made of, by name."""

    title: str
    language: str
    date: str
    description: str
    identity: str = ""
    facts: Mapping[str, str] = {}
    made_at: str = ""


def export_html(notebook: nbformat.NotebookNode, page: Page) -> str:
    """Turn an executed notebook into a page; Markdown cells are translated by their whole text."""
    headings: list[Heading] = []
    blocks = [block for cell in notebook.cells for block in _cell(cell, page.language, headings)]
    return render(
        "page.html.j2",
        page.language,
        page=page,
        blocks=blocks,
        headings=[heading for heading in headings if heading.identifier],
    )


def kept_files(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return the outputs that are kept as files beside the page: {name: content}; a name cannot leave its folder."""
    kept = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind in _FILE_TYPES:
                if kind in output.get("data", {}):
                    name = output.metadata.get(kind, {}).get("name", "table.csv")
                    kept[re.sub(r"[^\w.-]", "_", name).lstrip(".")] = _joined(output.data[kind])
    return kept


def _cell(cell: nbformat.NotebookNode, language: str, headings: list[Heading]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield _markdown(cell.source, headings, language)
    elif cell.cell_type == "code" and cell.source.strip() and not _HIDDEN & set(cell.metadata.get("tags", ())):
        for output in cell.outputs:
            yield from _output(output)
        yield _code(cell.source, language)


def _code(source: str, language: str) -> str:
    shown = highlight(source, PythonLexer(), HtmlFormatter(classprefix="c-"))
    return f'<details class="code"><summary>{escape(translator(language)("Code"))}</summary>{shown}</details>'


def _output(output: nbformat.NotebookNode) -> Iterator[str]:
    data = output.get("data", {})
    metadata = output.get("metadata", {})
    if output.output_type == "stream":
        if output.name == "stdout":
            yield f"<pre>{escape(_joined(output.text))}</pre>"
    elif "image/svg+xml" in data:
        svg = _joined(data["image/svg+xml"]).encode()
        yield _image("image/svg+xml", base64.b64encode(svg).decode(), metadata)
    elif "image/png" in data:
        yield _image("image/png", _joined(data["image/png"]).strip(), metadata)
    elif "text/html" in data:
        yield _clean_html(_joined(data["text/html"]))
    elif "text/markdown" in data:
        yield _markdown(_joined(data["text/markdown"]), [], "en")
    elif "text/plain" in data and not set(_FILE_TYPES) & set(data):
        yield f"<pre>{escape(_joined(data['text/plain']))}</pre>"


def _joined(content: Any) -> str:
    return "".join(content) if isinstance(content, list) else str(content)


def _image(kind: str, encoded: str, metadata: dict[str, Any]) -> str:
    alt = escape(metadata.get(kind, {}).get("alt", ""))
    encoded = re.sub(r"[^A-Za-z0-9+/=]", "", encoded)
    return f'<figure><img src="data:{kind};base64,{encoded}" alt="{alt}"></figure>'


def _markdown(source: str, headings: list[Heading], language: str) -> str:
    """Render a cell in a language; its sections keep the addresses of the English headings."""
    soup = _rendered(translator(language)(source))
    for link in soup.select('a[href="#harmful-link"]'):  # what mistune makes of javascript: and its kin
        link.unwrap()
    for tag, original in zip(soup.find_all("h2"), _rendered(source).find_all("h2"), strict=False):
        tag["id"] = anchor(original.get_text()) or f"section-{len(headings)}"
        headings.append(Heading(str(tag["id"]), tag.get_text()))
    return str(soup)


def _rendered(markdown: str) -> BeautifulSoup:
    rendered = str(mistune.create_markdown(escape=True, plugins=["table"])(markdown))
    return BeautifulSoup(_CLEANER.clean(rendered), "html.parser")


def _clean_html(content: str) -> str:
    """Pass HTML through the allow-list; give every table that has no region yet what a screen reader needs."""
    cleaned = str(_CLEANER.clean(content))
    if "<input" not in cleaned and cleaned.count("<table") == cleaned.count('role="region"'):
        return cleaned
    soup = BeautifulSoup(cleaned, "html.parser")
    for field in soup.find_all("input"):
        if field.get("type") != "checkbox":
            field.decompose()
    for table in soup.find_all("table"):
        if not table.find_parent(attrs={"role": "region"}):
            _mend_table(table)
            caption = table.caption.get_text() if table.caption else "table"
            if not table.caption:
                table.insert(0, soup.new_tag("caption", string=caption))
            region = soup.new_tag("div", attrs={"class": "scroll", "role": "region", "tabindex": "0", "aria-label": caption})
            table.wrap(region)
    return str(soup)


def _mend_table(table: Any) -> None:
    for cell in table.select("thead th"):
        if cell.get_text(strip=True):
            cell["scope"] = "col"
        else:
            cell.name = "td"
            cell.attrs.pop("scope", None)
    for cell in table.select("tbody th"):
        cell["scope"] = "row"

"""An executed notebook → one HTML page that needs nothing but itself, whatever the notebook holds.

Defences in order: the notebook's own functions escape text at the source; Markdown is rendered with
raw HTML shown as text; every HTML output passes an allow-list; the page forbids itself, by its content
security policy, to run or load anything. Images stand in `<img>`, where an SVG cannot run scripts.
"""

import base64
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, NamedTuple

import jinja2
import mistune
import nbformat
import nh3
from bs4 import BeautifulSoup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from analysis.language.messages import translator

__all__ = ["Heading", "Page", "export_html", "kept_files"]

_TEMPLATES = files("analysis.report") / "templates"
_CLEANER = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS - {"img"} | {"section", "figure", "figcaption", "caption", "details", "summary"},
    attributes={
        "*": {"class", "lang", "title"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
        "a": {"href"},
    },
    url_schemes={"https", "http", "mailto"},
    link_rel="noopener noreferrer",
)
_PARAMETERS = {"parameters", "injected-parameters"}
"""Tags of cells that need not be shown: the page lists the parameters among its provenance."""

_FILE_TYPES = ("text/csv", "application/gexf+xml", "application/graphml+xml")


class Heading(NamedTuple):
    """An entry of the table of contents."""

    identifier: str
    text: str


class Page(NamedTuple):
    """What the page says of itself, besides the notebook."""

    title: str
    language: str
    date: str
    description: str
    identity: str = ""


def export_html(notebook: nbformat.NotebookNode, page: Page) -> str:
    """Turn an executed notebook into a page; Markdown cells are translated by their whole text."""
    _ = translator(page.language)
    headings: list[Heading] = []
    blocks = [block for cell in notebook.cells for block in _cell(cell, page.language, headings)]
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (_TEMPLATES / name).read_text(encoding="utf-8")),
        autoescape=True,
        trim_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        page=page,
        _=_,
        blocks=blocks,
        headings=[heading for heading in headings if heading.identifier],
        style=(_TEMPLATES / "page.css").read_text(encoding="utf-8"),
        code_style=_code_style(),
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
        yield _markdown(translator(language)(cell.source), headings)
    elif cell.cell_type == "code" and cell.source.strip() and not _PARAMETERS & set(cell.metadata.get("tags", ())):
        yield _code(cell.source, language)
        for output in cell.outputs:
            yield from _output(output)


def _code(source: str, language: str) -> str:
    shown = highlight(source, PythonLexer(), HtmlFormatter(classprefix="c-"))
    return f'<details class="code"><summary>{escape(translator(language)("Code"))}</summary>{shown}</details>'


@cache
def _code_style() -> str:
    light = HtmlFormatter(style="friendly", classprefix="c-").get_style_defs(".highlight")
    kept = re.sub(r"(?m)^(?:pre|td\.linenos|span\.linenos)[^\n]*\n?|background[^;}]*;?", "", light)
    return f"@media (prefers-color-scheme: light) {{ {kept} }}"


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
        yield _markdown(_joined(data["text/markdown"]), [])
    elif "text/plain" in data and not set(_FILE_TYPES) & set(data):
        yield f"<pre>{escape(_joined(data['text/plain']))}</pre>"


def _joined(content: Any) -> str:
    return "".join(content) if isinstance(content, list) else str(content)


def _image(kind: str, encoded: str, metadata: dict[str, Any]) -> str:
    alt = escape(metadata.get(kind, {}).get("alt", ""))
    return f'<figure><img src="data:{kind};base64,{encoded}" alt="{alt}"></figure>'


def _markdown(source: str, headings: list[Heading]) -> str:
    rendered = str(mistune.create_markdown(escape=True, plugins=["table"])(source))
    soup = BeautifulSoup(_CLEANER.clean(rendered), "html.parser")
    for link in soup.select('a[href="#harmful-link"]'):  # what mistune makes of javascript: and its kin
        link.unwrap()
    for tag in soup.find_all("h2"):
        text = tag.get_text()
        identifier = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or f"section-{len(headings)}"
        tag["id"] = identifier
        headings.append(Heading(identifier, text))
    return str(soup)


def _clean_html(content: str) -> str:
    """Pass HTML through the allow-list and give every table what a screen reader needs."""
    soup = BeautifulSoup(_CLEANER.clean(content), "html.parser")
    for table in soup.find_all("table"):
        _mend_table(table)
        caption = table.caption.get_text() if table.caption else "table"
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

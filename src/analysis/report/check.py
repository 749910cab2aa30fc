"""The contract of a published page, as far as it can be read without a browser."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    import nbformat

__all__ = ["LARGEST_PAGE", "check_page"]

LARGEST_PAGE = 5_000_000
"""Bytes."""

_PLACEHOLDER = re.compile(r"^(?:no description has been provided.*|image|figure|untitled)[.:]?$", re.IGNORECASE)
_LONGEST_ALT = 250
"""Characters: a sentence; the table beside the figure has the numbers."""

_POLICY = "default-src 'none'"


def check_page(html: str, notebook: "nbformat.NotebookNode | None" = None) -> list[str]:
    """List the ways in which a page breaks its contract, also against the notebook it was made from; none is a pass."""
    soup = BeautifulSoup(html, "html.parser")
    problems = [problem for check in _CHECKS for problem in check(soup)]
    if notebook is not None:
        problems += _complete(soup, notebook)
    if len(html.encode()) > LARGEST_PAGE:
        problems.append(f"the page has {len(html.encode())} bytes, more than {LARGEST_PAGE}")
    return problems


def _nothing_active(soup: BeautifulSoup) -> list[str]:
    found = ["the page sends its reader elsewhere"] * len(
        soup.find_all("meta", attrs={"http-equiv": re.compile("refresh", re.IGNORECASE)})
    )
    found += [
        f"<{tag.name}> stands in the page" for tag in soup.find_all(["script", "iframe", "object", "embed", "form", "link"])
    ]
    found += [
        f"attribute {name} on <{tag.name}>" for tag in soup.find_all(name=True) for name in tag.attrs if name.startswith("on")
    ]
    return found + [
        f"link to {tag['href'][:40]}"
        for tag in soup.find_all(href=re.compile(r"^\s*(?:javascript|data|vbscript):", re.IGNORECASE))
    ]


def _nothing_loaded(soup: BeautifulSoup) -> list[str]:
    sources = [str(tag["src"]) for tag in soup.find_all(src=True)]
    found = [f"loads {source[:60]}" for source in sources if not source.startswith("data:image/")]
    styles = " ".join(tag.get_text() for tag in soup.find_all("style")) + " ".join(
        str(tag["style"]) for tag in soup.find_all(style=True)
    )
    return found + [f"style loads {address[:60]}" for address in re.findall(r"url\(\s*['\"]?(?!data:)([^)]+)|@import", styles)]


def _policy_first(soup: BeautifulSoup) -> list[str]:
    head = soup.head.find_all(name=True, recursive=False)[:2] if soup.head else []
    is_first = len(head) > 1 and head[0].get("charset") and _POLICY in str(head[1].get("content"))
    return [] if is_first else ["the content security policy is not the first element after the charset"]


def _structure(soup: BeautifulSoup) -> list[str]:
    found = []
    if not (soup.html and soup.html.get("lang")):
        found.append("<html> has no lang")
    if not (soup.title and re.search(r"\d{4}", soup.title.get_text())):
        found.append("<title> has no date")
    found += [f"{len(soup.find_all(name))} <{name}> instead of one" for name in ("h1", "main") if len(soup.find_all(name)) != 1]
    identifiers = [str(tag["id"]) for tag in soup.find_all(id=True)]
    found += [f"two elements are called #{name}" for name in sorted(set(identifiers)) if identifiers.count(name) > 1]
    targets = set(identifiers)
    if not soup.find("a", class_="skip"):
        found.append("there is no link that skips to the content")
    links = [str(tag["href"])[1:] for tag in soup.find_all("a", href=re.compile("^#"))]
    found += [f"link to #{target}, which is not there" for target in links if target not in targets]
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h[1-6]$"))]
    skips = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    return found + [f"heading level {b} follows {a}" for a, b in skips]


def _images(soup: BeautifulSoup) -> list[str]:
    texts = [str(tag.get("alt", "")).strip() for tag in soup.find_all("img")]
    missing = [
        f"image {number} has no alternative text" for number, alt in enumerate(texts, 1) if not alt or _PLACEHOLDER.match(alt)
    ]
    long = [
        f"the alternative text of image {number} has {len(alt)} characters"
        for number, alt in enumerate(texts, 1)
        if len(alt) > _LONGEST_ALT
    ]
    return missing + long


def _tables(soup: BeautifulSoup) -> list[str]:
    found = []
    for number, table in enumerate(soup.find_all("table"), 1):
        heads = table.find_all("th")
        if not table.caption:
            found.append(f"table {number} has no caption")
        if any(not head.get("scope") or not head.get_text(strip=True) for head in heads):
            found.append(f"table {number} has a header cell without scope or text")
    return found


def _complete(soup: BeautifulSoup, notebook: "nbformat.NotebookNode") -> list[str]:
    """Whether the page shows all that the notebook put out, and the notebook ran without an error."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    data = [output.get("data", {}) for output in outputs]
    images = sum("image/svg+xml" in one or "image/png" in one for one in data)
    tables = sum("".join(one.get("text/html", "")).count("<table") for one in data)
    counts = (("figure", images, len(soup.find_all("img"))), ("table", tables, len(soup.find_all("table"))))
    found = [f"{shown} {what}(s) of the {made} of the notebook" for what, made, shown in counts if shown < made]
    errors = [output.ename for output in outputs if output.output_type == "error"]
    return found + [f"the notebook holds an error: {name}" for name in errors]


def _provenance(soup: BeautifulSoup) -> list[str]:
    terms = soup.select("footer dl dt")
    return [] if terms and soup.select("footer time") else ["the page does not say what it was made from, and when"]


_CHECKS: tuple[Callable[[BeautifulSoup], list[str]], ...] = (
    _nothing_active,
    _nothing_loaded,
    _policy_first,
    _structure,
    _images,
    _tables,
    _provenance,
)

"""Every sentence and label that a report can show, gathered from the code and the notebooks."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from analysis import show, summaries
from analysis.mentions import RULES
from analysis.tables import NO_OUTLET, TABLES, schema

PROJECT = Path(__file__).parents[1]
VALUES = (
    *("neutral", "assertive", "positive", "negative", "doubting", "commissive", "conceding", "denying", "demanding"),
    *("direct", "partial", "indirect"),
    *RULES,
    "names",
    "parameter",
    "reading",
    "texts",
    "lexicon",
    "model",
    "version",
    "read",
    "analyze",
    "marked",
    "reported",
    "narrator",
    "quoted",
    "person",
    "organisation",
    "place",
    "other",
    *("conflict", "economic consequences", "human interest", "morality", "responsibility"),
    *("headline", "body", "article", "outlet"),
)


def used_messages() -> list[str]:
    """List the messages in order of first use, each once."""
    return list(dict.fromkeys([*_in_notebooks(), *_in_code(), *_in_tables(), *_in_templates()]))


def _in_notebooks() -> Iterator[str]:
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield "".join(cell["source"])


def _in_code() -> Iterator[str]:
    for path in sorted((PROJECT / "src" / "analysis").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_translator(node.func) and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def _is_translator(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id == "_"
    return isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id == "translator"


def _in_tables() -> Iterator[str]:
    yield from VALUES
    yield from show.LABELS.values()
    yield from (caption.text for caption in show.CAPTIONS.values())
    yield from summaries.CAUTIONS
    yield from summaries.OVERVIEW
    yield from summaries.COLUMNS
    yield from (show.LABELS.get(name, name) for name in schema(TABLES["failures"]).names)
    yield from (f"{unit} of publication (UTC)" for unit in ("day", "week", "month"))
    yield from (
        NO_OUTLET,
        "(unattributed)",
        "articles",
        "quotes shown",
        "quotes with a verb",
        "pairs shown",
        "entities shown",
        summaries.OTHERS,
    )


def _in_templates() -> Iterator[str]:
    text = (PROJECT / "src/analysis/report/templates/page.html.j2").read_text(encoding="utf-8")
    for part in text.split("_(")[1:]:
        yield ast.literal_eval(part[: part.index(")")])

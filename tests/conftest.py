"""What tests share: invented articles, the sample corpus analysed once, folders of their own."""

from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

import analysis
from analysis.tables import Article, Tables
from analysis.zones import PreparedArticle, prepare

mpl.use("Agg")
PROJECT = Path(__file__).parents[1]


def article(text: str, language: str = "fr", title: str | None = None) -> Article:
    """An article of which only the text matters."""
    return Article("a1", None, None, None, None, None, title, None, language, text, "digest", "content", None)


def prepared(text: str, language: str = "fr", title: str | None = None) -> PreparedArticle:
    return prepare(article(text, language, title))


def analysed(*texts: str, language: str = "fr") -> Tables:
    """The tables of some texts, with ids a0, a1, …"""
    rows = [(f"a{number}", text, language) for number, text in enumerate(texts)]
    return analysis.analyze(pd.DataFrame(rows, columns=["article_id", "text", "language"]))


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep computed tables and reports of tests away from the user's."""
    folder = tmp_path_factory.mktemp("cadrage")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CADRAGE_TABLES", str(folder / "tables"))
        patch.setenv("CADRAGE_REPORTS", str(folder / "reports"))
        yield folder


@pytest.fixture(scope="session")
def sample(own_folders: Path) -> Tables:
    """The tables of the sample corpus."""
    return analysis.read_tables(PROJECT / "data" / "sample", progress=False)


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")

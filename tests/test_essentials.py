"""Key figures, the sentences that open a report, and what it cannot say."""

import pandas as pd
import pytest
from conftest import analysed

from analysis import describe, show, summaries
from analysis.tables import Tables

QUOTING = "« Nous fermerons le pont lundi », a annoncé la maire Léa Morel. Paris est loin."


@pytest.fixture(scope="module")
def figures(sample: Tables) -> pd.DataFrame:
    return summaries.key_figures(sample)


def test_key_figures_are_those_of_the_tables(figures: pd.DataFrame, sample: Tables) -> None:
    """The same numbers as in the sections that they lead to."""
    known = figures.set_index("figure")["value"]
    assert known["articles"] == len(sample.articles)
    assert known["quote density, marked"] == sample.metrics["n_marked_words"].sum() / sample.metrics["n_words"].sum()
    first = summaries.speakers(sample).iloc[0]
    assert known["most quoted speaker"] == pytest.approx(first["share"])
    assert known["most named entity"] == summaries.entities(sample)["share_articles"].iloc[0]


def test_every_share_lies_in_its_interval(figures: pd.DataFrame) -> None:
    """And between 0 and 1; counts have none."""
    shares = figures[figures["unit"] == "share"]
    assert ((shares["low"] <= shares["value"]) & (shares["value"] <= shares["high"])).all()
    assert shares["value"].between(0, 1).all()
    assert figures.loc[figures["unit"] == "count", "low"].isna().all()
    assert set(figures["figure"]) <= set(summaries.KEY_FIGURES)


def test_one_article_has_no_interval_and_no_tone() -> None:
    """Its numbers describe it."""
    figures = summaries.key_figures(analysed(QUOTING))
    assert figures["low"].isna().all()
    assert "narrator's tone" not in set(figures["figure"])


@pytest.mark.parametrize("texts", [(), ("",), ("Rien.",), (QUOTING,), (QUOTING, "Autre chose.")])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_sentences_are_whole_whatever_is_missing(texts: tuple[str, ...], language: str) -> None:
    """No gap, no braces, no NaN; at most five."""
    tables = analysed(*texts)
    found = describe.describe_essentials(summaries.key_figures(tables), tables.articles, language=language)
    assert 1 <= len(found) <= 5
    for one in found:
        assert not any(fault in f"{one.number} {one.sentence}" for fault in ("  ", "{", "nan", "None", "[]", "\0"))


def test_the_essentials_are_five_and_lead_to_their_sections(sample: Tables, figures: pd.DataFrame) -> None:
    """With the interval beside each share."""
    found = describe.describe_essentials(figures, sample.articles, language="fr")
    assert [one.section for one in found] == ["Coverage", "How much is quoted", "Who speaks", "About whom", "How hard it reads"]
    assert found[1].number == "20,2\u202f%"
    assert "[18,3\u202f%\u202f; 22,3\u202f%]" in found[1].sentence


def test_limits_say_whether_tone_is_validated(figures: pd.DataFrame) -> None:
    """And that there are no intervals, where there are none."""
    assert "not validated" in describe.describe_limits(figures, is_validated=False)[0]
    assert "not validated" not in describe.describe_limits(figures, is_validated=True)[0]
    few = summaries.key_figures(analysed(QUOTING))
    assert any("too few articles" in limit for limit in describe.describe_limits(few, is_validated=False))


def test_names_are_escaped(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A speaker may be called like a script."""
    shown = []
    monkeypatch.setattr(show.boxes, "display", lambda data, **_: shown.append(data["text/html"]))
    tables = analysed(QUOTING)
    figures = summaries.key_figures(tables).replace({"name": {"Léa Morel": "<script>alert(1)</script>"}})
    show.essentials(figures, tables, pd.DataFrame(columns=["is_valid"]), "fr")
    assert "&lt;script&gt;" in shown[0]
    assert "<script" not in shown[0]

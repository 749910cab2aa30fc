"""Figures, by their artists; their alternative texts, by their numbers."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import analysed
from hostile import HOSTILE

from analysis import describe, evidence, plots, show, summaries
from analysis.errors import SettingsError, TableError
from analysis.language.messages import name_text
from analysis.language.vocabulary import cues
from analysis.plots.style import drawn_name
from analysis.tables import Tables


def word_shift(tables: Tables) -> pd.DataFrame:
    """What the report shows; nothing where there is nothing to compare."""
    return summaries.word_shift(tables, **summaries.word_shift_groups(tables))


FIGURES = {
    "coverage": (plots.plot_coverage, describe.describe_coverage, lambda tables: summaries.coverage(tables.articles)),
    "quote_density": (plots.plot_quote_density, describe.describe_quote_density, summaries.quote_density),
    "speakers": (plots.plot_speakers, describe.describe_speakers, summaries.speakers),
    "stances": (plots.plot_stances, describe.describe_stances, summaries.stances),
    "tone": (plots.plot_tone, describe.describe_tone, summaries.tone_by_outlet),
    "tone_over_time": (plots.plot_tone_over_time, describe.describe_tone_over_time, summaries.tone_over_time),
    "tone_speakers": (plots.plot_tone_speakers, describe.describe_tone_speakers, summaries.tone_by_speaker),
    "tone_entities": (plots.plot_tone_entities, describe.describe_tone_entities, summaries.tone_around_entities),
    "word_shift": (plots.plot_word_shift, describe.describe_word_shift, word_shift),
    "lexicon_agreement": (plots.plot_lexicon_agreement, describe.describe_lexicon_agreement, summaries.lexicon_agreement),
    "frames": (plots.plot_frames, describe.describe_frames, summaries.frames),
    "entities": (plots.plot_entities, describe.describe_entities, summaries.entities),
    "outlet_entities": (plots.plot_outlet_entities, describe.describe_outlet_entities, summaries.outlet_entities),
    "comentions": (plots.plot_comentions, describe.describe_comentions, summaries.comention_pairs),
    "readability": (plots.plot_readability, describe.describe_readability, summaries.readability),
}


@pytest.fixture(params=list(FIGURES))
def figure(request: pytest.FixtureRequest) -> tuple:
    return FIGURES[request.param]


def test_a_figure_draws_on_the_axes_it_is_given(figure: tuple, sample: Tables) -> None:
    """`ax=` is used and returned; without it there is a new figure."""
    plot, _, summary = figure
    table = summary(sample)
    _, ax = plt.subplots()
    assert plot(table, ax=ax) is ax
    assert plot(table).figure is not ax.figure


def test_a_figure_of_nothing_says_so(figure: tuple) -> None:
    """An empty table gives a figure with a sentence in it."""
    plot, describer, summary = figure
    empty = summary(analysed())
    assert any(text.get_text() for text in plot(empty).texts)
    assert describer(empty)


def test_the_settings_of_a_figure_are_not_left_behind(figure: tuple, sample: Tables) -> None:
    """The user's own style is untouched."""
    plot, _, summary = figure
    before = dict(plt.rcParams)
    plot(summary(sample))
    assert dict(plt.rcParams) == before


@pytest.mark.parametrize("language", ["en", "fr"])
def test_alternative_texts_are_sentences(figure: tuple, sample: Tables, language: str) -> None:
    """Made from the numbers, short, in the report's language."""
    _, describer, summary = figure
    text = describer(summary(sample), language=language)
    assert text.endswith(".")
    assert 20 < len(text) <= 250


def test_a_wrong_table_is_refused_by_name() -> None:
    """The message lists the columns that are there."""
    with pytest.raises(TableError, match=r"density lacks the column.*it has: outlet"):
        plots.plot_quote_density(pd.DataFrame({"outlet": ["x"]}))


def test_bars_of_a_day_add_up_to_its_articles(sample: Tables) -> None:
    """Stacked heights are counts."""
    coverage = summaries.coverage(sample.articles)
    bars = plots.plot_coverage(coverage).patches
    assert sum(bar.get_height() for bar in bars) == coverage["n_articles"].sum() == 63


def test_points_stand_at_their_densities(sample: Tables) -> None:
    """Each layer has its marker at each outlet's value."""
    density = summaries.quote_density(sample)
    points = [list(line.get_xdata()) for line in plots.plot_quote_density(density).lines if len(line.get_xdata())]
    assert points == [density.loc[density["layer"] == layer, "density"].tolist() for layer in ("marked", "reported")]


def test_unattributed_quotes_are_hatched(sample: Tables) -> None:
    """Colour is never the only sign."""
    ax = plots.plot_speakers(summaries.speakers(sample))
    hatched = [bar for bar in ax.patches if bar.get_hatch()]
    assert len(hatched) == 1


def test_every_figure_states_its_n(sample: Tables) -> None:
    """Under the title or at the ticks."""
    for plot, _, summary in FIGURES.values():
        ax = plot(summary(sample))
        shown = (
            ax.get_title(loc="left")
            + ax.get_title()
            + " ".join(text.get_text() for text in ax.texts)
            + " ".join(label.get_text() for label in (*ax.get_xticklabels(), *ax.get_yticklabels()))
        )
        assert "n = " in shown, plot.__name__


def test_the_heat_map_writes_every_share(sample: Tables) -> None:
    """One cell text for each outlet and stance that occurs."""
    found = summaries.stances(sample)
    shown = [text.get_text() for text in plots.plot_stances(found).texts if text.get_text().endswith("%")]
    assert len(shown) == len(found)
    by_speaker = summaries.stances(sample, by="speaker")
    assert len(plots.plot_stances(by_speaker, most=3).get_yticklabels()) == 3


def test_money_and_math_in_names_are_plain_text(sample: Tables) -> None:
    """`$5bn` is no formula, `{` no error."""
    named = summaries.speakers(sample).assign(speaker=lambda table: [f"${n}bn, {{x^^$ <b>" for n in range(len(table))])
    plots.plot_speakers(named).figure.canvas.draw()


def test_showing_without_alternative_text_is_refused(sample: Tables) -> None:
    """A figure that cannot be read aloud is not shown."""
    with pytest.raises(SettingsError, match="describe the figure"):
        show.drawing(plots.plot_speakers(summaries.speakers(sample)), alt=" ")
    with pytest.raises(SettingsError, match="'xx' has no catalogue"):
        show.table("a", pd.DataFrame({"a": [1]}), "xx")
    with pytest.raises(SettingsError, match="no figure 'speeches'; the figures are"):
        show.figure("speeches", pd.DataFrame())


def test_evidence_is_escaped_and_links_only_to_the_web(capsys: pytest.CaptureFixture[str]) -> None:
    """Article, outlet and address are hostile until escaped."""
    hostile = "<script>alert(1)</script>"
    rows = [
        (0, 2, ((hostile, ""), (hostile, "mark"), (hostile, "positive")), hostile, pd.NaT, address, "x")
        for address in ("javascript:alert(1)", 'https://a.example/?"><b>')
    ]
    behind = show.tables._evidence(pd.DataFrame(rows, columns=evidence.EVIDENCE), 3, "sentences", "fr")[0]
    assert "<script" not in behind
    assert "javascript:" not in behind
    assert behind.count("<a href=") == 1
    assert "<b>" not in behind
    assert "<mark>&lt;script&gt;" in behind


def test_every_stance_of_the_cues_is_drawn() -> None:
    """A class that the figure does not know would be lost from it."""
    used = {cue.stance for language in ("fr", "en") for cue in cues(language).values()}
    assert used <= set(plots.STANCES)


def test_names_are_not_translated() -> None:
    """An outlet may be called like a word of the catalogue; only our own names in brackets are translated."""
    assert name_text("quotes", "fr") == "quotes"
    assert name_text("(no outlet)", "fr") == "(sans titre)"


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_drawn_in_glyphs_that_there_are(name: str) -> None:
    """A name in a script that no font has is spelled; matplotlib's warning of a missing glyph would fail this."""
    drawn = drawn_name(name)
    assert 0 < len(drawn) <= 34
    table = pd.DataFrame({"speaker": [name, "(unattributed)"], "n_words": [9, 3], "n_quotes": [2, 1], "kind": "person"})
    plots.plot_speakers(table).figure.canvas.draw()


def test_a_name_of_known_letters_is_left_alone() -> None:
    """Latin, Cyrillic, Greek, Arabic."""
    for name in ("Léa Özdemir", "Новости", "Ελληνικά", "شبكة"):
        assert drawn_name(name) == name

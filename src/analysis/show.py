"""Show figures, tables and notes in a notebook, so that JupyterLab and the published page have the same.

A figure goes out as SVG with its alternative text, a table as HTML with its caption and as CSV, which the
published report keeps beside the page. All text is escaped here, at the source.
"""

import io
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from analysis import describe, plots
from analysis.errors import SettingsError
from analysis.evaluation.coding import FEWEST_DOUBLE_CODED, SMALLEST_ALPHA
from analysis.language.messages import LANGUAGES, anchor, counter, name_text, number_text, percent_text, translator
from analysis.tables import Tables

__all__ = [
    "CAPTIONS",
    "CSV",
    "GEXF",
    "LABELS",
    "Caption",
    "check_language",
    "drawing",
    "essentials",
    "figure",
    "file",
    "network_file",
    "notes",
    "table",
    "validity",
]

CSV, GEXF, GRAPHML = "text/csv", "application/gexf+xml", "application/graphml+xml"
"""Mime types of the outputs that the published report keeps as files."""

LABELS = {
    "n_articles": "articles",
    "n_speakers": "speakers",
    "effective_voices": "effective number of voices",
    "top_share": "share of the first",
    "n_common": "quotes drawn",
    "effective_voices_common": "voices, same number of quotes",
    "top_share_common": "first, same number of quotes",
    "n_outlets": "outlets",
    "n_words": "words",
    "n_quotes": "quotes",
    "n_quoted_words": "quoted words",
    "n_mentions": "mentions",
    "n_hits": "hits",
    "n_agency": "from an agency",
    "n_positive": "positive hits",
    "n_negative": "negative hits",
    "n_negated": "negated hits",
    "n_sentences": "sentences",
    "n_syllables": "syllables",
    "n_long_words": "long words",
    "n": "joint sentences",
    "n_a": "sentences with the first",
    "n_b": "sentences with the second",
    "entity_a": "first entity",
    "entity_b": "second entity",
    "n_texts": "texts",
    "n_quoted": "of these in quotes",
    "share_articles": "share of articles",
    "g2": "G²",
    "p_shuffled": "p (shuffles)",
    "alpha": "α (disparity)",
    "in_backbone": "in the backbone",
    "community_a": "group of the first",
    "community_b": "group of the second",
    "kind_a": "kind of the first",
    "kind_b": "kind of the second",
    "low": "low (95\u00a0%)",
    "high": "high (95\u00a0%)",
    "logit": "tone (logit)",
    "net": "net tone",
    "npmi": "NPMI",
    "lix": "LIX",
    "spearman": "Spearman's ρ",
    "lexicon_a": "first lexicon",
    "lexicon_b": "second lexicon",
    "per_1000_words": "hits per 1,000 words",
    "rate_low": "rate, low (95\u00a0%)",
    "rate_high": "rate, high (95\u00a0%)",
    "net_low": "net, low (95\u00a0%)",
    "net_high": "net, high (95\u00a0%)",
    "logit_no_topics": "tone, no topics",
    "is_topic": "topic word",
    "n_terms_hit": "terms found",
    "n_words_hit": "words hit",
    "n_compared": "compared",
    "n_others": "articles of the others",
    "share_words": "share of words hit",
    "share_negated": "negated",
    "share_graded": "graded",
    "share_topics": "topic words",
    "hits_a": "hits, first group",
    "hits_b": "hits, second group",
    "rate_a": "per 100 words, first",
    "rate_b": "per 100 words, second",
    "group_a": "first group",
    "group_b": "second group",
    "top_terms": "most frequent terms",
    "share_quoted": "share in quotes",
    "reading_ease": "reading ease",
    "words_per_sentence": "words per sentence",
    "article_id": "article",
    "source_file": "file",
}
"""How a column is called on the page, where its own name is not plain."""

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
    "item",
    "rule",
)
_NAMES = ("speaker", "outlet")
_PROBABILITIES = ("p", "q", "p_shuffled")
_SMALLEST_PROBABILITY = 0.001


class Caption(NamedTuple):
    """How a table is shown: its caption, its columns that are shares, how many of its rows, and which columns (all).

    A folded table has all that the figure above it shows, and opens at a click.
    """

    text: str
    shares: tuple[str, ...] = ()
    most: int = 20
    columns: tuple[str, ...] = ()
    is_folded: bool = False


CAPTIONS = {
    "overview": Caption("What the corpus holds", is_folded=True),
    "outlets": Caption("Outlets", is_folded=True),
    "quote_density": Caption("Quote density by outlet and layer", ("density", "low", "high"), 40, is_folded=True),
    "speakers": Caption("Speakers by quoted words", ("share",)),
    "diversity": Caption("How many voices each outlet gives", ("top_share", "top_share_common")),
    "stances": Caption("How quotes are introduced, by outlet and stance of the verb", ("share",), 40, is_folded=True),
    "speaker_stances": Caption("How quotes are introduced, by speaker and stance of the verb", ("share",), is_folded=True),
    "tone": Caption(
        "Tone by outlet, lexicon and voice (logit; net tone per 100 words)",
        most=40,
        columns=(
            "outlet",
            "lexicon",
            "voice",
            "logit",
            "low",
            "high",
            "logit_no_topics",
            "net",
            "n_positive",
            "n_negative",
            "n_articles",
        ),
        is_folded=True,
    ),
    "tone_differences": Caption(
        "Tone of each outlet beside that of all others (difference of logits)",
        columns=("outlet", "lexicon", "voice", "difference", "low", "high", "p", "q", "n_articles", "n_others"),
    ),
    "word_shift": Caption(
        "Terms that make the tones differ, by what they contribute",
        columns=("term", "sign", "negated", "is_topic", "hits_a", "hits_b", "rate_a", "rate_b", "contribution"),
        is_folded=True,
    ),
    "tone_over_time": Caption(
        "Tone by period, lexicon and voice (logit; net tone per 100 words)",
        most=40,
        columns=("period", "lexicon", "voice", "logit", "low", "high", "net", "n_positive", "n_negative", "n_articles"),
        is_folded=True,
    ),
    "tone_by_part": Caption(
        "The narrator's tone in headlines and below them",
        columns=("part", "lexicon", "logit", "low", "high", "net", "n_positive", "n_negative", "n_words", "n_articles"),
    ),
    "tone_by_speaker": Caption(
        "Tone of what speakers say, by lexicon",
        columns=("speaker", "lexicon", "logit", "low", "high", "net", "n_positive", "n_negative", "n_words", "n_articles"),
        is_folded=True,
    ),
    "tone_around_entities": Caption(
        "Tone of the sentences that name an entity: co-occurrence, no opinion of it",
        columns=("entity", "lexicon", "voice", "logit", "low", "high", "n_positive", "n_negative", "n_sentences", "n_articles"),
        is_folded=True,
    ),
    "tone_terms": Caption("What tone is made of: the commonest hits", ("share",), is_folded=True),
    "lexicons": Caption(
        "What each lexicon sees",
        ("share_words", "share_negated", "share_graded", "share_topics", "share_quoted"),
        columns=(
            *("lexicon", "n_terms_hit", "n_hits", "share_words", "share_negated", "share_graded", "share_topics", "share_quoted"),
            "top_terms",
        ),
    ),
    "lexicon_agreement": Caption("Agreement of the lexicons on articles and outlets", is_folded=True),
    "frames": Caption(
        "Frame vocabulary by outlet",
        ("share_articles", "low", "high", "share_quoted"),
        40,
        ("outlet", "lexicon", "frame", "share_articles", "low", "high", "per_1000_words", "n_hits", "share_quoted", "n_articles"),
        is_folded=True,
    ),
    "comentions": Caption(
        "Pairs of entities named in one sentence, those beyond chance first",
        columns=("entity_a", "entity_b", "n", "n_texts", "n_quoted", "npmi", "q", "z", "in_backbone"),
    ),
    "entities": Caption(
        "Entities by number of articles",
        ("share_quoted", "share_articles", "low", "high"),
        columns=("entity", "kind", "n_articles", "share_articles", "low", "high", "n_mentions", "n_outlets", "share_quoted"),
        is_folded=True,
    ),
    "merges": Caption("Names that are counted as another's, and why", is_folded=True),
    "readability": Caption("Readability by outlet", most=40, is_folded=True),
    "readability_check": Caption("Our readability scores beside those of textstat", is_folded=True),
    "provenance": Caption("Parameters, digest, versions", most=60, is_folded=True),
    "failures": Caption("What could not be read or analysed"),
}
"""Tables of the report by the name of their CSV file."""


def figure(name: str, content: pd.DataFrame, language: str = "en", **options: Any) -> None:
    """Draw a figure of the report from its table, with the alternative text made from the same numbers.

    `name` is that of a function in `plots` without its `plot_`; `options` go to that function.

    Raises
    ------
    SettingsError
        When there is no such figure: the message lists those that there are.
    """
    check_language(language)
    known = [plot.removeprefix("plot_") for plot in plots.__all__ if plot.startswith("plot_")]
    if name not in known:
        raise SettingsError(f"no figure {name!r}; the figures are {', '.join(known)}")
    ax = getattr(plots, f"plot_{name}")(content, language=language, **options)
    drawing(ax, alt=getattr(describe, f"describe_{name}")(content, language=language))


def drawing(ax: Axes, *, alt: str) -> None:
    """Show any axes with an alternative text, and close their figure.

    Raises
    ------
    SettingsError
        When the alternative text is empty: a figure that cannot be read aloud is not shown.
    """
    if not alt.strip():
        raise SettingsError("alt='': describe the figure in a sentence, from its own numbers")
    owner = ax.get_figure()
    assert isinstance(owner, Figure)
    content = {"image/svg+xml": _compact(plots.visible(_svg(owner))), "text/plain": alt}
    plt.close(owner)
    display(content, metadata={"image/svg+xml": {"alt": alt}}, raw=True)


def _svg(figure: Figure) -> str:
    """Draw a figure without background, laid out once and drawn once: `savefig` would do each twice."""
    for patch in (figure.patch, *(ax.patch for ax in figure.axes)):
        patch.set_visible(False)
    buffer = io.StringIO()
    with plt.rc_context(plots.STYLE):
        engine = figure.get_layout_engine()
        if engine is not None:
            engine.execute(figure)
            figure.set_layout_engine("none")
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
    return buffer.getvalue()


_METADATA = re.compile(r"<!DOCTYPE.*?>|<metadata>.*?</metadata>", re.DOTALL)
_PLACES = re.compile(r'(?<= )(d|x|y)="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")


def _compact(svg: str) -> str:
    """Leave out of a figure what nobody sees: metadata, blanks, a hundredth of a point."""
    lean = _PLACES.sub(lambda found: _DECIMALS.sub(r"\1", " ".join(found.group().split())), _METADATA.sub("", svg))
    return re.sub(r">\s+<", "><", lean)


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
    head = "".join(_head(column, language, is_number=column in numeric) for column in shown.columns)
    behind = _evidence(evidence, len(shown.columns), language) if evidence is not None else {}
    body = "".join(
        _row(row, list(shown.columns), numeric, language, how.shares) + behind.get(number, "")
        for number, row in enumerate(shown.itertuples(index=False))
    )
    if shown.empty:
        body = f'<tr><td colspan="{max(len(shown.columns), 1)}">{escape(_("nothing"))}</td></tr>'
    title = f"{escape(_(how.text))}{escape(more)}"
    hidden = ' class="unseen"' if how.is_folded else ""
    html = f"<table><caption{hidden}>{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if how.is_folded:
        html = f'<details class="twin"><summary>{title}</summary>{html}</details>'
    data = {"text/html": html, CSV: content.to_csv(index=False), "text/plain": shown.to_string()}
    display(data, metadata={CSV: {"name": f"{name}.csv"}}, raw=True)


def _evidence(evidence: pd.DataFrame, width: int, language: str) -> dict[int, str]:
    """Write the sentences behind each row of a table as a row of their own that opens."""
    _ = translator(language)
    opened = {}
    for row, sentences in evidence.groupby("row"):
        items = "".join(_sentence(one, language) for one in sentences.itertuples())
        total = int(sentences["total"].iloc[0])
        counted = _("sentences: {n} of {total}") if total > len(sentences) else _("sentences: {n}")
        summary = escape(counted.format(n=len(sentences), total=total))
        opened[int(str(row))] = (
            f'<tr class="evidence"><td colspan="{width}"><details><summary>{summary}</summary>'
            f"<ul>{items}</ul></details></td></tr>"
        )
    return opened


def _sentence(one: Any, language: str) -> str:
    """Write an excerpt with what counts in it marked, and where it stands, linked where the article has an address."""
    text = "".join(_part(text, mark) for text, mark in one.parts)
    day = "" if pd.isna(one.published) else f", {one.published:%Y-%m-%d}"
    place = escape(f"{name_text(one.outlet, language)}{day}")
    is_linked = isinstance(one.url, str) and one.url.startswith(("https://", "http://"))
    source = f'<a href="{escape(one.url)}">{place}</a>' if is_linked else place
    return f"<li>{text} <small>{source}</small></li>"


def essentials(figures: pd.DataFrame, tables: Tables, validity: pd.DataFrame, language: str = "en") -> None:
    """Show what opens a report: its key figures in sentences, each a link to its section, and what it cannot say.

    The figures go along as `key_figures.csv`, from which the shelf takes the numbers that it compares.
    """
    check_language(language)
    found = describe.describe_essentials(figures, tables.articles, language=language)
    is_validated = bool(len(validity)) and bool(validity["is_valid"].all())
    limits = describe.describe_limits(figures, is_validated=is_validated, language=language)
    items = "".join(
        f'<li><a href="#{anchor(one.section)}"><b>{escape(one.number)}</b></a> <span>{escape(one.sentence)}</span></li>'
        for one in found
    )
    heading = escape(translator(language)("What this report cannot say"))
    listed = "".join(f"<li>{escape(limit)}</li>" for limit in limits)
    html = f'<ol class="essentials">{items}</ol><section class="limits"><h3>{heading}</h3><ul>{listed}</ul></section>'
    text = "\n".join(f"{one.number} {one.sentence}" for one in found)
    data = {"text/html": html, "text/plain": text, CSV: figures.to_csv(index=False)}
    display(data, metadata={CSV: {"name": "key_figures.csv"}}, raw=True)


_SIGNS = {"positive": "+", "negative": "−"}


def _part(text: str, mark: str) -> str:
    """Write a part of an excerpt; a lexicon hit says its side also without colour."""
    if not mark:
        return escape(text)
    side = mark.removesuffix("¬")
    if side not in _SIGNS:
        return f"<mark>{escape(text)}</mark>"
    return f'<mark class="{side}">{escape(text)}<sup>{"¬ " * (mark != side)}{_SIGNS[side]}</sup></mark>'


def validity(found: pd.DataFrame, language: str = "en") -> None:
    """Show beside a figure of tone what the counts are worth: not validated, or what coders say (see `evaluation.tone_validity`)."""
    check_language(language)
    _ = translator(language)
    texts = [
        _(
            "Lexicon counts, not validated on this corpus: they count listed words, not the tone that a reader takes from a text. "
            "Compare groups of one language only; no verdict on a single article."
        )
    ]
    if len(found):
        texts = [_validity_text(one, language) for one in found.itertuples()]
    items = "".join(f"<p>{escape(text)}</p>" for text in texts)
    is_valid = bool(len(found)) and bool(found["is_valid"].all())
    kind = "validity valid" if is_valid else "validity"
    display({"text/html": f'<div class="{kind}">{items}</div>', "text/plain": "\n".join(texts)}, raw=True)


def _validity_text(one: Any, language: str) -> str:
    _ = translator(language)
    verdict = _("validated") if one.is_valid else _("not good enough to conclude from")
    template = _(
        "{lexicon}: {verdict}. Krippendorff's α of the lexicon with the coders {alpha}, between coders {between} (both need {bound}); "
        "{n} sentences of this corpus, {double} coded twice (needed {fewest}); accuracy {accuracy}, of the commonest code {majority}."
    )
    return template.format(
        lexicon=one.lexicon,
        verdict=verdict,
        n=number_text(one.n_coded, language),
        double=number_text(one.n_double, language),
        fewest=FEWEST_DOUBLE_CODED,
        between=_alpha(one.alpha_coders, language),
        alpha=_alpha(one.alpha, language),
        bound=number_text(SMALLEST_ALPHA, language, digits=3),
        accuracy=percent_text(one.accuracy, language),
        majority=percent_text(one.majority, language),
    )


def _alpha(value: float, language: str) -> str:
    return "–" if pd.isna(value) else number_text(value, language, digits=2)


def file(name: str, content: pd.DataFrame) -> None:
    """Put a table beside the report as the CSV file `name`, without showing it."""
    data = {CSV: content.to_csv(index=False), "text/plain": f"{name}.csv"}
    display(data, metadata={CSV: {"name": f"{name}.csv"}}, raw=True)


def _is_numeric(column: "pd.Series[Any]") -> bool:
    """Whether a column holds numbers, or nothing at all (as intervals of few articles do)."""
    return bool(pd.api.types.is_numeric_dtype(column) or (len(column) and column.isna().all()))


def _head(column: str, language: str, *, is_number: bool) -> str:
    kind = ' class="number"' if is_number else ""
    return f'<th scope="col"{kind}>{escape(translator(language)(LABELS.get(column, column)))}</th>'


def _row(row: Iterable[object], columns: list[str], numeric: set[str], language: str, shares: Sequence[str]) -> str:
    cells = []
    for number, (column, value) in enumerate(zip(columns, row, strict=True)):
        text = _cell(column, value, language, is_percent=column in shares)
        kind = ' class="number"' if column in numeric else ' class="text"' if column in _LONG_TEXTS else ""
        cells.append(f'<th scope="row"{kind}>{escape(text)}</th>' if number == 0 else f"<td{kind}>{escape(text)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _cell(column: str, value: object, language: str, *, is_percent: bool) -> str:
    """Write a cell: null as a dash, days as ISO 8601, numbers in the language's manner."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124 -- NaN differs from itself
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if pd.api.types.is_bool(value):
        _ = translator(language)
        return _("yes") if value else _("no")
    if not isinstance(value, int | float):
        text = str(value)
        if column in _NAMES:
            return name_text(text, language)
        return translator(language)(text) if column in _TRANSLATED_CELLS else text
    if is_percent:
        return percent_text(value, language)
    if column in _PROBABILITIES and value < _SMALLEST_PROBABILITY:
        return f"< {number_text(_SMALLEST_PROBABILITY, language, digits=3)}"
    digits = 0 if isinstance(value, int) else 3 if column in _PROBABILITIES else 2
    return number_text(value, language, digits=digits)


def network_file(pairs: pd.DataFrame, *, name: str = "network") -> None:
    """Put the network of some pairs beside the report as GEXF and GraphML files, for Gephi and its kin."""
    graph = plots.network(pairs)
    for kind, suffix, write in ((GEXF, "gexf", nx.write_gexf), (GRAPHML, "graphml", nx.write_graphml)):
        buffer = io.BytesIO()
        write(graph, buffer)
        data = {kind: buffer.getvalue().decode(), "text/plain": f"{name}.{suffix}"}
        display(data, metadata={kind: {"name": f"{name}.{suffix}"}}, raw=True)


def notes(cautions: Iterable[tuple[str, str, int]], language: str = "en") -> None:
    """Show cautions as a list (see `summaries.cautions`)."""
    check_language(language)
    texts = [counter(language)(*caution) for caution in cautions]
    if texts:
        items = "".join(f"<li>{escape(text)}</li>" for text in texts)
        display({"text/html": f'<ul class="cautions">{items}</ul>', "text/plain": "\n".join(texts)}, raw=True)


def check_language(language: str) -> None:
    """Refuse a language that the report has no catalogue for.

    Raises
    ------
    SettingsError
        Naming the languages that there are.
    """
    if language not in LANGUAGES:
        raise SettingsError(f"report language {language!r} has no catalogue; choose one of {', '.join(LANGUAGES)}")

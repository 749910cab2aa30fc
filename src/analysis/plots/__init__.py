"""Summaries → figures: `plot_<figure>(table, *, ax=None, language="en") → Axes`; draws, never counts.

Colours are those of Okabe and Ito, told apart by colour-blind readers, and never the only sign. Every
figure says its unit and its n. A table without rows gives a figure that says so.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import cycle
from typing import Any

import matplotlib.dates as mdates
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.language.messages import counter, number_text, percent_text, translator
from analysis.plots.comparison import plot_differences
from analysis.plots.style import (
    BLUE,
    DAYS,
    GREY,
    KIND_STYLE,
    LAYER_STYLE,
    PALETTE,
    STYLE,
    colours,
    date_axis,
    decimal,
    draw_intervals,
    drawn_name,
    heat_map,
    labels_with_n,
    largest,
    legend,
    n_articles,
    new_axes,
    nothing,
    styled,
    titled,
)
from analysis.plots.tone import (
    plot_frames,
    plot_lexicon_agreement,
    plot_tone,
    plot_tone_entities,
    plot_tone_over_time,
    plot_tone_speakers,
    plot_word_shift,
)
from analysis.tables import require

__all__ = [
    "STYLE",
    "network",
    "plot_comentions",
    "plot_coverage",
    "plot_differences",
    "plot_entities",
    "plot_frames",
    "plot_lexicon_agreement",
    "plot_outlet_entities",
    "plot_quote_density",
    "plot_readability",
    "plot_speakers",
    "plot_stances",
    "plot_tone",
    "plot_tone_entities",
    "plot_tone_over_time",
    "plot_tone_speakers",
    "plot_word_shift",
    "visible",
]


@styled
def plot_coverage(coverage: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw articles a day, week or month, stacked by outlet (see `summaries.coverage`)."""
    require(coverage, "outlet", "period", "unit", "n_articles", of="coverage")
    _ = translator(language)
    ax = new_axes(ax, height=3.2)
    if coverage.empty:
        return nothing(ax, _("Coverage"), _("no dated article"))
    unit = str(coverage["unit"].iloc[0])
    periods = coverage.pivot_table(index="period", columns="outlet", values="n_articles", aggfunc="sum", fill_value=0)
    places = mdates.date2num(periods.index)
    below = np.zeros(len(periods))
    for outlet, colour in colours(list(periods.columns)).items():
        ax.bar(places, periods[outlet], bottom=below, width=0.85 * DAYS[unit], color=colour, label=drawn_name(outlet, language))
        below += periods[outlet].to_numpy()
    margin = DAYS[unit] * max(1, 3 - len(places))
    ax.set_xlim(places[0] - margin, places[-1] + margin)
    date_axis(ax, places, language)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(ylabel=_("articles"), xlabel=_(f"{unit} of publication (UTC)"))
    legend(ax)
    return titled(ax, _("Coverage"), n=int(coverage["n_articles"].sum()), language=language)


@styled
def plot_quote_density(density: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw the share of quoted words by outlet, both layers, with 95 % intervals (see `summaries.quote_density`)."""
    require(density, "outlet", "layer", "density", "low", "high", "n_articles", of="density")
    _ = translator(language)
    density = largest(density)
    ax = new_axes(ax, height=1.4 + 0.55 * density["outlet"].nunique())
    if density.empty:
        return nothing(ax, _("Quote density"), _("no article"))
    labels = labels_with_n(density, "outlet", language)
    draw_intervals(ax, density.assign(row=density["outlet"].map(labels)), "density", "layer", LAYER_STYLE, language)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter(lambda share, _position: percent_text(share, language, digits=0))
    ax.set(xlabel=_("share of the words of standfirst and body"), ylabel="")
    return titled(ax, _("Quote density by outlet"), n=n_articles(density, "outlet"), language=language)


@styled
def plot_speakers(speakers: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 15) -> Axes:
    """Draw the speakers with most quoted words; quotes without a speaker are hatched (see `summaries.speakers`)."""
    require(speakers, "speaker", "n_words", "n_quotes", of="speakers")
    _ = translator(language)
    shown = speakers.head(most).iloc[::-1]
    ax = new_axes(ax, height=1.2 + 0.3 * max(len(shown), 1))
    if shown.empty:
        return nothing(ax, _("Who is quoted"), _("no quote"))
    named = ~shown["speaker"].str.startswith("(")
    bars = ax.barh(range(len(shown)), shown["n_words"], color=[BLUE if is_name else GREY for is_name in named])
    for bar, is_name in zip(bars, named, strict=True):
        bar.set_hatch("" if is_name else "///")
    counts = [counter(language)("{n} quote", "{n} quotes", n) for n in shown["n_quotes"]]
    ax.bar_label(bars, counts, padding=4, fontsize=8, color="#444444")
    ax.set_yticks(range(len(shown)), [drawn_name(name, language) for name in shown["speaker"]])
    ax.margins(x=0.15)
    ax.xaxis.set_major_formatter(decimal(language, digits=0))
    ax.set(xlabel=_("quoted words"), ylabel="")
    return titled(ax, _("Who is quoted"), n=int(shown["n_quotes"].sum()), language=language, unit="quotes shown")


STANCES = ("neutral", "assertive", "positive", "negative", "conceding", "denying", "doubting", "demanding", "commissive")
"""Classes of reporting verbs, the plainest first (see `docs/stances.md`)."""


@styled
def plot_stances(stances: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 12) -> Axes:
    """Draw how quotes are introduced as a heat map: outlets or speakers × stance of the verb (see `summaries.stances`)."""
    require(stances, "stance", "n_quotes", "share", of="stances")
    _ = translator(language)
    by = str(stances.columns[0])
    names = list(dict.fromkeys(stances[by]))[:most]
    stances = stances[stances[by].isin(names)]
    ax = new_axes(ax, height=1.6 + 0.34 * max(len(names), 1))
    if stances.empty:
        return nothing(ax, _("How quotes are introduced"), _("no quote with a verb"))
    shares = stances.pivot_table(index=by, columns="stance", values="share", fill_value=0)
    shares = shares.reindex(index=names, columns=[stance for stance in STANCES if stance in set(stances["stance"])], fill_value=0)
    n = stances.groupby(by)["n_quotes"].sum()
    labels = [f"{drawn_name(name, language)} (n = {number_text(int(n[name]), language)})" for name in names]
    heat_map(ax, shares, [_(stance) for stance in shares.columns], labels, language)
    ax.set(xlabel=_("stance of the verb that introduces the quote"), ylabel="")
    title = _("How quotes are introduced, by speaker") if by == "speaker" else _("How quotes are introduced, by outlet")
    return titled(ax, title, n=int(stances["n_quotes"].sum()), language=language, unit="quotes with a verb")


@styled
def plot_entities(entities: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 20) -> Axes:
    """Draw the entities that most articles name, with 95 % intervals (see `summaries.entities`)."""
    require(entities, "entity", "kind", "n_articles", "share_articles", "low", "high", of="entities")
    _ = translator(language)
    shown = entities.head(most).iloc[::-1]
    ax = new_axes(ax, height=1.4 + 0.27 * max(len(shown), 1))
    if shown.empty:
        return nothing(ax, _("Who and what is named"), _("no name found"))
    labels = [drawn_name(name) for name in shown["entity"]]
    places = np.arange(len(shown))
    shares = shown["share_articles"].to_numpy()
    errors = np.vstack(
        [shares - shown["low"].fillna(shown["share_articles"]), shown["high"].fillna(shown["share_articles"]) - shares]
    )
    ax.barh(
        places, shares, color=[KIND_STYLE.get(kind, GREY) for kind in shown["kind"]], xerr=errors, ecolor="#333333", capsize=2
    )
    ax.set_yticks(
        places, [f"{label} (n = {number_text(int(n), language)})" for label, n in zip(labels, shown["n_articles"], strict=True)]
    )
    ax.xaxis.set_major_formatter(lambda share, _position: percent_text(share, language, digits=0))
    ax.set(xlabel=_("share of the articles that name it, with 95 % interval"), ylabel="")
    kinds = [Line2D([], [], marker="s", linestyle="", color=colour, label=_(kind)) for kind, colour in KIND_STYLE.items()]
    legend(ax, kinds)
    return titled(ax, _("Who and what is named"), n=len(shown), language=language, unit="entities shown")


@styled
def plot_outlet_entities(shares: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 12) -> Axes:
    """Draw which outlets name the foremost entities, as a heat map (see `summaries.outlet_entities`)."""
    require(shares, "outlet", "entity", "share", "n_articles", of="shares")
    _ = translator(language)
    outlets = shares.groupby("outlet")["n_articles"].max().sort_values(ascending=False, kind="stable").head(most)
    ax = new_axes(ax, height=2.4 + 0.34 * max(len(outlets), 1))
    if shares.empty:
        return nothing(ax, _("Which outlet names whom"), _("no name found"))
    names = list(dict.fromkeys(shares["entity"]))
    cells = shares.pivot_table(index="outlet", columns="entity", values="share").reindex(index=outlets.index, columns=names)
    labels = [f"{drawn_name(str(name), language)} (n = {number_text(int(n), language)})" for name, n in outlets.items()]
    heat_map(ax, cells, [drawn_name(name) for name in names], labels, language)
    ax.set(xlabel=_("share of the outlet's articles that name it"), ylabel="")
    return titled(ax, _("Which outlet names whom"), n=int(outlets.sum()), language=language)


@styled
def plot_comentions(pairs: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 30, seed: int = 0) -> Axes:
    """Draw the backbone of who is named with whom; width is the number of sentences (see `summaries.comention_pairs`).

    Where no pair stands out against chance the most frequent ones are drawn, and the title says so.
    """
    require(pairs, "entity_a", "entity_b", "n", "npmi", "n_a", "n_b", "kind_a", "kind_b", "in_backbone", of="pairs")
    _ = translator(language)
    backbone = pairs[pairs["in_backbone"]]
    shown = (backbone if len(backbone) else pairs).head(most)
    ax = new_axes(ax, height=1.5 if shown.empty else 6.5)
    if shown.empty:
        return nothing(ax, _("Who is named with whom"), _("no pair of entities in one sentence, or none in two articles"))
    graph = network(shown)
    places = _layout(graph, seed)
    widths = [0.6 + 4 * n / shown["n"].max() for _a, _b, n in graph.edges(data="n")]
    nx.draw_networkx_edges(graph, places, ax=ax, width=widths, edge_color="#9AA5B1", alpha=0.7)
    most_named = max(n for _node, n in graph.nodes(data="n"))
    sizes = [40 + 400 * n / most_named for _node, n in graph.nodes(data="n")]
    colours = [KIND_STYLE.get(kind, GREY) for _node, kind in graph.nodes(data="kind")]
    nx.draw_networkx_nodes(graph, places, ax=ax, node_size=sizes, node_color=colours, alpha=0.9)
    kinds = [Line2D([], [], marker="o", linestyle="", color=colour, label=_(kind)) for kind, colour in KIND_STYLE.items()]
    legend(ax, kinds)
    ax.margins(0.12)
    ax.set_axis_off()
    title = (
        _("Who is named with whom, beyond chance")
        if len(backbone)
        else _("Who is named with whom; no pair stands out from chance")
    )
    titled(ax, title, n=len(shown), language=language, unit="pairs shown")
    _label_apart(ax, places, sizes)
    return ax


_DIRECTIONS = [
    (0, 1),
    (0, -1),
    (1, 0),
    (-1, 0),
    (1, 1),
    (-1, 1),
    (1, -1),
    (-1, -1),
    (0, 2),
    (0, -2),
    (2, 1),
    (-2, 1),
    (2, -1),
    (-2, -1),
]


def _label_apart(ax: Axes, places: Mapping[str, Any], sizes: Iterable[float]) -> None:
    """Write the names beside their nodes, each where it covers no label and as few nodes as can be."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    scale = 72 / figure.dpi
    radii = {name: np.sqrt(size) / 2 / scale for name, size in zip(places, sizes, strict=True)}
    points = {name: ax.transData.transform(place) for name, place in places.items()}
    taken: list[tuple[float, float, float, float]] = []
    for name in sorted(places, key=lambda one: (-points[one][1], one)):
        text = ax.annotate(
            drawn_name(name), places[name], xytext=(0, 0), textcoords="offset points", fontsize=8, ha="center", va="center"
        )
        box = text.get_window_extent()
        width, height = box.width, box.height
        away = (width / 2 + radii[name] + 3, height / 2 + radii[name] + 2)
        _, _, (x, y) = min(
            (
                _crowding(points, taken, name, (right * away[0], up * away[1]), (width, height)),
                number,
                (right * away[0], up * away[1]),
            )
            for number, (right, up) in enumerate(_DIRECTIONS)
        )
        text.set_position((x * scale, y * scale))
        centre = points[name]
        taken.append(
            (centre[0] + x - width / 2, centre[1] + y - height / 2, centre[0] + x + width / 2, centre[1] + y + height / 2)
        )


def _crowding(
    points: Mapping[str, Any],
    taken: list[tuple[float, float, float, float]],
    name: str,
    offset: tuple[float, float],
    size: tuple[float, float],
) -> float:
    """How much a label would cover there: the area of other labels, and some for each node."""
    x, y = points[name][0] + offset[0], points[name][1] + offset[1]
    left, low, right, high = x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2
    area = sum(max(0.0, min(right, r) - max(left, a)) * max(0.0, min(high, t) - max(low, b)) for a, b, r, t in taken)
    nodes = sum(bool(left - 5 < px < right + 5 and low - 5 < py < high + 5) for px, py in points.values())
    return float(10 * area + 200 * nodes)


def visible(text: str) -> str:
    """Leave out control characters, which no SVG or GEXF file may hold."""
    return _CONTROL.sub("", text)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _layout(graph: "nx.Graph[str]", seed: int) -> Any:
    """Place the nodes by the length of the paths between them; weak links tie the parts of the graph together."""
    hubs = [
        max(sorted(part), key=graph.degree) for part in sorted(nx.connected_components(graph), key=lambda p: (-len(p), min(p)))
    ]
    tied = graph.copy()
    tied.add_edges_from((hubs[0], hub) for hub in hubs[1:])
    begin = nx.spring_layout(tied, seed=seed, weight=None)
    return nx.kamada_kawai_layout(tied, pos=begin, weight=None)


def network(pairs: pd.DataFrame) -> "nx.Graph[str]":
    """Make the graph of some pairs: edges with `n, npmi, g2, q, z, in_backbone`, nodes with `n`, `kind`, `community` (−1: none)."""
    graph: nx.Graph[str] = nx.Graph()
    rows: Iterable[Any] = pairs.itertuples()
    for pair in rows:
        a, b = visible(pair.entity_a), visible(pair.entity_b)
        for name, n, kind, community in (
            (a, pair.n_a, pair.kind_a, pair.community_a),
            (b, pair.n_b, pair.kind_b, pair.community_b),
        ):
            graph.add_node(name, n=int(n), kind=str(kind), community=-1 if pd.isna(community) else int(community))
        measures = {name: float(getattr(pair, name)) for name in ("npmi", "g2", "q", "z")}
        graph.add_edge(a, b, n=int(pair.n), weight=int(pair.n), in_backbone=bool(pair.in_backbone), **measures)
    return graph


@styled
def plot_readability(readability: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw LIX by outlet, a colour for each language, with 95 % intervals (see `summaries.readability`)."""
    require(readability, "outlet", "language", "lix", "low", "high", "n_articles", of="readability")
    _ = translator(language)
    readability = largest(readability)
    ax = new_axes(ax, height=1.3 + 0.42 * len(readability))
    if readability.empty:
        return nothing(ax, _("Readability"), _("no article"))
    ordered = readability.sort_values(["language", "lix"])
    labels = (
        ordered["outlet"].map(lambda name: drawn_name(name, language))
        + " ("
        + ordered["language"]
        + ", n = "
        + ordered["n_articles"].astype(str)
        + ")"
    )
    styles = dict(zip(sorted(ordered["language"].unique()), cycle(zip(PALETTE, "oDs^vPX", strict=True)), strict=False))
    draw_intervals(ax, ordered.assign(row=labels), "lix", "language", styles, language)
    ax.xaxis.set_major_formatter(decimal(language, digits=0))
    ax.set(xlabel=_("LIX: higher is harder; compare within one language only"), ylabel="")
    return titled(ax, _("Readability by outlet"), n=int(ordered["n_articles"].sum()), language=language)

"""Figures of tone and of frame vocabulary."""

from collections.abc import Iterable
from itertools import cycle
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.describe import main_language, main_vocabulary
from analysis.language.messages import number_text, translator
from analysis.plots.style import (
    BLUE,
    DASHES,
    DAYS,
    GREY,
    PALETTE,
    VERMILION,
    VOICE_STYLE,
    date_axis,
    decimal,
    draw_intervals,
    drawn_name,
    heat_map,
    largest,
    legend,
    new_axes,
    nothing,
    styled,
    titled,
)
from analysis.tables import require

__all__ = [
    "plot_frames",
    "plot_lexicon_agreement",
    "plot_tone",
    "plot_tone_entities",
    "plot_tone_over_time",
    "plot_tone_speakers",
    "plot_word_shift",
]

_MARKERS = "oDs^vPX"


@styled
def plot_tone(tone: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw tone by outlet and lexicon, narrator and quoted voices apart (see `summaries.tone_by_outlet`)."""
    require(tone, "outlet", "lexicon", "voice", "logit", "low", "high", "n_articles", of="tone")
    _ = translator(language)
    tone = largest(tone).dropna(subset=["logit"])
    ax = new_axes(ax, height=1.5 + 0.5 * tone.groupby(["outlet", "lexicon"]).ngroups)
    if tone.empty:
        return nothing(ax, _("Tone by outlet"), _("no lexicon hit, or a single article"))
    n = tone.groupby(["outlet", "lexicon"])["n_articles"].transform("max").astype(str)
    names = tone["outlet"].map(lambda name: drawn_name(name, language))
    draw_intervals(
        ax, tone.assign(row=names + " · " + tone["lexicon"] + " (n = " + n + ")"), "logit", "voice", VOICE_STYLE, language
    )
    _balance(ax, language)
    return titled(ax, _("Tone by outlet and lexicon"), n=None, language=language)


def _balance(ax: Axes, language: str) -> None:
    """Draw where positive and negative hits are as many, and say what the axis is."""
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.xaxis.set_major_formatter(decimal(language))
    ax.set(xlabel=translator(language)("tone: ln((positive + ½)/(negative + ½)); 0 is balance"), ylabel="")


@styled
def plot_tone_over_time(tone: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw tone by week or month, a line for each voice and lexicon, the volume under it (see `summaries.tone_over_time`)."""
    require(tone, "period", "unit", "lexicon", "voice", "logit", "n_articles", of="tone")
    _ = translator(language)
    n = tone.groupby("period")["n_articles"].max().sort_index()
    tone = main_language(tone.dropna(subset=["logit"]))
    ax = new_axes(ax, height=4.4 if len(n) > 1 else 1.5)
    if len(n) < 2 or tone.empty:
        return nothing(ax, _("Tone over time"), _("one period at most: nothing to compare over time"))
    unit = str(tone["unit"].iloc[0])
    dashes = dict(zip(sorted(tone["lexicon"].unique()), cycle(DASHES), strict=False))
    for (lexicon, voice), line in tone.groupby(["lexicon", "voice"]):
        colour, marker = VOICE_STYLE[str(voice)]
        label = f"{lexicon} · {_(str(voice))}"
        places = mdates.date2num(line["period"])
        ax.plot(
            *_with_gaps(places, line["logit"].to_numpy(), DAYS[unit]),
            color=colour,
            marker=marker,
            markersize=4,
            linestyle=dashes[lexicon],
            label=label,
        )
        ax.vlines(places, line["low"], line["high"], color=colour, linewidth=1, alpha=0.35)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.yaxis.set_major_formatter(decimal(language))
    ax.set(ylabel=_("tone (logit)"), xticks=[])
    legend(ax)
    ax.set_xlim(*(mdates.date2num(day) + side * 0.6 * DAYS[unit] for day, side in ((n.index[0], -1), (n.index[-1], 1))))
    _volume(ax, n, unit, language)
    return titled(ax, _("Tone over time"), n=int(n.sum()), language=language)


def _with_gaps(places: Any, values: Any, days: int) -> tuple[Any, Any]:
    """Break a line where periods are missing."""
    gaps = np.flatnonzero(np.diff(places) > 1.5 * days) + 1
    return np.insert(places, gaps, np.nan), np.insert(values, gaps, np.nan)


def _volume(ax: Axes, n: "pd.Series[int]", unit: str, language: str) -> None:
    """Draw the number of articles under a line over time, on the same days."""
    _ = translator(language)
    below = ax.inset_axes((0, -0.34, 1, 0.26))
    places = mdates.date2num(n.index)
    below.bar(places, n.to_numpy(), width=0.8 * DAYS[unit], color=GREY)
    below.set_xlim(ax.get_xlim())
    date_axis(below, places, language, most=7)
    below.yaxis.set_major_locator(MaxNLocator(2, integer=True))
    below.set(ylabel=_("articles"), xlabel=_(f"{unit} of publication (UTC)"))
    owner = ax.get_figure(root=True)
    if owner is not None and len(owner.axes) == 1:  # our own: room for the volume, which no layout knows of
        owner.set_layout_engine("constrained", rect=(0, 0.04, 1, 0.96))


@styled
def plot_tone_speakers(tone: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 12) -> Axes:
    """Draw the tone of what the most quoted speakers say, a colour for each lexicon (see `summaries.tone_by_speaker`)."""
    require(tone, "speaker", "lexicon", "logit", "low", "high", "n_words", "n_articles", of="tone")
    _ = translator(language)
    return _by_name(tone, "speaker", "lexicon", ax, language, most, _("Tone of what speakers say"))


@styled
def plot_tone_entities(tone: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 12) -> Axes:
    """Draw the tone of the sentences that name an entity, voices apart (see `summaries.tone_around_entities`)."""
    require(tone, "entity", "lexicon", "voice", "logit", "low", "high", "n_articles", of="tone")
    _ = translator(language)
    title = _("Tone of the sentences that name them\n(co-occurrence, no opinion of them)")
    return _by_name(_main_lexicon(tone), "entity", "voice", ax, language, most, title)


def _main_lexicon(tone: pd.DataFrame) -> pd.DataFrame:
    hits = (tone["n_positive"] + tone["n_negative"]).groupby(tone["lexicon"]).sum()
    return tone[tone["lexicon"] == hits.idxmax()] if len(hits) else tone


def _by_name(tone: pd.DataFrame, by: str, hue: str, ax: Axes | None, language: str, most: int, title: str) -> Axes:
    _ = translator(language)
    given = tone.dropna(subset=["logit"])
    order = given.groupby(by)["n_articles"].max().sort_values(ascending=False, kind="stable").index[:most]
    shown = given[given[by].isin(order)].sort_values(by, key=lambda names: names.map(list(order).index))
    ax = new_axes(ax, height=1.5 + 0.42 * max(len(order), 1))
    if shown.empty:
        return nothing(ax, title, _("no hit, or nobody in two articles"))
    n = shown.groupby(by)["n_articles"].transform("max").astype(str)
    markers = zip(PALETTE, _MARKERS, strict=True)
    styles = VOICE_STYLE if hue == "voice" else dict(zip(sorted(shown[hue].unique()), cycle(markers), strict=False))
    draw_intervals(ax, shown.assign(row=shown[by].map(drawn_name) + " (n = " + n + ")"), "logit", hue, styles, language)
    _balance(ax, language)
    lexicons = shown["lexicon"].unique()
    return titled(ax, title if len(lexicons) > 1 else f"{title}, {lexicons[0]}", n=None, language=language)


@styled
def plot_word_shift(shift: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 20) -> Axes:
    """Draw the terms that make two net tones differ, those that weigh most (see `summaries.word_shift`).

    Bars to the right make group b more positive than group a, bars to the left less. Topic words are hatched.
    """
    require(shift, "term", "sign", "negated", "is_topic", "contribution", "group_a", "group_b", of="shift")
    _ = translator(language)
    shown = shift.head(most).iloc[::-1]
    ax = new_axes(ax, height=1.8 + 0.26 * max(len(shown), 1))
    if shown.empty:
        return nothing(ax, _("What makes the tones differ"), _("no lexicon hit"))
    colours = [BLUE if sign > 0 else VERMILION for sign in shown["sign"]]
    bars = ax.barh(range(len(shown)), shown["contribution"], color=colours)
    for bar, is_topic in zip(bars, shown["is_topic"], strict=True):
        bar.set_hatch("///" if is_topic else "")
    negated = _("(negated)")
    rows: Iterable[Any] = shown.itertuples()
    labels = [
        f"{'+' if one.sign > 0 else '−'} {drawn_name(one.term)}{f' {negated}' if one.negated else ''} ({one.hits_a} → {one.hits_b})"
        for one in rows
    ]
    ax.set_yticks(range(len(shown)), labels)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.xaxis.set_major_formatter(decimal(language, digits=2))
    kinds = ((BLUE, _("positive hit")), (VERMILION, _("negative hit")))
    squares = [Line2D([], [], marker="s", linestyle="", color=colour, label=label) for colour, label in kinds]
    legend(ax, [*squares, Patch(facecolor="white", edgecolor=GREY, hatch="///", label=_("topic word"))])
    a, b = (drawn_name(_(str(shift[group].iloc[0])), language) for group in ("group_a", "group_b"))
    ax.set(
        xlabel=_("contribution in net tone per 100 words; to the right: {b} more positive\n(hits: {a} → {b})").format(a=a, b=b)
    )
    total = number_text(float(shift["contribution"].sum()), language, digits=2)
    title = _("What makes the tones differ: {a} → {b}\n{lexicon}, net tone {total} per 100 words in all")
    n = int(shift["hits_a"].sum() + shift["hits_b"].sum())
    return titled(ax, title.format(a=a, b=b, lexicon=shift["lexicon"].iloc[0], total=total), n=n, language=language, unit="hits")


@styled
def plot_lexicon_agreement(agreement: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how far lexicons rank articles and outlets alike, with 95 % intervals (see `summaries.lexicon_agreement`)."""
    require(agreement, "lexicon_a", "lexicon_b", "unit", "spearman", "low", "high", "n_compared", of="agreement")
    _ = translator(language)
    shown = agreement.dropna(subset=["spearman"])
    ax = new_axes(ax, height=1.6 + 0.4 * max(shown.groupby(["lexicon_a", "lexicon_b"]).ngroups, 1))
    if shown.empty:
        return nothing(ax, _("Agreement of the lexicons"), _("too few articles to compare"))
    rows = shown.assign(row=shown["lexicon_a"] + " · " + shown["lexicon_b"])
    counts = rows.assign(
        level=[f"{_(unit)} (n = {number_text(n, language)})" for unit, n in zip(rows["unit"], rows["n_compared"], strict=True)]
    )
    styles = dict(zip(dict.fromkeys(counts["level"]), cycle(zip(PALETTE, _MARKERS, strict=True)), strict=False))
    draw_intervals(ax, counts, "spearman", "level", styles, language)
    ax.set_xlim(min(0, float(shown["low"].min())), 1)
    ax.xaxis.set_major_formatter(decimal(language))
    ax.set(xlabel=_("Spearman's ρ of tone: 1 they rank alike, 0 not at all"), ylabel="")
    return titled(ax, _("Agreement of the lexicons"), n=int(shown["n_compared"].max()), language=language)


@styled
def plot_frames(frames: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 12) -> Axes:
    """Draw which outlets use which frame vocabulary as a heat map of shares of articles (see `summaries.frames`)."""
    require(frames, "outlet", "lexicon", "frame", "share_articles", "n_articles", of="frames")
    _ = translator(language)
    shown = main_vocabulary(frames, most=most)
    lexicon = shown["lexicon"].iloc[0] if len(shown) else ""
    n = shown.groupby("outlet")["n_articles"].max().sort_values(ascending=False, kind="stable")
    ax = new_axes(ax, height=2.0 + 0.34 * max(len(n), 1))
    if shown.empty:
        return nothing(ax, _("Frame vocabulary"), _("no hit"))
    names = list(dict.fromkeys(shown["frame"]))
    shares = shown.pivot_table(index="outlet", columns="frame", values="share_articles").reindex(index=n.index, columns=names)
    labels = [f"{drawn_name(str(name), language)} (n = {number_text(int(count), language)})" for name, count in n.items()]
    heat_map(ax, shares, [_(name) for name in names], labels, language)
    ax.set(xlabel=_("share of the articles with at least two terms of the vocabulary"), ylabel="")
    return titled(ax, _("Frame vocabulary by outlet, {lexicon}").format(lexicon=lexicon), n=int(n.sum()), language=language)

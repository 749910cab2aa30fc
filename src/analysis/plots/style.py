"""What the figures share: colours, fonts, how intervals, heat maps and empty tables are drawn."""

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from anyascii import anyascii
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font, get_font_names
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from analysis.language.messages import name_text, number_text, percent_text, short_date_text, translator

BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#7F7F7F",
)
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, GREY)
INK, QUIET = "#1F2328", "#57606A"
VOICE_STYLE = {"narrator": (BLUE, "o"), "quoted": (VERMILION, "D")}
LAYER_STYLE = {"marked": (BLUE, "o"), "reported": (VERMILION, "D")}
KIND_STYLE = {"person": BLUE, "organisation": ORANGE, "place": GREEN, "other": GREY}
DAYS = {"day": 1, "week": 7, "month": 30}
DASHES = ("solid", "dashed", "dotted", "dashdot")

STYLE: dict[Any, Any] = {
    "text.parse_math": False,
    "font.size": 9.5,
    "text.color": INK,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.edgecolor": "#8C959F",
    "axes.labelcolor": QUIET,
    "axes.labelsize": 9,
    "xtick.color": "#8C959F",
    "xtick.labelcolor": QUIET,
    "ytick.color": "#8C959F",
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "hatch.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid.axis": "x",
    "svg.fonttype": "path",
    "svg.hashsalt": "cadrage",
    "text.hinting": "none",  # as in the vectors, so that what was measured is what is drawn
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.08,
}
"""Matplotlib settings of every figure; applied while it is drawn, never left behind."""

_WIDTH = 8.0
P = ParamSpec("P")


def styled(plot: "Callable[P, Axes]") -> "Callable[P, Axes]":
    """Draw a figure with the project's settings, left behind nowhere, and no text taken for mathematics."""

    @wraps(plot)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context({**sns.axes_style("ticks"), **STYLE, "font.family": _fonts()}):
            ax = plot(*args, **kwargs)
            for text in (*ax.findobj(Text), *ax.get_xticklabels(), *ax.get_yticklabels()):
                text.set_parse_math(False)  # "$5bn" is money, also when the user draws the figure later
            return ax

    return drawn


@cache
def _fonts() -> list[str]:
    """List the figure font, then what this machine has for scripts that it lacks (names in Chinese or Arabic)."""
    wanted = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Arabic", "WenQuanYi Zen Hei", "Arial Unicode MS")
    installed = set(get_font_names())
    return ["DejaVu Sans", *(name for name in wanted if name in installed)]


def heat_map(ax: Axes, shares: pd.DataFrame, columns: list[str], rows: list[str], language: str) -> None:
    """Draw shares as cells with their number in them."""
    ax.pcolormesh(shares.to_numpy(), cmap="Blues", vmin=0, vmax=1, edgecolors="white", linewidth=1)
    for (row, column), share in np.ndenumerate(shares.to_numpy()):
        colour = "white" if share > 0.5 else INK
        text = percent_text(share, language, digits=0) if share else ""
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8, color=colour)
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=30, ha="right", rotation_mode="anchor")
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
    ax.invert_yaxis()
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, axis="both")


_LONGEST_LABEL = 34


def drawn_name(name: str, language: str = "en") -> str:
    """Write a name as a label: cut where it is too long, in letters where no font at hand has its script.

    Matplotlib draws an empty box for a character without a glyph; such a name is spelled in ASCII (anyascii),
    and the table beside the figure has it as it is written.
    """
    visible = "".join(letter for letter in name_text(name, language) if letter.isprintable())
    shown = visible if len(visible) <= _LONGEST_LABEL else visible[: _LONGEST_LABEL - 1].rstrip() + "…"
    spelled = "".join(letter if _has_glyph(letter) else anyascii(letter) for letter in shown)
    return spelled if len(spelled) <= _LONGEST_LABEL else spelled[: _LONGEST_LABEL - 1].rstrip() + "…"


@cache
def _has_glyph(letter: str) -> bool:
    return any(get_font(findfont(FontProperties(family=[font]))).get_char_index(ord(letter)) for font in _fonts())


def new_axes(ax: Axes | None, *, height: float) -> Axes:
    """Return the axes given, else new ones of the report's width and a height in inches."""
    if ax is not None:
        return ax
    return plt.subplots(figsize=(_WIDTH, height))[1]


def titled(ax: Axes, title: str, *, n: int | None, language: str, unit: str = "articles") -> Axes:
    """Put a title on a figure, and its n below."""
    ax.set_title(title, pad=20 if n is not None else 8, linespacing=1.35)
    if n is not None:
        line = f"n = {number_text(n, language)} {translator(language)(unit)}"
        ax.annotate(line, (0, 1), (0, 7), xycoords="axes fraction", textcoords="offset points", fontsize=9, color=QUIET)
    return ax


def legend(ax: Axes, handles: list[Any] | None = None, *, columns: int = 4) -> None:
    """Put the legend under a figure of our own, where it takes no room from the data; else inside the axes."""
    owner = ax.get_figure(root=True)
    options: dict[str, Any] = {"handletextpad": 0.4, "columnspacing": 1.4}
    shown = handles if handles is not None else ax.get_legend_handles_labels()[0]
    if isinstance(owner, Figure) and owner.axes == [ax] and isinstance(owner.get_layout_engine(), ConstrainedLayoutEngine):
        owner.legend(handles=shown, loc="outside lower left", ncols=min(columns, max(len(shown), 1)), **options)
    else:
        ax.legend(handles=shown, **options)


def date_axis(ax: Axes, places: Any, language: str, *, most: int = 8) -> None:
    """Write the days of an axis in a language, with the year where there is more than one."""
    years = {moment.year for moment in mdates.num2date([min(places), max(places)])}
    ax.xaxis.set_major_locator(FixedLocator(places) if len(places) <= most else mdates.AutoDateLocator(maxticks=most))
    ax.xaxis.set_major_formatter(lambda day, _position: short_date_text(mdates.num2date(day), language, with_year=len(years) > 1))


def decimal(language: str, digits: int = 1) -> Callable[[float, float], str]:
    """Format the numbers of an axis in a language."""
    return lambda value, _position: number_text(value, language, digits=digits)


def nothing(ax: Axes, title: str, reason: str) -> Axes:
    """Say on a figure why it shows nothing."""
    ax.text(0.5, 0.5, reason, ha="center", va="center", transform=ax.transAxes, color=GREY)
    ax.set_axis_off()
    ax.set_title(title)
    return ax


def colours(names: list[str]) -> dict[str, str]:
    """Give each name a colour."""
    return dict(zip(sorted(names), PALETTE * (1 + len(names) // len(PALETTE)), strict=False))


_MOST_OUTLETS = 20


def largest(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the outlets with most articles; the table beside the figure has them all."""
    n = table.groupby("outlet")["n_articles"].max().sort_values(ascending=False)
    return table[table["outlet"].isin(n.index[:_MOST_OUTLETS])]


def n_articles(table: pd.DataFrame, by: str) -> int:
    """Count the articles of all groups."""
    return int(table.groupby(by)["n_articles"].max().sum())


def labels_with_n(table: pd.DataFrame, by: str, language: str) -> dict[str, str]:
    """Label each group with its number of articles."""
    largest = table.groupby(by)["n_articles"].max()
    return {str(name): f"{drawn_name(str(name), language)} (n = {number_text(n, language)})" for name, n in largest.items()}


def draw_intervals(
    ax: Axes, table: pd.DataFrame, value: str, by: str, styles: Mapping[str, tuple[str, str]], language: str
) -> None:
    """Draw a point and its interval for each row, the levels of `by` side by side."""
    rows = list(dict.fromkeys(table["row"]))
    levels = [level for level in styles if level in set(table[by])]
    shifts = dict(zip(levels, np.linspace(-0.13, 0.13, len(levels)) if len(levels) > 1 else [0.0], strict=True))
    for level in levels:
        drawn = table[table[by] == level]
        heights = [rows.index(row) + shifts[level] for row in drawn["row"]]
        colour, marker = styles[level]
        ax.hlines(heights, drawn["low"], drawn["high"], color=colour, linewidth=2, alpha=0.6)
        ax.plot(drawn[value], heights, marker, color=colour, label=translator(language)(level))
    if table["low"].notna().any():
        ax.plot([], [], color=GREY, linewidth=2, label=translator(language)("95 % interval"))
    ax.set_yticks(range(len(rows)), rows)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    ax.set_axisbelow(True)
    legend(ax)

"""What the figures share: colours, fonts, how intervals, heat maps and empty tables are drawn."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.font_manager import get_font_names
from matplotlib.text import Text

from analysis.language.messages import number_text, percent_text, translator

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
VOICE_STYLE = {"narrator": (BLUE, "o"), "quoted": (VERMILION, "D")}
LAYER_STYLE = {"marked": (BLUE, "o"), "reported": (VERMILION, "D")}
KIND_STYLE = {"person": BLUE, "organisation": ORANGE, "place": GREEN, "other": GREY}
DAYS = {"day": 1, "week": 7, "month": 30}
DASHES = ("solid", "dashed", "dotted", "dashdot")

STYLE: dict[Any, Any] = {
    "text.parse_math": False,
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid.axis": "x",
    "svg.fonttype": "path",
    "svg.hashsalt": "cadrage",
    "figure.constrained_layout.use": True,
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


def short_date(moment: datetime, language: str) -> str:
    """Write a day as short as the language has it."""
    return f"{moment:%d/%m/%y}" if language == "fr" else f"{moment:%Y-%m-%d}"


def heat_map(ax: Axes, shares: pd.DataFrame, columns: list[str], rows: list[str], language: str) -> None:
    """Draw shares as cells with their number in them."""
    texts = shares.map(lambda share: percent_text(share, language, digits=0) if share else "")
    sns.heatmap(
        shares.to_numpy(), ax=ax, annot=texts.to_numpy(), fmt="", cmap="Blues", vmin=0, vmax=1, cbar=False, linewidths=0.5,
        xticklabels=columns, yticklabels=rows, annot_kws={"fontsize": 8},
    )  # fmt: skip
    ax.tick_params(length=0, axis="both")
    plt.setp(ax.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")
    plt.setp(ax.get_yticklabels(), rotation=0)


_LONGEST_LABEL = 34


def shortened(name: str) -> str:
    """Cut a name that is too long for a label."""
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1].rstrip() + "…"


def new_axes(ax: Axes | None, *, height: float) -> Axes:
    """Return the axes given, else new ones of the report's width and a height in inches."""
    if ax is not None:
        return ax
    return plt.subplots(figsize=(_WIDTH, height))[1]


def titled(ax: Axes, title: str, *, n: int | None, language: str, unit: str = "articles") -> Axes:
    """Put a title on a figure, and its n."""
    ax.set_title(title if n is None else f"{title}\nn = {number_text(n, language)} {translator(language)(unit)}")
    return ax


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
    return {str(name): f"{translator(language)(str(name))} (n = {number_text(n, language)})" for name, n in largest.items()}


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
    ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))

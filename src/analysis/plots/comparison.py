"""The figure of what differs between two groups."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.language.messages import number_text, percent_text, translator
from analysis.plots.style import BLUE, GREY, drawn_name, legend, new_axes, nothing, styled, titled
from analysis.tables import require

__all__ = ["plot_differences"]


@styled
def plot_differences(compared: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", most: int = 20) -> Axes:
    """Draw differences of one unit with their 95 % intervals, group b minus group a, the surest first (see `summaries.compare`).

    A full mark: the interval leaves 0 out. Shares differ in points of percentage.
    """
    require(
        compared,
        "measure",
        "name",
        "unit",
        "difference",
        "low",
        "high",
        "n_articles_a",
        "n_articles_b",
        "group_a",
        "group_b",
        of="compared",
    )
    _ = translator(language)
    shown = compared.head(most)
    ax = new_axes(ax, height=1.6 + 0.3 * max(len(shown), 1))
    if shown.empty:
        return nothing(ax, _("What differs"), _("nothing to compare"))
    is_sure = ((shown["low"] > 0) | (shown["high"] < 0)).to_numpy()
    places = np.arange(len(shown))
    ax.hlines(places, shown["low"], shown["high"], color=BLUE, linewidth=2, alpha=0.6)
    ax.scatter(shown["difference"], places, s=38, color=[BLUE if sure else "white" for sure in is_sure], edgecolor=BLUE, zorder=3)
    labels = [
        _(measure) if pd.isna(name) else f"{_(measure)} {drawn_name(_(name), language)}"
        for measure, name in zip(shown["measure"], shown["name"], strict=True)
    ]
    ax.set_yticks(places, labels)
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    ax.set_axisbelow(True)
    is_share = shown["unit"].iloc[0] == "share"
    ax.xaxis.set_major_formatter(
        lambda value, _position: percent_text(value, language, digits=0) if is_share else number_text(value, language, digits=1)
    )
    a, b = (drawn_name(str(shown[group].iloc[0]), language) for group in ("group_a", "group_b"))
    ax.set(xlabel=_("difference: {b} minus {a}").format(a=a, b=b), ylabel="")
    marks = ((BLUE, _("the 95 % interval leaves 0 out")), ("white", _("it does not")))
    legend(ax, [Line2D([], [], marker="o", linestyle="", color=BLUE, markerfacecolor=face, label=text) for face, text in marks])
    n = int(shown["n_articles_a"].max() + shown["n_articles_b"].max())
    return titled(ax, _("What differs"), n=n, language=language)

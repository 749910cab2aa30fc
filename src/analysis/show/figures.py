"""Figures as vectors, with the alternative text made from the same numbers."""

import io
import re
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from analysis import describe, plots
from analysis.errors import SettingsError
from analysis.language.messages import check_language

__all__ = ["LONGEST_ALT", "drawing", "figure"]

LONGEST_ALT = 250
"""Characters of an alternative text; the table beside the figure has the numbers."""


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
    drawing(ax, alt=_cut(getattr(describe, f"describe_{name}")(content, language=language)))


def _cut(alt: str) -> str:
    """Keep an alternative text a sentence, whatever the names in it."""
    return alt if len(alt) <= LONGEST_ALT else f"{alt[: LONGEST_ALT - 1]}…"


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
    for patch in (figure.patch, *(part.patch for ax in figure.axes for part in (ax, *ax.child_axes))):
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

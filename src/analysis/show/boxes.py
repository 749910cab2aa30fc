"""What stands beside figures and tables: the essentials, the cautions, what tone is worth."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd
from IPython.display import display

from analysis import describe
from analysis.evaluation.coding import FEWEST_DOUBLE_CODED, SMALLEST_ALPHA
from analysis.language.messages import anchor, check_language, counter, number_text, percent_text, translator
from analysis.show.files import CSV
from analysis.tables import Tables

__all__ = ["essentials", "notes", "validity"]


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


def notes(cautions: Iterable[tuple[str, str, int]], language: str = "en") -> None:
    """Show cautions as a list (see `summaries.cautions`)."""
    check_language(language)
    texts = [counter(language)(*caution) for caution in cautions]
    if texts:
        items = "".join(f"<li>{escape(text)}</li>" for text in texts)
        display({"text/html": f'<ul class="cautions">{items}</ul>', "text/plain": "\n".join(texts)}, raw=True)


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

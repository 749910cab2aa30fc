"""Cadrage: who speaks in the news, in what tone, about whom, and how hard it reads.

    import analysis

    articles = analysis.read_articles("data/sample")
    tables = analysis.analyze(articles)
    analysis.speakers(tables).head()

A DataFrame with only `article_id` and `text` is enough for `analyze`. Names are imported when they are
first used, so that `import analysis` is instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import describe, evaluation, evidence, plots, show, summaries
    from analysis.analyzer import Settings, analyze
    from analysis.corpus import analyze_corpus, provenance, read_in_pieces, read_table, read_tables
    from analysis.errors import AnalysisError
    from analysis.lexicons import find_terms, read_lexicon
    from analysis.readers import read_articles
    from analysis.summaries import (
        compare,
        coverage,
        diversity,
        entities,
        group_outlets,
        key_figures,
        outlets,
        quote_density,
        readability,
        select_article,
        speakers,
        stances,
        tone_by_outlet,
        tone_by_speaker,
        tone_over_time,
        word_shift,
    )
    from analysis.tables import Tables

_HOMES = {
    "AnalysisError": "analysis.errors",
    "Settings": "analysis.analyzer",
    "Tables": "analysis.tables",
    "analyze": "analysis.analyzer",
    "analyze_corpus": "analysis.corpus",
    "find_terms": "analysis.lexicons",
    "provenance": "analysis.corpus",
    "read_articles": "analysis.readers",
    "read_lexicon": "analysis.lexicons",
    "read_in_pieces": "analysis.corpus",
    "read_table": "analysis.corpus",
    "read_tables": "analysis.corpus",
}
_ROOMS = ("describe", "evaluation", "evidence", "plots", "show", "summaries")
_SUMMARIES = (
    "compare",
    "coverage",
    "diversity",
    "entities",
    "group_outlets",
    "key_figures",
    "outlets",
    "quote_density",
    "readability",
    "select_article",
    "speakers",
    "stances",
    "tone_by_outlet",
    "tone_by_speaker",
    "tone_over_time",
    "word_shift",
)
"""What is asked for most in a notebook; `analysis.summaries` has the rest."""

__all__ = [
    "AnalysisError",
    "Settings",
    "Tables",
    "analyze",
    "analyze_corpus",
    "compare",
    "coverage",
    "describe",
    "diversity",
    "entities",
    "evaluation",
    "evidence",
    "find_terms",
    "group_outlets",
    "key_figures",
    "outlets",
    "plots",
    "provenance",
    "quote_density",
    "read_articles",
    "read_in_pieces",
    "read_lexicon",
    "read_table",
    "read_tables",
    "readability",
    "select_article",
    "show",
    "speakers",
    "stances",
    "summaries",
    "tone_by_outlet",
    "tone_by_speaker",
    "tone_over_time",
    "word_shift",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"analysis.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _SUMMARIES:
        return getattr(import_module("analysis.summaries"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__

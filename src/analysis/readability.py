"""Counts → readability, from the project's own words, sentences and syllables."""

from typing import TypeVar

import pandas as pd

from analysis.tables import require

__all__ = ["READING_EASE", "lix", "reading_ease", "reference_scores", "score_lix", "score_reading_ease"]

READING_EASE = {"fr": (207.0, 1.015, 73.6), "en": (206.835, 1.015, 84.6)}
"""Constant, weight of words per sentence, weight of syllables per word.

French: Kandel & Moles (1958), *Application de l'indice de Flesch à la langue française*. English:
Flesch (1948), doi:10.1037/h0057532. No other language has coefficients here, hence no score.
"""


Number = TypeVar("Number", float, "pd.Series[float]")


def reading_ease(counts: pd.DataFrame, language: str) -> "pd.Series[float]":
    """Score reading ease as constant − a·words/sentences − b·syllables/words; higher is easier.

    `counts` has `n_words, n_sentences, n_syllables`, of articles or summed over groups. Null where a
    row has no word or the language has no coefficients; never compare across languages.

    >>> counts = pd.DataFrame({"n_words": [100], "n_sentences": [5], "n_syllables": [170]})
    >>> reading_ease(counts, "fr").round(2).tolist()
    [61.58]
    """
    require(counts, "n_words", "n_sentences", "n_syllables", of="counts")
    words = counts["n_words"].where(counts["n_words"] > 0).astype("float64")
    if language not in READING_EASE:
        return words.where(words.isna())
    return score_reading_ease(words, counts["n_sentences"], counts["n_syllables"], language)


def lix(counts: pd.DataFrame) -> "pd.Series[float]":
    """Score LIX = words/sentences + 100·long words/words; higher is harder (25 easy, 40 news, 55 hard).

    Needs no syllables, so it serves as a check of reading ease. Null where a row has no word.
    Reference: Björnsson (1968), *Läsbarhet*.
    """
    require(counts, "n_words", "n_sentences", "n_long_words", of="counts")
    words = counts["n_words"].where(counts["n_words"] > 0).astype("float64")
    return score_lix(words, counts["n_sentences"], counts["n_long_words"])


def score_reading_ease(words: Number, sentences: Number, syllables: Number, language: str) -> Number:
    """Apply the formula of `reading_ease` to counts above 0, each a number or a column."""
    constant, length, weight = READING_EASE[language]
    return constant - length * words / sentences - weight * syllables / words


def score_lix(words: Number, sentences: Number, long_words: Number) -> Number:
    """Apply the formula of `lix` to counts above 0, each a number or a column."""
    return words / sentences + 100 * long_words / words


def reference_scores(articles: pd.DataFrame) -> pd.DataFrame:
    """Score the whole texts with textstat, the field's reference implementation, beside our own.

    textstat counts French syllables by hyphenation points (7 % of running words are off, scores about
    five points too easy) and glues elided words, so expect a shift; the ranks should agree. One
    instance a language, because its language is a state. Returns `article_id, textstat_reading_ease,
    textstat_lix`; reading ease is null where our own is (and in English, where textstat would download
    a dictionary).
    """
    from textstat.textstat import textstatistics

    require(articles, "article_id", "language", "text", of="articles")
    scorer = textstatistics()
    scorer.set_lang("fr")
    rows = [
        (
            article.article_id,
            float(scorer.flesch_reading_ease(article.text)) if article.language == "fr" else None,
            float(scorer.lix(article.text)),
        )
        for article in articles[["article_id", "language", "text"]].itertuples()
    ]
    return pd.DataFrame(rows, columns=["article_id", "textstat_reading_ease", "textstat_lix"])

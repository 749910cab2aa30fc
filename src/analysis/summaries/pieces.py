"""Summaries of a corpus that is larger than memory: those of its pieces, added up."""

from collections.abc import Iterable

import pandas as pd

from analysis.tables import require

__all__ = ["ADDITIVE", "add_up"]

ADDITIVE = (
    *("n_articles", "n_words", "n_sentences", "n_syllables", "n_long_words", "n_quotes", "n_quoted_words", "n_agency"),
    *("n_hits", "n_positive", "n_negative", "n_negated", "n_words_hit", "n_mentions"),
)
"""Counts that add up over articles; numbers of different things (speakers, outlets, terms) do not."""


def add_up(pieces: Iterable[pd.DataFrame], by: str | list[str]) -> pd.DataFrame:
    """Add up the counts of one summary over the pieces of a corpus.

    Parameters
    ----------
    pieces
        The summary of each piece (see `analysis.read_in_pieces`); only one is held at a time.
    by
        The columns that name its rows, such as `["outlet", "layer"]`.

    Returns
    -------
    DataFrame
        `by` and those of the summary's columns that are `ADDITIVE`. Rates are ratios of them: `n_quoted_words / n_words` is
        the quote density, `analysis.tone.tone` makes tone of positive and negative hits.

    >>> pieces = [pd.DataFrame({"outlet": ["A", "B"], "n_words": [10, 5]}), pd.DataFrame({"outlet": ["A"], "n_words": [1]})]
    >>> add_up(pieces, "outlet").to_dict("records")
    [{'outlet': 'A', 'n_words': 11}, {'outlet': 'B', 'n_words': 5}]
    """
    key = [by] if isinstance(by, str) else by
    total: pd.DataFrame | None = None
    for piece in pieces:
        require(piece, *key, of="the summary")
        counts = piece[[*key, *(name for name in piece.columns if name in ADDITIVE)]]
        joined = counts if total is None else pd.concat([total, counts])
        total = joined.groupby(key, as_index=False, dropna=False).sum()
    return pd.DataFrame(columns=key) if total is None else total

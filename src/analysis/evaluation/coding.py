"""Check tone against people: a sample of sentences to code, and what the codes say of each lexicon."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import CorpusError
from analysis.evaluation.agreement import krippendorff_alpha
from analysis.lexicons.formats import read_text
from analysis.places import find_path
from analysis.tables import COUNTED_ZONES, NO_OUTLET, Tables, require
from analysis.tone import sided_hits

__all__ = ["FEWEST_DOUBLE_CODED", "SMALLEST_ALPHA", "coding_sample", "read_coding", "tone_validity"]

FEWEST_DOUBLE_CODED = 200
"""Sentences that two people must have coded before a lexicon can count as validated (our judgement)."""

SMALLEST_ALPHA = 0.667
"""α between people, and of the lexicon with them, from which tentative conclusions may be drawn (Krippendorff 2004)."""

_KEY = ["article_id", "sentence"]
_CODERS = ("coder_1", "coder_2")
_FEWEST_WORDS = 5
_CODES = {
    **dict.fromkeys(("1", "+", "+1", "positive", "positif", "pos"), 1),
    **dict.fromkeys(("0", "neutral", "neutre", "mixed", "mixte"), 0),
    **dict.fromkeys(("-1", "-", "−1", "negative", "négatif", "negatif", "neg"), -1),
}


def coding_sample(tables: Tables, *, n: int = 300, seed: int = 0) -> pd.DataFrame:
    """Draw sentences of standfirst and body at random, from each outlet in proportion, for two people to code.

    Returns `article_id, sentence, text, coder_1, coder_2`, the last two empty: each person writes -1, 0 or 1 in a
    column, without seeing the other's. Neither the outlet nor what the lexicons found is shown.
    """
    texts = tables.articles[["article_id", "outlet", "text"]].fillna({"outlet": NO_OUTLET})
    long_enough = tables.sentences["n_words"] >= _FEWEST_WORDS
    sentences = tables.sentences[tables.sentences["zone"].isin(COUNTED_ZONES) & long_enough].merge(texts, on="article_id")
    drawn = sentences.groupby("outlet").sample(frac=min(1, n / max(len(sentences), 1)), random_state=seed)
    shown = drawn.sample(frac=1, random_state=seed).assign(coder_1="", coder_2="")
    spans = zip(shown["text"], shown["start"], shown["end"], strict=True)
    shown["text"] = [" ".join(text[start:end].split()) for text, start, end in spans]
    return shown[["article_id", "sentence", "text", *_CODERS]].reset_index(drop=True)


def read_coding(path: str | Path) -> pd.DataFrame:
    """Read a coded sample; no row without a path: `article_id, sentence, text, coder_1, coder_2, place`, codes -1, 0, 1 or null where nobody coded.

    Raises
    ------
    CorpusError
        When there is no such file, a column is missing, a code is none or a sentence stands twice: the message names the line.
    """
    if not str(path):
        return pd.DataFrame(columns=[*_KEY, "text", *_CODERS, "place"])
    file = find_path(path)
    if not file.is_file():
        raise CorpusError(f"{path}: no such file; make one with: python -m analysis coding CORPUS {path}")
    lines = read_text(file, checks=False).splitlines()
    rows = csv.DictReader(lines, delimiter=max(",;\t", key=lines[0].count) if lines else ",")
    missing = [name for name in (*_KEY, "text", *_CODERS) if name not in (rows.fieldnames or ())]
    if missing:
        raise CorpusError(f"{path}, line 1: column(s) {', '.join(missing)} missing; keep those of the sample")
    read: dict[tuple[str, int], tuple[object, ...]] = {}
    for row in rows:
        place = f"{path}, line {rows.line_num}"
        if None in row or None in row.values():
            raise CorpusError(f"{place}: more or fewer columns than the first line names; put a text with a comma in quotes")
        key = row["article_id"], _sentence(row["sentence"], place)
        if key in read:
            raise CorpusError(
                f"{place}: this sentence of article {key[0]} stands at {str(read[key][-1]).rpartition(', ')[2]} already; delete one"
            )
        read[key] = (*key, row["text"], *(_code(row[name], name, place) for name in _CODERS), place)
    return pd.DataFrame(list(read.values()), columns=[*_KEY, "text", *_CODERS, "place"]).astype({"sentence": "int64"})


def _sentence(value: str, place: str) -> int:
    if not (value or "").isdecimal():
        raise CorpusError(f"{place}: sentence {value!r} is not a number; keep that of the sample")
    return int(value)


def _code(value: str, name: str, place: str) -> float:
    given = (value or "").strip().casefold().removesuffix(".0").removesuffix(",0")
    if not given:
        return np.nan
    if given not in _CODES:
        raise CorpusError(f"{place}: {name} {value!r} is not one of -1, 0, 1 (or empty)")
    return float(_CODES[given])


def tone_validity(tables: Tables, coding: pd.DataFrame | str | Path = "") -> pd.DataFrame:
    """Say what each lexicon's counts are worth on coded sentences; no row without a coded sample.

    The code of a lexicon is the sign of its positive minus its negative hits in the sentence, 0 without. Returns
    `lexicon, n_coded, n_double` (coded by two), `alpha_coders` (ordinal, between people), `alpha` (the lexicon
    with the people), `accuracy, majority` (share of the commonest code), `precision_positive, recall_positive,
    precision_negative, recall_negative, is_valid`: at least `FEWEST_DOUBLE_CODED` double-coded sentences and
    both α at least `SMALLEST_ALPHA`. Where two people differ, the mean of their codes, rounded to 0, is the truth.
    """
    if isinstance(coding, str | Path):
        coding = read_coding(coding)
    coded = _matched(tables, coding.dropna(subset=list(_CODERS), how="all"))
    hits = sided_hits(tables.hits).merge(tables.articles[["article_id", "language"]], on="article_id")
    rows = []
    for (lexicon, language), found in hits.groupby(["lexicon", "language"]):
        own = coded[coded["language"] == language]
        if len(own):
            signs = found.groupby(["article_id", "sentence"])["sign"].sum().rename("sign").reset_index()
            rows.append((lexicon, *_validity(own.merge(signs, on=["article_id", "sentence"], how="left"))))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _matched(tables: Tables, coding: pd.DataFrame) -> pd.DataFrame:
    """Add the language of each coded sentence of these tables, checking that it is the sentence that was coded.

    Sentences of articles that the tables do not hold (another period, other outlets) are left out. Only plain letters
    are compared: a spreadsheet may have lost the others.
    """
    require(coding, *_KEY, "text", *_CODERS, of="the coded sample")
    if coding.duplicated(_KEY).any():
        raise CorpusError("the coded sample has a sentence twice; delete one")
    texts = tables.articles[["article_id", "language", "text"]].rename(columns={"text": "whole"})
    spans = tables.sentences[[*_KEY, "start", "end"]]
    own = coding[coding["article_id"].isin(texts["article_id"])].merge(texts, on="article_id").merge(spans, on=_KEY, how="left")
    for one in _rows(own):
        if pd.isna(one.start) or _letters(one.text) != _letters(one.whole[int(one.start) : int(one.end)]):
            place = getattr(one, "place", "the coded sample")
            raise CorpusError(
                f"{place}: sentence {one.sentence} of article {one.article_id} is another one now; "
                "the article or its analysis changed: draw and code anew"
            )
    return own


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples()


_COLUMNS = [
    *("lexicon", "n_coded", "n_double", "alpha_coders", "alpha", "accuracy", "majority"),
    *("precision_positive", "recall_positive", "precision_negative", "recall_negative", "is_valid"),
]


def _validity(coded: pd.DataFrame) -> tuple[object, ...]:
    people = coded[list(_CODERS)].to_numpy(dtype="float64").T
    machine = np.sign(coded["sign"].fillna(0).to_numpy(dtype="float64"))
    truth = np.trunc(np.nanmean(people, axis=0))
    n_double = int((~np.isnan(people)).all(axis=0).sum())
    between, with_people = krippendorff_alpha(people), krippendorff_alpha(np.vstack([truth, machine]))
    rates = [rate for side in (1, -1) for rate in _precision_recall(truth == side, machine == side)]
    majority = float(np.unique(truth, return_counts=True)[1].max() / len(truth))
    is_valid = n_double >= FEWEST_DOUBLE_CODED and between >= SMALLEST_ALPHA and with_people >= SMALLEST_ALPHA
    accuracy = float((truth == machine).mean())
    return len(coded), n_double, between, with_people, accuracy, majority, *rates, bool(is_valid)


def _precision_recall(
    truth: "np.ndarray[tuple[int], np.dtype[np.bool_]]", machine: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> tuple[float, float]:
    right = float((truth & machine).sum())
    return right / machine.sum() if machine.any() else np.nan, right / truth.sum() if truth.any() else np.nan

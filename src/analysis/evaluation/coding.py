"""Check tone against people: a sample of sentences to code, and what the codes say of each lexicon."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import CorpusError
from analysis.evaluation.agreement import krippendorff_alpha
from analysis.places import find_path
from analysis.tables import COUNTED_ZONES, NO_OUTLET, Tables
from analysis.tone import sided_hits

__all__ = ["FEWEST_DOUBLE_CODED", "SMALLEST_ALPHA", "coding_sample", "read_coding", "tone_validity"]

FEWEST_DOUBLE_CODED = 200
"""Sentences that two people must have coded before a lexicon can count as validated (our judgement)."""

SMALLEST_ALPHA = 0.667
"""α between people, and of the lexicon with them, from which tentative conclusions may be drawn (Krippendorff 2004)."""

_CODERS = ("coder_1", "coder_2")
_FEWEST_WORDS = 5
_CODES = {
    **dict.fromkeys(("1", "+", "+1", "positive", "positif", "pos"), 1),
    **dict.fromkeys(("0", "neutral", "neutre", "mixed", "mixte"), 0),
    **dict.fromkeys(("-1", "-", "−1", "negative", "négatif", "negatif", "neg"), -1),
}


def coding_sample(tables: Tables, *, n: int = 300, seed: int = 0) -> pd.DataFrame:
    """Draw sentences of standfirst and body at random, from each outlet in proportion, for two people to code.

    Returns `article_id, sentence, outlet, text, coder_1, coder_2`, the last two empty: each person writes -1, 0 or
    1 in a column, without seeing the other's. What the lexicons found is not shown.
    """
    texts = tables.articles[["article_id", "outlet", "text"]].fillna({"outlet": NO_OUTLET})
    long_enough = tables.sentences["n_words"] >= _FEWEST_WORDS
    sentences = tables.sentences[tables.sentences["zone"].isin(COUNTED_ZONES) & long_enough].merge(texts, on="article_id")
    drawn = sentences.groupby("outlet").sample(frac=min(1, n / max(len(sentences), 1)), random_state=seed)
    shown = drawn.sample(frac=1, random_state=seed).assign(coder_1="", coder_2="")
    spans = zip(shown["text"], shown["start"], shown["end"], strict=True)
    shown["text"] = [" ".join(text[start:end].split()) for text, start, end in spans]
    return shown[["article_id", "sentence", "outlet", "text", *_CODERS]].reset_index(drop=True)


def read_coding(path: str | Path) -> pd.DataFrame:
    """Read a coded sample: `article_id, sentence, coder_1, coder_2`, codes -1, 0, 1 or null where nobody coded.

    Raises
    ------
    CorpusError
        When there is no such file, a column is missing, or a code is none: the message names the line.
    """
    file = find_path(path)
    if not file.is_file():
        raise CorpusError(f"{path}: no such file; make one with: python -m analysis coding CORPUS {path}")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictReader(opened)
        missing = [name for name in ("article_id", "sentence", *_CODERS) if name not in (rows.fieldnames or ())]
        if missing:
            raise CorpusError(f"{path}, line 1: column(s) {', '.join(missing)} missing; keep those of the sample")
        read = [
            (row["article_id"], _sentence(row, path, rows.line_num), *(_code(row, name, path, rows.line_num) for name in _CODERS))
            for row in rows
        ]
    return pd.DataFrame(read, columns=["article_id", "sentence", *_CODERS]).astype({"sentence": "int64"})


def _sentence(row: dict[str, str], path: str | Path, line: int) -> int:
    if not (row["sentence"] or "").isdigit():
        raise CorpusError(f"{path}, line {line}: sentence {row['sentence']!r} is not a number; keep that of the sample")
    return int(row["sentence"])


def _code(row: dict[str, str], name: str, path: str | Path, line: int) -> float:
    value = (row[name] or "").strip().casefold()
    if not value:
        return np.nan
    if value not in _CODES:
        raise CorpusError(f"{path}, line {line}: {name} {row[name]!r} is not one of -1, 0, 1 (or empty)")
    return float(_CODES[value])


def tone_validity(tables: Tables, coding: pd.DataFrame | str | Path = "") -> pd.DataFrame:
    """Say what each lexicon's counts are worth on coded sentences; no row without a coded sample.

    The code of a lexicon is the sign of its positive minus its negative hits in the sentence, 0 without. Returns
    `lexicon, n_coded, n_double` (coded by two), `alpha_coders` (ordinal, between people), `alpha` (the lexicon
    with the people), `accuracy, majority` (share of the commonest code), `precision_positive, recall_positive,
    precision_negative, recall_negative, is_valid`: at least `FEWEST_DOUBLE_CODED` double-coded sentences and
    both α at least `SMALLEST_ALPHA`. Where two people differ, the mean of their codes, rounded to 0, is the truth.
    """
    if isinstance(coding, str | Path):
        coding = read_coding(coding) if str(coding) else pd.DataFrame(columns=["article_id", "sentence", *_CODERS])
    sentences = tables.sentences[["article_id", "sentence"]].merge(tables.articles[["article_id", "language"]], on="article_id")
    coded = coding.dropna(subset=list(_CODERS), how="all").merge(sentences, on=["article_id", "sentence"])
    hits = sided_hits(tables.hits).merge(tables.articles[["article_id", "language"]], on="article_id")
    rows = []
    for (lexicon, language), found in hits.groupby(["lexicon", "language"]):
        own = coded[coded["language"] == language]
        if len(own):
            signs = found.groupby(["article_id", "sentence"])["sign"].sum().rename("sign").reset_index()
            rows.append((lexicon, *_validity(own.merge(signs, on=["article_id", "sentence"], how="left"))))
    return pd.DataFrame(rows, columns=_COLUMNS)


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

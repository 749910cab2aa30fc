"""Measure what is found against hand-made labels, with 95 % intervals over articles.

Protocol: spans are trimmed of marks, spaces, punctuation and a leading que; they match one to one, the
largest overlap first, when intersection ÷ union is at least 0.8. `marked` is direct + partial,
`reported` adds indirect. A speaker is right when the last word of its name agrees; over quotes that
match and have one (`speaker`), and over all labelled quotes with one (`speaker recall`).
"""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.analyzer import Settings, analyze
from analysis.errors import CorpusError
from analysis.language.countries import fold
from analysis.tables import DISPLAYED_KINDS, SPEECH_KINDS, Tables

__all__ = ["evaluate", "list_errors"]

MATCH = 0.8
_DRAWS = 2_000
_LAYERS: dict[str, tuple[str, ...]] = {
    "marked": DISPLAYED_KINDS,
    "reported": SPEECH_KINDS,
    "direct": ("direct",),
    "partial": ("partial",),
    "indirect": ("indirect",),
    "not_speech": ("not_speech",),
}
_OUTSIDE = re.compile(r"^(?:[\s«»“”„\"‹›‘’'.,;:!?…()–—-]|qu[e'’](?=\s|\w)|that(?=\s))+|[\s«»“”„\"‹›‘’'.,;:!?…()–—-]+$")
_GOLD_KINDS = {"Person": "person", "Location": "place", "Organization": "organisation", "Product": "other", "Event": "other"}


class Span(NamedTuple):
    """A labelled or a found stretch of text."""

    start: int
    end: int
    kind: str
    speaker: str | None = None
    reference: str | None = None
    cue: str | None = None


Labels = dict[str, list[Span]]


def evaluate(what: str, gold: Path, settings: Settings | None = None) -> pd.DataFrame:
    """Analyse the texts of a gold file and score the result: one row a layer and measure.

    Parameters
    ----------
    what
        "quotes" or "mentions".
    gold
        JSON lines `{id, text, title?, lang?, quotes | entities: [{start, end, …}]}`, offsets in `text`.

    Returns
    -------
    pandas.DataFrame
        `layer, measure, n_gold, n_found, precision, recall, f1, low, high` in percent; low and high are
        the 95 % interval of F1 (of recall, for speakers).

    Raises
    ------
    CorpusError
        When the file is no such gold.
    """
    rows = _read_gold(what, gold)
    tables, texts = _analyse(rows, settings)
    score = _score_quotes if what == "quotes" else _score_mentions
    return pd.DataFrame(score(rows, tables, texts), columns=_COLUMNS)


def _analyse(rows: list[dict[str, Any]], settings: Settings | None) -> tuple[Tables, dict[str, str]]:
    listed = [(str(row["id"]), row["text"], row.get("title"), row.get("lang", "fr")) for row in rows]
    articles = pd.DataFrame(listed, columns=["article_id", "text", "title", "language"])
    return analyze(articles, settings), dict(zip(articles["article_id"], articles["text"], strict=True))


_COLUMNS = ["layer", "measure", "n_gold", "n_found", "precision", "recall", "f1", "low", "high"]


def _read_gold(what: str, gold: Path) -> list[dict[str, Any]]:
    key = "quotes" if what == "quotes" else "entities"
    if not gold.is_file():
        raise CorpusError(f"{gold}: no such file; give a gold file in JSON lines")
    rows = []
    for number, line in enumerate(gold.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            row["id"], row["text"], row[key]
        except (ValueError, KeyError, TypeError) as error:
            needed = f"an object with id, text and {key}, whole on one line, is needed"
            raise CorpusError(f"{gold}, line {number}: {needed} ({error})") from error
        for label in row[key]:
            _check_label(f"{gold}, line {number}", label, what, len(row["text"]))
        rows.append(row)
    return rows


def _gold_quotes(rows: list[dict[str, Any]]) -> Labels:
    return {
        str(row["id"]): [Span(q["start"], q["end"], q["kind"], *(q.get(field) for field in _FIELDS)) for q in row["quotes"]]
        for row in rows
    }


def _mention_labels(rows: list[dict[str, Any]], tables: Tables) -> tuple[Labels, Labels]:
    expected = {str(row["id"]): [Span(e["start"], e["end"], _GOLD_KINDS[e["label"]]) for e in row["entities"]] for row in rows}
    found: Labels = {article_id: [] for article_id in expected}
    for mention in _rows(tables.mentions):
        found[mention.article_id].append(Span(mention.start, mention.end, mention.kind))
    return expected, found


def _check_label(place: str, label: dict[str, Any], what: str, length: int) -> None:
    field, known = ("kind", [*SPEECH_KINDS, "not_speech"]) if what == "quotes" else ("label", list(_GOLD_KINDS))
    if label.get(field) not in known:
        raise CorpusError(f"{place}: {field} {label.get(field)!r} is not one of {', '.join(known)}")
    start, end = label.get("start"), label.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= length:
        raise CorpusError(f"{place}: start {start!r} and end {end!r} are no span of a text of {length} characters")


def _score_quotes(rows: list[dict[str, Any]], tables: Tables, texts: dict[str, str]) -> Iterable[tuple[Any, ...]]:
    expected = _gold_quotes(rows)
    found = _found_quotes(tables, list(expected))
    for layer, kinds in _LAYERS.items():
        wanted, got = _trimmed(expected, kinds, texts), _trimmed(found, kinds, texts)
        yield (layer, "IoU ≥ .8", *_f1_row(_per_article(wanted, got, MATCH)))
        yield (layer, "exact", *_f1_row(_per_article(wanted, got, 1.0)))
        yield (layer, "tokens", *_f1_row(_token_counts(wanted, got, texts)))
        if layer in ("marked", "reported"):
            for field in _FIELDS:
                yield (layer, f"{field} right", *_speaker_row(wanted, got, field))
            yield (layer, "density error", *_density_row(wanted, got, texts))
    yield ("speech", "kind, macro", *_kind_row(_trimmed(expected, SPEECH_KINDS, texts), _trimmed(found, SPEECH_KINDS, texts)))


_FIELDS = ("speaker", "reference", "cue")


def _density_row(expected: Labels, found: Labels, texts: dict[str, str]) -> tuple[float, ...]:
    """Mean absolute error of an article's density, in points (columns `f1`, low, high); the bias under `precision`."""
    counts = _token_counts(expected, found, texts)
    words = np.array([max(len(re.findall(r"\w+", texts[key])), 1) for key in expected])
    errors = 100 * (counts[:, 2] - counts[:, 1]) / words
    low, high = _interval(np.column_stack([np.abs(errors), np.ones(len(errors))]), lambda sums: sums[:, 0] / sums[:, 1])
    return (
        int(counts[:, 1].sum()),
        int(counts[:, 2].sum()),
        float(errors.mean()),
        np.nan,
        float(np.abs(errors).mean()),
        low,
        high,
    )


def _kind_row(expected: Labels, found: Labels) -> tuple[float, ...]:
    """Macro-F1 of direct, partial, indirect over the quotes that match."""
    pairs = [(a.kind, b.kind) for key, spans in expected.items() for a, b in _matches(spans, found[key], MATCH)]
    scores = []
    for kind in SPEECH_KINDS:
        both = sum(a == b == kind for a, b in pairs)
        total = sum(a == kind for a, _ in pairs) + sum(b == kind for _, b in pairs)
        scores += [200 * both / total] if total else []
    return (len(pairs), len(pairs), np.nan, np.nan, float(np.mean(scores)) if scores else np.nan, np.nan, np.nan)


def list_errors(what: str, gold: Path, settings: Settings | None = None) -> pd.DataFrame:
    """List what was missed, invented or misread: `article_id, error, expected, found, context`, in text order."""
    rows = _read_gold(what, gold)
    tables, texts = _analyse(rows, settings)
    expected, found = (
        (_gold_quotes(rows), _found_quotes(tables, list(texts))) if what == "quotes" else _mention_labels(rows, tables)
    )
    kinds = tuple({span.kind for spans in (*expected.values(), *found.values()) for span in spans})
    wanted, got = _trimmed(expected, kinds, texts), _trimmed(found, kinds, texts)
    listed = [error for key in wanted for error in _errors_of(key, wanted[key], got[key], texts[key])]
    return pd.DataFrame(listed, columns=["article_id", "error", "expected", "found", "context"])


def _errors_of(key: str, expected: list[Span], found: list[Span], text: str) -> Iterable[tuple[str, str, str, str, str]]:
    pairs = _matches(expected, found, MATCH)
    matched, taken = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
    errors = [(span, "missed", span.kind, "") for span in expected if id(span) not in matched]
    errors += [(span, "invented", "", span.kind) for span in found if id(span) not in taken]
    errors += [(a, "kind", a.kind, b.kind) for a, b in pairs if a.kind != b.kind]
    for field in _FIELDS:
        wrong = [(a, b) for a, b in pairs if getattr(a, field) and not _same_name(getattr(a, field), getattr(b, field))]
        errors += [(a, field, getattr(a, field), getattr(b, field) or "") for a, b in wrong]
    for span, error, wanted, got in sorted(errors, key=lambda one: one[0].start):
        around = f"{text[max(0, span.start - 80) : span.start]}[{text[span.start : span.end]}]{text[span.end : span.end + 60]}"
        yield key, error, wanted, got, " ".join(around.split())


def _found_quotes(tables: Tables, ids: list[str]) -> Labels:
    found: Labels = {article_id: [] for article_id in ids}
    for quote in _rows(tables.quotes):
        given = [value if isinstance(value := getattr(quote, key), str) else None for key in _FIELDS]
        found[quote.article_id].append(Span(quote.start, quote.end, quote.kind, *given))
    return found


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples()


def _score_mentions(rows: list[dict[str, Any]], tables: Tables, _texts: dict[str, str]) -> Iterable[tuple[Any, ...]]:
    expected, found = _mention_labels(rows, tables)
    for kind in ("person", "place", "organisation", "other"):
        wanted, got = _of_kinds(expected, (kind,)), _of_kinds(found, (kind,))
        yield (kind, "exact", *_f1_row(_per_article(wanted, got, 1.0)))
    three = ("person", "place", "organisation")
    yield ("three kinds", "exact", *_f1_row(_typed_counts(_of_kinds(expected, three), _of_kinds(found, three))))
    yield ("any kind", "exact", *_f1_row(_per_article(expected, found, 1.0)))
    yield ("any kind", "overlap", *_f1_row(_per_article(expected, found, 1e-9)))


def _typed_counts(expected: Labels, found: Labels) -> npt.NDArray[np.float64]:
    kinds = sorted({span.kind for spans in (*expected.values(), *found.values()) for span in spans})
    counts = [_per_article(_of_kinds(expected, (kind,)), _of_kinds(found, (kind,)), 1.0) for kind in kinds]
    total: npt.NDArray[np.float64] = np.sum(counts, axis=0)
    return total


def _of_kinds(labels: Labels, kinds: tuple[str, ...]) -> Labels:
    return {article_id: [span for span in spans if span.kind in kinds] for article_id, spans in labels.items()}


def _trimmed(labels: Labels, kinds: tuple[str, ...], texts: dict[str, str]) -> Labels:
    kept = _of_kinds(labels, kinds)
    return {article_id: [_trim(span, texts[article_id]) for span in spans] for article_id, spans in kept.items()}


def _trim(span: Span, text: str) -> Span:
    content = text[span.start : span.end]
    outside = [(found.start(), found.end()) for found in _OUTSIDE.finditer(content)]
    left = max((end for start, end in outside if start == 0), default=0)
    right = min((start for start, end in outside if end == len(content)), default=len(content))
    return span._replace(start=span.start + left, end=span.start + right) if left < right else span


def _matches(expected: list[Span], found: list[Span], threshold: float) -> list[tuple[Span, Span]]:
    """Pair spans one to one, the largest overlap first."""
    ranked = sorted(((_overlap(a, b), i, j) for i, a in enumerate(expected) for j, b in enumerate(found)), reverse=True)
    pairs: list[tuple[int, int]] = []
    for overlap, i, j in ranked:
        if overlap >= threshold and all(i != taken and j != other for taken, other in pairs):
            pairs.append((i, j))
    return [(expected[i], found[j]) for i, j in pairs]


def _overlap(a: Span, b: Span) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / max(max(a.end, b.end) - min(a.start, b.start), 1)


def _per_article(expected: Labels, found: Labels, threshold: float) -> npt.NDArray[np.float64]:
    """Count what is matched, expected and found in each article."""
    rows = [(len(_matches(spans, found[key], threshold)), len(spans), len(found[key])) for key, spans in expected.items()]
    return np.array(rows, dtype="float64").reshape(-1, 3)


def _token_counts(expected: Labels, found: Labels, texts: dict[str, str]) -> npt.NDArray[np.float64]:
    rows = []
    for key, spans in expected.items():
        tokens = [match.start() for match in re.finditer(r"\w+", texts[key])]
        wanted, got = (_covered(tokens, one) for one in (spans, found[key]))
        rows.append((len(wanted & got), len(wanted), len(got)))
    return np.array(rows, dtype="float64").reshape(-1, 3)


def _covered(tokens: list[int], spans: list[Span]) -> set[int]:
    return {token for token in tokens if any(span.start <= token < span.end for span in spans)}


def _f1_row(counts: npt.NDArray[np.float64]) -> tuple[float, ...]:
    matched, expected, found = counts.sum(axis=0)
    if not expected and not found:
        return (0, 0, *[np.nan] * 5)
    low, high = _interval(counts, _f1)
    precision = 100 * matched / found if found else np.nan
    recall = 100 * matched / expected if expected else np.nan
    return (int(expected), int(found), precision, recall, float(_f1(counts.sum(axis=0, keepdims=True))[0]), low, high)


def _speaker_row(expected: Labels, found: Labels, field: str) -> tuple[float, ...]:
    """Precision: right among matched quotes with a labelled speaker; recall: right among all such quotes."""
    rows = []
    for key, spans in expected.items():
        named = [span for span in spans if getattr(span, field)]
        pairs = _matches(named, found[key], MATCH)
        right = sum(_same_name(getattr(a, field), getattr(b, field)) for a, b in pairs)
        rows.append((right, len(named), len(pairs)))
    counts = np.array(rows, dtype="float64").reshape(-1, 3)
    right, named_total, matched = counts.sum(axis=0)
    low, high = _interval(counts, lambda sums: 100 * sums[:, 0] / np.maximum(sums[:, 1], 1))
    precision, recall = 100 * right / max(matched, 1), 100 * right / max(named_total, 1)
    return (int(named_total), int(matched), precision, recall, np.nan, low, high)


def _same_name(expected: str, found: str | None) -> bool:
    """Whether the last names agree, or one name's words hold all of the other's."""
    if not found:
        return False
    a, b = re.findall(r"\w+", fold(expected)), re.findall(r"\w+", fold(found))
    return bool(a and b) and (a[-1] == b[-1] or set(a) <= set(b) or set(b) <= set(a))


def _f1(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total: npt.NDArray[np.float64] = 200 * sums[:, 0] / np.maximum(sums[:, 1] + sums[:, 2], 1)
    return total


def _interval(
    counts: npt.NDArray[np.float64], statistic: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]], seed: int = 0
) -> tuple[float, float]:
    n = len(counts)
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=_DRAWS)
    low, high = np.percentile(statistic(weights @ counts), [2.5, 97.5])
    return float(low), float(high)

"""Compare found spans with labelled ones: precision, recall, F1 and errors, with 95 % intervals over articles."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.evaluation.gold import FIELDS, Labels, Span
from analysis.language.countries import fold
from analysis.tables import DISPLAYED_KINDS, SPEECH_KINDS

__all__ = ["COLUMNS", "confusion", "errors_of", "score_mentions", "score_quotes", "trimmed"]

COLUMNS = ["layer", "measure", "n_gold", "n_found", "precision", "recall", "f1", "low", "high"]
MATCH = 0.8
_DRAWS = 2_000
_LONGEST_SMALL_WORD = 3
"""A name that agrees in nothing but shorter words ("la" and "la maire") is another."""

_LAYERS: dict[str, tuple[str, ...]] = {
    "marked": DISPLAYED_KINDS,
    "reported": SPEECH_KINDS,
    "direct": ("direct",),
    "partial": ("partial",),
    "indirect": ("indirect",),
    "not_speech": ("not_speech",),
}
_OUTSIDE = re.compile(r"^(?:[\s«»“”„\"‹›‘’'.,;:!?…()–—-]|qu[e'’](?=\s|\w)|that(?=\s))+|[\s«»“”„\"‹›‘’'.,;:!?…()–—-]+$")

Row = tuple[Any, ...]
"""A row of `COLUMNS`."""


def score_quotes(expected: Labels, found: Labels, texts: dict[str, str]) -> Iterable[Row]:
    """Score quotes layer by layer: spans, tokens, speakers, cues, density, kinds."""
    for layer, kinds in _LAYERS.items():
        wanted, got = trimmed(expected, texts, kinds), trimmed(found, texts, kinds)
        yield (layer, "IoU ≥ .8", *_f1_row(_per_article(wanted, got, MATCH)))
        yield (layer, "exact", *_f1_row(_per_article(wanted, got, 1.0)))
        yield (layer, "tokens", *_f1_row(_token_counts(wanted, got, texts)))
        if layer in ("marked", "reported"):
            for field in FIELDS:
                yield (layer, f"{field} right", *_field_row(wanted, got, field))
            yield (layer, "density error", *_density_row(wanted, got, texts))
    yield ("speech", "kind, macro", *_kind_row(trimmed(expected, texts, SPEECH_KINDS), trimmed(found, texts, SPEECH_KINDS)))


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


def confusion(expected: Labels, found: Labels, texts: dict[str, str]) -> pd.DataFrame:
    """Count labelled kinds (rows) against found kinds (columns); "–" is a quote missed or invented."""
    kinds = [*SPEECH_KINDS, "not_speech", "–"]
    counts: Counter[tuple[str, str]] = Counter()
    wanted, got = trimmed(expected, texts), trimmed(found, texts)
    for key, spans in wanted.items():
        pairs = _matches(spans, got[key], MATCH)
        matched, taken = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
        counts.update((a.kind, b.kind) for a, b in pairs)
        counts.update((span.kind, "–") for span in spans if id(span) not in matched)
        counts.update(("–", span.kind) for span in got[key] if id(span) not in taken)
    rows = [[counts[row, column] for column in kinds] for row in kinds]
    return pd.DataFrame(rows, index=pd.Index(kinds, name="labelled ↓ found →"), columns=kinds)


def errors_of(key: str, expected: list[Span], found: list[Span], text: str) -> Iterable[tuple[str, str, str, str, str]]:
    """List what was missed, invented or misread in an article: id, error, expected, found, context."""
    pairs = _matches(expected, found, MATCH)
    matched, taken = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
    errors = [(span, "missed", span.kind, "") for span in expected if id(span) not in matched]
    errors += [(span, "invented", "", span.kind) for span in found if id(span) not in taken]
    errors += [(a, "kind", a.kind, b.kind) for a, b in pairs if a.kind != b.kind]
    for field in FIELDS:
        wrong = [(a, b) for a, b in pairs if getattr(a, field) and not _same_name(getattr(a, field), getattr(b, field))]
        errors += [(a, field, getattr(a, field), getattr(b, field) or "") for a, b in wrong]
    for span, error, wanted, got in sorted(errors, key=lambda one: one[0].start):
        around = f"{text[max(0, span.start - 80) : span.start]}[{text[span.start : span.end]}]{text[span.end : span.end + 60]}"
        yield key, error, wanted, got, " ".join(around.split())


def score_mentions(expected: Labels, found: Labels, _texts: dict[str, str]) -> Iterable[Row]:
    """Score mentions kind by kind and together."""
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


def trimmed(labels: Labels, texts: dict[str, str], kinds: tuple[str, ...] | None = None) -> Labels:
    """Trim spans of outer marks, spaces, punctuation and a leading que; keep only some kinds if any are given."""
    kept = labels if kinds is None else _of_kinds(labels, kinds)
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


def _field_row(expected: Labels, found: Labels, field: str) -> tuple[float, ...]:
    """Precision: right among matched quotes with a labelled field; recall: right among all such quotes."""
    rows = []
    for key, spans in expected.items():
        named = [span for span in spans if getattr(span, field)]
        pairs = _matches(named, found[key], MATCH)
        right = sum(_same_name(getattr(a, field), getattr(b, field)) for a, b in pairs)
        rows.append((right, len(named), len(pairs)))
    counts = np.array(rows, dtype="float64").reshape(-1, 3)
    right, named_total, matched = counts.sum(axis=0)
    if not named_total:
        return (0, 0, *[np.nan] * 5)
    low, high = _interval(counts, lambda sums: 100 * sums[:, 0] / np.maximum(sums[:, 1], 1))
    precision, recall = 100 * right / max(matched, 1), 100 * right / max(named_total, 1)
    return (int(named_total), int(matched), precision, recall, np.nan, low, high)


def _same_name(expected: str, found: str | None) -> bool:
    """Whether the last words agree, or one name holds all words of the other, and not only small ones."""
    if not found or expected == found:  # a colon has no words
        return expected == found
    a, b = re.findall(r"\w+", fold(expected)), re.findall(r"\w+", fold(found))
    if not a or not b:
        return False
    fewer, more = sorted((set(a), set(b)), key=len)
    return a[-1] == b[-1] or (fewer <= more and max(map(len, fewer)) > _LONGEST_SMALL_WORD)


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

"""Lexicons: lists of terms in categories, kept as CSV in `data/lexicons/` with licence and provenance."""

import csv
import hashlib
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.errors import LexiconError
from analysis.language.words import find_words, normalise
from analysis.places import PROJECT

__all__ = ["Lexicon", "Term", "available_lexicons", "read_lexicon"]

FOLDER = PROJECT / "data" / "lexicons"
CATEGORIES = ("positive", "negative")
_COLUMNS = ("term", "category", "weight")


class Term(NamedTuple):
    """One term of a lexicon; `weight` is positive, in the lexicon's own unit."""

    term: str
    category: str
    weight: float


class Lexicon(NamedTuple):
    """A lexicon ready to match: its terms by their first word, longest first."""

    name: str
    language: str
    version: str
    licence: str
    source: str
    fingerprint: str
    n_terms: int
    by_first_word: dict[str, tuple[tuple[tuple[str, ...], Term], ...]]

    def match(self, forms: list[str], index: int, stop: int) -> tuple[Term, int] | None:
        """Return the longest term that begins at a word, with its length in words; null if none does."""
        for words, term in self.by_first_word.get(forms[index], ()):
            if index + len(words) <= stop and tuple(forms[index : index + len(words)]) == words:
                return term, len(words)
        return None


def available_lexicons() -> tuple[str, ...]:
    """List the names of the lexicons in `data/lexicons/`."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))


def read_lexicon(name: str) -> Lexicon:
    """Read a lexicon by its name in `data/lexicons/`, or by the path of a CSV file.

    The file opens with comment lines `# key: value` (language, version, licence, source, changes), then
    has the columns `term,category,weight`; a term may have several words.

    Raises
    ------
    LexiconError
        When there is no such lexicon, or a line breaks the format: the message names file and line.
    """
    path = Path(name) if name.endswith(".csv") else FOLDER / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(available_lexicons()) or "none"
        raise LexiconError(f"lexicon {name!r} is not in data/lexicons/ and is no CSV file; known: {known}")
    return _parse(path, path.stat().st_mtime_ns)


@lru_cache
def _parse(path: Path, _modified: int) -> Lexicon:
    content = path.read_bytes()
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}, byte {error.start}: not UTF-8; save the file as UTF-8") from error
    header = [line for line in lines if line.startswith("#")]
    about = dict(_split_comment(line) for line in header if ":" in line)
    if "language" not in about:
        raise LexiconError(f"{path}, line 1: a comment line '# language: fr' is needed at the top")
    terms = list(_read_terms(path, lines))
    return Lexicon(
        name=path.stem,
        language=about["language"],
        version=about.get("version", ""),
        licence=about.get("licence", ""),
        source=about.get("source", ""),
        fingerprint=hashlib.blake2b(content, digest_size=8).hexdigest(),
        n_terms=len(terms),
        by_first_word=_by_first_word(terms),
    )


def _split_comment(line: str) -> tuple[str, str]:
    key, _, value = line.lstrip("# ").partition(":")
    return key.strip(), value.strip()


def _read_terms(path: Path, lines: list[str]) -> Iterable[Term]:
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(line for _, line in numbered)
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise LexiconError(f"{path}, line {numbered[0][0] if numbered else 1}: column(s) {', '.join(missing)} missing")
    for (number, _), row in zip(numbered[1:], rows, strict=False):
        yield _check(path, number, row)


def _check(path: Path, number: int, row: dict[str, str]) -> Term:
    place = f"{path}, line {number}"
    if row["category"] not in CATEGORIES:
        raise LexiconError(f"{place}: category {row['category']!r} is not one of {', '.join(CATEGORIES)}")
    try:
        weight = float(row["weight"])
    except (TypeError, ValueError) as error:
        raise LexiconError(f"{place}: weight {row['weight']!r} is not a number") from error
    if not math.isfinite(weight) or weight <= 0:
        raise LexiconError(f"{place}: weight {weight} is not above 0; the category gives the sign")
    if not row["term"].strip():
        raise LexiconError(f"{place}: the term is empty")
    return Term(row["term"], row["category"], weight)


def _by_first_word(terms: list[Term]) -> dict[str, tuple[tuple[tuple[str, ...], Term], ...]]:
    buckets: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
    for term in terms:
        words = _split_term(term.term)
        if words:
            buckets.setdefault(words[0], []).append((words, term))
    return {first: tuple(sorted(bucket, key=lambda entry: -len(entry[0]))) for first, bucket in buckets.items()}


def _split_term(term: str) -> tuple[str, ...]:
    """Cut a term into words by the project's word rule, in lower case."""
    text = normalise(term).lower()
    words = find_words(text)
    return tuple(text[start:end] for start, end in zip(words.starts, words.ends, strict=True))

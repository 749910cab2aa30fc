"""Lexicons: lists of terms in categories, kept in `data/lexicons/` with licence and provenance."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from analysis.errors import LexiconError
from analysis.language.lemmas import find_lemma, has_lemmas
from analysis.language.words import Words, find_words, normalise
from analysis.lexicons.formats import FORMATS, NEGATIVE, POSITIVE, Row, read_text, split_header
from analysis.lexicons.matching import Matcher, build_matcher, find_matches, fold_words, split_term
from analysis.places import PROJECT, find_path

__all__ = [
    "NEGATIVE",
    "POSITIVE",
    "About",
    "Found",
    "Lexicon",
    "Term",
    "available_lexicons",
    "find_terms",
    "fold_words",
    "read_about",
    "read_lexicon",
]

FOLDER = PROJECT / "data" / "lexicons"
_NO_LEXICON = "left_out.csv"
"""What our changes to the published lists left out, with reasons."""

_MATCHES = ("surface", "lemma")


class Term(NamedTuple):
    """One term in one category.

    `polarity` is positive, negative or null (a lexicon of frames or topics), `weight` above 0, in the
    lexicon's own unit.
    """

    term: str
    polarity: str | None
    weight: float
    category: str


class Lexicon(NamedTuple):
    """A lexicon ready to match; `entries[number]` are the categories of the term with that number in `matcher`."""

    name: str
    language: str
    version: str
    licence: str
    source: str
    match: str
    fingerprint: str
    entries: tuple[tuple[Term, ...], ...]
    matcher: Matcher

    @property
    def n_terms(self) -> int:
        """How many terms it has, each once whatever its categories."""
        return len(self.entries)

    @property
    def has_sides(self) -> bool:
        """Whether it has positive or negative terms, so that tone can be counted with it."""
        return any(term.polarity for terms in self.entries for term in terms)


class Found(NamedTuple):
    """A term in a text: first character, one past the last, number of words, and the term in each of its categories."""

    start: int
    end: int
    n_words: int
    terms: tuple[Term, ...]


def available_lexicons() -> tuple[str, ...]:
    """List the names of the lexicons in `data/lexicons/`."""
    return tuple(sorted(path.stem for path in FOLDER.iterdir() if path.suffix in FORMATS and path.name != _NO_LEXICON))


def read_lexicon(name: str) -> Lexicon:
    """Read a lexicon by its name in `data/lexicons/`, or by the path of a file.

    Files: CSV or TSV with the columns `term` and at least one of `polarity` (positive, negative, empty),
    `weight` (with a sign where there is no polarity) and `category`; LIWC `.dic`; Lexicoder `.lc3`; quanteda
    YAML. A term may have several words and wildcards at the end of words ("cris* économique*"). All may
    open with lines `# key: value`: `language` (else the end of the file's name tells it: `tone_fr.dic`),
    `match: lemma` (compare lemmas too; else words as written), version, licence, source, changes.

    Raises
    ------
    LexiconError
        When there is no such lexicon, or a line breaks the format: the message names file, line and remedy.
    """
    path = _find(name)
    return _parse(path, path.stat().st_mtime_ns)


class About(NamedTuple):
    """What the head of a lexicon's file says, with its fingerprint."""

    name: str
    version: str
    licence: str
    fingerprint: str


def read_about(name: str) -> About:
    """Read what a lexicon's file says of itself, without reading its terms (see `read_lexicon`)."""
    path = _find(name)
    about, _lines = split_header(read_text(path, checks=False))
    return About(path.stem, about.get("version", ""), about.get("licence", ""), _fingerprint(path, _match(about)))


def find_terms(text: str, lexicon: Lexicon) -> list[Found]:
    """Find the terms of a lexicon in a text, whatever its language; offsets are those of the text as given.

    >>> found = find_terms("Un succès, quelle JOIE !", read_lexicon("vader_fr"))
    >>> [(one.start, one.end, one.terms[0].polarity) for one in found]
    [(3, 9, 'positive'), (18, 22, 'positive')]
    """
    plain = normalise(text)
    words = find_words(plain)
    return list(find_in_words(lexicon, fold_words(plain, words), plain, words))


def find_in_words(lexicon: Lexicon, folded: list[str], text: str, words: Words) -> Iterable[Found]:
    """Find the terms of a lexicon in the words of a normalised text (see `find_terms`)."""
    for start, end, n_words, number in find_matches(lexicon.matcher, folded, text, words):
        yield Found(start, end, n_words, lexicon.entries[number])


def _find(name: str) -> Path:
    if Path(name).suffix.lower() in FORMATS:
        path = find_path(name)
        if not path.is_file():
            raise LexiconError(f"lexicon {name!r}: there is no such file, in the working directory or in the project")
        return path
    found = next((path for path in sorted(FOLDER.glob("*")) if path.stem == name and path.suffix in FORMATS), None)
    if found is None:
        known = ", ".join(available_lexicons()) or "none"
        endings = ", ".join(FORMATS)
        raise LexiconError(f"lexicon {name!r} is not in data/lexicons/ and is no file in {endings}; known: {known}")
    return found


@lru_cache
def _parse(path: Path, _modified: int) -> Lexicon:
    about, lines = split_header(read_text(path))
    language = _language(path, about)
    match = _match(about)
    if match not in _MATCHES:
        raise LexiconError(f"{path}: '# match: {match}' is not one of {', '.join(_MATCHES)}")
    if match == "lemma" and not has_lemmas(language):
        raise LexiconError(f"{path}: there are no lemmas for {language!r}; leave '# match: lemma' out")
    terms = _gather(FORMATS[path.suffix.lower()](path, lines))
    if not terms:
        raise LexiconError(f"{path}: no term; put one a line below the header")
    return Lexicon(
        name=path.stem,
        language=language,
        version=about.get("version", ""),
        licence=about.get("licence", ""),
        source=about.get("source", ""),
        match=match,
        fingerprint=_fingerprint(path, match),
        entries=tuple(tuple(found) for found in terms.values()),
        matcher=build_matcher(terms, partial(find_lemma, language=language) if match == "lemma" else None),
    )


def _match(about: dict[str, str]) -> str:
    return about.get("match", _MATCHES[0]).casefold()


def _fingerprint(path: Path, match: str) -> str:
    """Identify what hits depend on: the file, and where lemmas count those who list them."""
    lemmas = version("simplemma").encode() if match == "lemma" else b""
    return hashlib.blake2b(path.read_bytes() + lemmas, digest_size=8).hexdigest()


def _language(path: Path, about: dict[str, str]) -> str:
    named = re.search(r"[._-]([A-Za-z]{2})$", path.stem)
    given = about.get("language") or (named.group(1) if named else "")
    language = re.split(r"[-_]", given.casefold())[0]
    if given and not re.fullmatch(r"[a-z]{2,3}", language):
        raise LexiconError(f"{path}, line 1: language {given!r} is no code such as fr or en")
    if not given:
        raise LexiconError(f"{path}, line 1: the language is not known; open with a line '# language: fr' or end the name in _fr")
    return language


def _gather(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Term]]:
    """Put the categories of each term together; the same line twice counts once."""
    terms: dict[tuple[str, ...], list[Term]] = {}
    places: dict[tuple[str, ...], str] = {}
    for row in rows:
        try:
            words = split_term(row.term)
        except ValueError as error:
            raise LexiconError(f"{row.place}: term {row.term!r}: {error}") from error
        term = Term(row.term.strip(), row.polarity, row.weight, row.category)
        same = [other for other in terms.get(words, ()) if other.category == term.category]
        clash = [other for other in terms.get(words, ()) if other.polarity != term.polarity and other.polarity and term.polarity]
        if clash or any(other.weight != term.weight or other.polarity != term.polarity for other in same):
            raise LexiconError(
                f"{row.place}: term {row.term!r} has another polarity or weight at {places[words].rpartition(', ')[2]}; keep one"
            )
        places.setdefault(words, row.place)
        if not same:
            terms.setdefault(words, []).append(term)
    return terms

"""One record of any format → one row of the `articles` table."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from analysis.language.identify import identify_language, language_code
from analysis.language.vocabulary import agencies
from analysis.readers.dates import parse_date
from analysis.tables import Article

__all__ = ["Notes", "Record", "UnreadableError", "content_digest", "describe_columns", "map_columns", "printable", "to_article"]


class UnreadableError(Exception):
    """A file or a record that cannot be read; the message says why and what to do."""


class Record(NamedTuple):
    """One article as a file gives it: its fields by the names of the `articles` table."""

    fields: Mapping[str, Any]
    place: str
    source_file: str


class Notes:
    """What was decided while reading; the same note on many records is told once, with its count."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, note: str) -> None:
        """Take down one note."""
        self._counts[note] += 1

    def add_all(self, counts: Mapping[str, int]) -> None:
        """Take down the notes of another reading."""
        self._counts.update(counts)

    def counts(self) -> dict[str, int]:
        """Return each note with its count."""
        return dict(self._counts)

    def lines(self) -> tuple[str, ...]:
        """List the notes in the order of their first appearance."""
        return tuple(f"{note} ({count} articles)" if count > 1 else note for note, count in self._counts.items())


_SYNONYMS: dict[str, tuple[str, ...]] = {
    "article_id": tuple("article_id id identifiant uid doc_id guid document_id".split()),
    "text": tuple(
        "text texte body body_text full_text fulltext main_text article_text corps content contenu article story".split()
    ),
    "title": tuple("title titre headline head header titolo titel".split()),
    "published": (
        *"published date pubdate publication_date date_publication date_de_publication date_de_parution date_parution".split(),
        *"published_at publish_date date_published publie_le publie parution paru_le datetime timestamp created_at jour day".split(),
    ),
    "outlet": (
        *"outlet source journal newspaper media medium publication publisher quotidien titre_de_presse source_name".split(),
        *"nom_du_journal support site domain".split(),
    ),
    "agency": tuple("agency agence news_agency credit".split()),
    "author": tuple("author auteur authors auteurs byline signature signataire journaliste journalist".split()),
    "section": tuple("section rubrique category categorie desk".split()),
    "url": tuple("url link lien uri permalink address adresse".split()),
    "language": tuple("language langue lang lg".split()),
}
"""Names that each column goes by in French and English exports, the surest first."""


def map_columns(names: Iterable[str]) -> dict[str, str]:
    """Map the columns of a file to those of the `articles` table: {field: column}.

    Case, accents and separators do not matter; of several candidates the surest name wins.

    >>> map_columns(["Titre", "Date de publication", "Journal", "Texte", "Notes"])
    {'text': 'Texte', 'title': 'Titre', 'published': 'Date de publication', 'outlet': 'Journal'}
    """
    by_key = {_key(name): name for name in reversed([name for name in names if name])}
    found = {}
    for field, synonyms in _SYNONYMS.items():
        column = next((by_key[synonym] for synonym in synonyms if synonym in by_key), None)
        if column is not None:
            found[field] = column
    return found


_EXPECTED = ("published", "outlet", "title")


def describe_columns(names: Iterable[str], mapping: Mapping[str, str]) -> str:
    """Say in one line which columns were taken for what, which were left aside, and what is missing."""
    left = [name for name in names if name and name not in mapping.values()]
    missing = [field for field in _EXPECTED if field not in mapping]
    parts = [", ".join(f"{column} → {field}" for field, column in mapping.items())]
    parts += [f"left aside: {', '.join(left)}"] if left else []
    parts += [f"no column for: {', '.join(missing)}"] if missing else []
    return f"columns {'; '.join(parts)}"


def _key(name: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(char))
    return "_".join("".join(char if char.isalnum() else " " for char in bare).split())


def to_article(record: Record, notes: Notes) -> Article:
    """Make the row of one record: NFC text, language, date, digest, id.

    Raises
    ------
    UnreadableError
        When the record has no text.
    """
    fields = {name: _plain(value) for name, value in record.fields.items() if name not in ("published", "text")}
    text = _plain(record.fields.get("text"), "\n\n") or ""
    if not text.strip():
        raise UnreadableError("the article has no text; give it one or delete the record")
    language = language_code(fields.get("language")) or identify_language(text)
    published, note = parse_date(record.fields.get("published"), language)
    if note:
        notes.add(f"{record.source_file}: {note}")
    content = {name: fields.get(name) for name in ("outlet", "agency", "author", "section", "title", "url")}
    content["agency"] = content["agency"] or _signing_agency(content["author"], text)
    digest = _digest({**content, "published": published, "language": language, "text": text})
    return Article(
        article_id=fields.get("article_id") or digest[:16],
        published=published,
        language=language,
        text=text,
        digest=digest,
        content=content_digest(text, content["title"], language),
        source_file=record.source_file,
        outlet=content["outlet"],
        agency=content["agency"],
        author=content["author"],
        section=content["section"],
        title=content["title"],
        url=content["url"],
    )


_DATELINE_AGENCY = re.compile(r"^[^\n]{0,60}?\(([\w .-]{2,20})\)\s*[-–—]")
_SHARED_BYLINE = re.compile(r"\((?:avec|with)\s+([\w .-]{2,20})\)\s*$")


def _signing_agency(author: str | None, text: str) -> str | None:
    """Find the agency that signs as author, in the dateline ("PARIS (AFP) –") or at the end ("(avec AFP)")."""
    opening, ending = _DATELINE_AGENCY.match(text.lstrip()[:100]), _SHARED_BYLINE.search(text[-60:])
    candidates = (author, opening and opening[1], ending and ending[1])
    return next((name for name in candidates if name and name.strip() in agencies()), None)


def _plain(value: Any, separator: str = ", ") -> str | None:
    """Make a text of what a field holds; blank is null; control characters stay in texts."""
    if value is None or value != value:  # noqa: PLR0124 -- NaN differs from itself
        return None
    if isinstance(value, Mapping):  # {"id": null, "name": "Le Fanal"}
        return _plain(next((value[key] for key in ("name", "title", "label") if value.get(key)), None))
    joined = separator.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    clean = printable(joined)
    return unicodedata.normalize("NFC", clean) if clean.strip() else None


def printable(text: str) -> str:
    """Replace lone surrogates, which cannot be stored or shown."""
    return text.encode("utf-8", "replace").decode("utf-8")


def content_digest(text: str, title: str | None, language: str) -> str:
    """Identify what the rows of an article depend on; sorted by it, articles of one text stand together."""
    parts = text, json.dumps([language, title, text])
    return "".join(hashlib.blake2b(part.encode("utf-8", "replace"), digest_size=8).hexdigest() for part in parts)


def _digest(content: Mapping[str, Any]) -> str:
    stamped = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in content.items()}
    return hashlib.blake2b(json.dumps(stamped, sort_keys=True).encode(), digest_size=16).hexdigest()

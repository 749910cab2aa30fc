"""Read a text file as one article, as a web scraper leaves it; its zones give title, date, agency, author."""

import re
from collections.abc import Iterator
from pathlib import Path

from analysis.language.identify import identify_language
from analysis.language.vocabulary import agencies, boilerplate
from analysis.readers.dates import parse_stamp
from analysis.readers.encoding import Source
from analysis.readers.records import Notes, Record, UnreadableError
from analysis.tables import Article, Failure
from analysis.zones import prepare

__all__ = ["read_records", "recognises"]

_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|rss|feed)\b", re.IGNORECASE)
_LONGEST_AGENCY = 6
_LARGEST = 64 << 20


def recognises(source: Source) -> bool:
    """Any text is taken, once the other formats have refused it."""
    return source.encoding is not None


def read_records(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    """Read the one article of a file; the folder below the corpus that holds it names its outlet.

    Raises
    ------
    UnreadableError
        When the file is HTML or XML.
    """
    if source.path.stat().st_size > _LARGEST:
        raise UnreadableError(f"more than {_LARGEST >> 20} MB of text without a form; give one article a file, CSV or JSON lines")
    text = source.read()
    if _MARKUP.match(text):
        raise UnreadableError("HTML and XML are not read yet; save the article as text, CSV or JSON lines")
    language = identify_language(text)
    zones = _zone_texts(text, language)
    published, note = parse_stamp(zones["dateline"], language) if "dateline" in zones else (None, None)
    if note:
        notes.add(f"{source.name}: {note}")
    folders = Path(source.name).parts[:-1]
    fields = {
        "article_id": Path(source.name).with_suffix("").as_posix(),
        "text": text,
        "title": zones.get("title"),
        "published": published,
        "outlet": folders[0] if folders else None,
        "language": language,
        **_signature(zones.get("byline", "")),
    }
    yield Record(fields, source.name, source.name)


def _zone_texts(text: str, language: str) -> dict[str, str]:
    blank = Article("", None, None, None, None, None, None, None, language, text, "", "", None)
    zones = prepare(blank).zones
    return {zone.zone: " ".join(text[zone.start : zone.end].split()) for zone in reversed(zones) if zone.zone != "body"}


def _signature(byline: str) -> dict[str, str | None]:
    """Tell an agency from an author in the lines between date and standfirst."""
    if byline in agencies() or (byline.isupper() and byline.isalpha() and len(byline) <= _LONGEST_AGENCY):
        return {"agency": byline, "author": None}
    lead = next((found for _, pattern in boilerplate() if (found := pattern.match(byline))), None)
    return {"agency": None, "author": byline[lead.end() :].strip() if lead else byline or None}

"""Dates as newspapers and exports write them → UTC; never guessed in silence."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

__all__ = ["parse_date", "parse_stamp"]

_ORDERS = {"en": "MDY"}
"""Order of day and month in an all-digit date, by language; every other language has the day first."""

_AMBIGUOUS = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_GLUED_TIME = re.compile(r"(\d{1,2}[:h]\d{2})(?=\d)")
_GLUED_DATE = re.compile(r"(\d{4})(?=\d{1,2}[:h]\d{2})")
_LEAD = re.compile(
    r"^(?:\W*(?:publiée?|mise?|jour|modifiée?|actualisée?|le|à|published|updated|last|posted|on)\b)+\W*", re.IGNORECASE
)
_UPDATED = re.compile(r"(?<=\d)\W+(?:mise? à jour|modifiée?|actualisée?|updated|modified)\b.*$", re.IGNORECASE)
_SIGNED = re.compile(r"\s+(?:par|by)\s+(?=[A-ZÀ-Ý]).*$")
_AT = re.compile(r"(?<=\d)\s+(?:à|at)\s+(?=\d)")


def parse_date(value: Any, language: str) -> tuple[datetime | None, str | None]:
    """Read a date: the moment in UTC, and a note where something had to be decided.

    A date without a zone is taken as UTC, without an hour as midnight. An all-digit date is read in the
    order of the article's language (month first in English, else day first), with a note where the other
    order is possible too. What is no date gives null and a note; an absent date gives null.
    """
    if value is None or value == "" or value != value:  # noqa: PLR0124 -- NaN and NaT differ from themselves
        return None, None
    if isinstance(value, date):
        return _utc(value if isinstance(value, datetime) else datetime.combine(value, time())), None
    text = str(value).strip()
    if not text:
        return None, None
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return None, f"date {text!r} looks like a count of seconds; kept as undated (write it in ISO 8601)"
    try:
        return _utc(datetime.fromisoformat(text)), None
    except OverflowError:
        return None, f"date {text!r} is out of range; kept as undated"
    except ValueError:
        return _parse_spoken(text, language)


def parse_stamp(line: str, language: str) -> tuple[datetime | None, str | None]:
    """Read the date of a stamp line such as "18:0311/11/2025, mardi" or "Publié le 6 mai 2025 à 7h30 - Mis à jour le …"."""
    line = _UPDATED.sub("", _SIGNED.sub("", line))
    return parse_date(_GLUED_DATE.sub(r"\1 ", _GLUED_TIME.sub(r"\1 ", line.strip())), language)


@lru_cache(maxsize=10_000)
def _parse_spoken(text: str, language: str) -> tuple[datetime | None, str | None]:
    from dateparser import parse

    order = _ORDERS.get(language, "DMY")
    settings = {"DATE_ORDER": order, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    plain = _AT.sub(" ", _LEAD.sub("", text))
    try:
        found = parse(plain, languages=[*{language, "en"} & _KNOWN] or ["en"], settings=settings)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        return None, f"date {text!r} not understood; kept as undated (ISO 8601, such as 2025-11-23, always is)"
    return _utc(found), _ambiguity(plain, order, language)


_KNOWN = frozenset({"fr", "en", "de", "es", "it", "nl", "pt", "ru", "ar", "pl", "tr"})


def _ambiguity(text: str, order: str, language: str) -> str | None:
    digits = _AMBIGUOUS.search(text)
    if digits is None or digits[1] == digits[2] or max(int(digits[1]), int(digits[2])) > 12:
        return None
    first = "month" if order == "MDY" else "day"
    return f"dates such as 03/04/2025 read {first} first, as in the language {language!r}"


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

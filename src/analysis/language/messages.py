"""The report's own sentences, labels, numbers and dates in the reader's language.

Sentences are written in English where they are used; `language/locale/<language>.po` has the
translations. Numbers and dates follow the Unicode CLDR through Babel.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from importlib.resources import files

from babel.dates import format_date as _format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

__all__ = ["LANGUAGES", "date_text", "name_text", "number_text", "percent_text", "read_catalogue", "translator"]

_FOLDER = files("analysis.language") / "locale"
_SOURCE_LANGUAGE = "en"

LANGUAGES = (
    _SOURCE_LANGUAGE,
    *sorted(entry.name.removesuffix(".po") for entry in _FOLDER.iterdir() if entry.name.endswith(".po")),
)
"""Languages that a report can be written in."""


@lru_cache
def read_catalogue(language: str) -> Catalog:
    """Read the translations into a language; English has none and needs none."""
    if language == _SOURCE_LANGUAGE:
        return Catalog(locale=language)
    with (_FOLDER / f"{language}.po").open("rb") as opened:
        return read_po(opened, locale=language)


@lru_cache
def name_text(name: str, language: str) -> str:
    """Write a name as it is; only names of our own, in brackets, are translated ("(unattributed)")."""
    return translator(language)(name) if name.startswith("(") else name


def translator(language: str) -> Callable[[str], str]:
    """Return the function that translates a sentence; one without translation stays English.

    >>> translator("fr")("Quote density")
    'Densité de citation'
    """
    catalogue = read_catalogue(language)

    def translate(sentence: str) -> str:
        message = catalogue.get(sentence)
        return str(message.string) if message is not None and message.string else sentence

    return translate


def number_text(value: float, language: str, *, digits: int = 0) -> str:
    """Write a number with the separators of a language.

    >>> number_text(12345.678, "en", digits=1)
    '12,345.7'
    """
    return str(format_decimal(round(value, digits), format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=language))


def percent_text(value: float, language: str, *, digits: int = 1) -> str:
    """Write a share as a percentage.

    >>> percent_text(0.1234, "en")
    '12.3%'
    """
    space = "" if language == _SOURCE_LANGUAGE else "\u202f"
    pattern = f"#,##0.{'0' * digits}{space}%" if digits else f"#,##0{space}%"
    return str(format_percent(value, format=pattern, locale=language))


def date_text(moment: date, language: str) -> str:
    """Write a day in full.

    >>> date_text(date(2026, 11, 23), "en")
    'November 23, 2026'
    """
    return str(_format_date(moment, format="long", locale=language))

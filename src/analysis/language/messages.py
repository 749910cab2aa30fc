"""The report's own sentences, labels, numbers and dates in the reader's language.

Sentences are written in English where they are used; `language/locale/<language>.po` has the
translations, in gettext's format with its plural forms. Numbers, percentages and dates follow the Unicode
CLDR through Babel, so that a language needs a catalogue and nothing else.
"""

import gettext
import io
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from analysis.errors import SettingsError
from analysis.places import catalogues_folder

__all__ = [
    "LANGUAGES",
    "anchor",
    "check_language",
    "counter",
    "date_text",
    "interval_text",
    "name_text",
    "number_text",
    "percent_text",
    "read_catalogue",
    "short_date_text",
    "translator",
]

_SOURCE_LANGUAGE = "en"

LANGUAGES = (_SOURCE_LANGUAGE, *sorted(path.stem for path in catalogues_folder().glob("*.po")))
"""Languages that a report can be written in."""


def check_language(language: str) -> None:
    """Refuse a language that there is no catalogue for.

    Raises
    ------
    SettingsError
        Naming the languages that there are.
    """
    if language not in LANGUAGES:
        raise SettingsError(f"report_language={language!r} has no catalogue; choose one of {', '.join(LANGUAGES)}")


@lru_cache
def read_catalogue(language: str) -> Catalog:
    """Read the translations into a language; English has none and needs none."""
    if language == _SOURCE_LANGUAGE:
        return Catalog(locale=language)
    with (catalogues_folder() / f"{language}.po").open("rb") as opened:
        return read_po(opened, locale=language)


@lru_cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == _SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translator(language: str) -> Callable[[str], str]:
    """Return the function that translates a sentence; one without translation stays English.

    >>> translator("fr")("Quote density")
    'Densité de citation'
    """
    translate = _translations(language).gettext
    return lambda sentence: translate(sentence) if sentence else ""  # gettext answers "" with the catalogue's header


def counter(language: str) -> Callable[[str, str, int], str]:
    """Return the function that writes how many there are of something, in the plural form of that number.

    >>> counter("fr")("{n} article", "{n} articles", 1234)
    '1\u202f234 articles'
    """
    translate = _translations(language).ngettext
    return lambda one, many, n: translate(one, many, n).format(n=number_text(n, language))


def anchor(heading: str) -> str:
    """Return the address of a section by its English heading, so that a link holds in every language.

    >>> anchor("How much is quoted")
    'how-much-is-quoted'
    """
    return re.sub(r"[^\w]+", "-", heading.casefold()).strip("-")


@lru_cache
def name_text(name: str, language: str) -> str:
    """Write a name as it is; only names of our own, in brackets, are translated ("(unattributed)")."""
    return translator(language)(name) if name.startswith("(") else name


def number_text(value: float, language: str, *, digits: int = 0) -> str:
    """Write a number with the separators of a language.

    >>> number_text(12345.678, "en", digits=1)
    '12,345.7'
    """
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return str(format_decimal(round(value, digits), format=pattern, locale=language)).replace("-", "\u2212")


def percent_text(value: float, language: str, *, digits: int = 1) -> str:
    """Write a share as a percentage.

    >>> percent_text(0.1234, "en")
    '12.3%'
    """
    return str(format_percent(value, format=_percent_pattern(language, digits), locale=language)).replace("-", "\u2212")


@lru_cache
def _percent_pattern(language: str, digits: int) -> str:
    """Take the language's own pattern, with a space that does not break and with decimals."""
    pattern = Locale.parse(language).percent_formats[None].pattern.replace("\xa0", "\u202f")
    return str(pattern.replace("##0", f"##0.{'0' * digits}") if digits else pattern)


def interval_text(low: float, high: float, language: str, write: Callable[..., str]) -> str:
    """Write an interval, both ends by a function of this module; nothing where there is none.

    >>> interval_text(0.1, 0.2, "en", percent_text)
    '[10.0%, 20.0%]'
    """
    if low != low or high != high:  # noqa: PLR0124 -- NaN differs from itself
        return ""
    return translator(language)("[{low}, {high}]").format(low=write(low, language), high=write(high, language))


def date_text(moment: date, language: str) -> str:
    """Write a day in full.

    >>> date_text(date(2026, 11, 23), "en"), date_text(date(2026, 11, 1), "fr")
    ('November 23, 2026', '1er novembre 2026')
    """
    written = str(format_date(moment, format="long", locale=language))
    return re.sub(r"^1\b", _FIRST_DAYS.get(language, "1"), written)


_FIRST_DAYS = {"fr": "1er"}
"""How a language writes the first of a month, where it does not count it like the others (the CLDR does not say)."""


def short_date_text(moment: date, language: str, *, with_year: bool = False) -> str:
    """Write a day as short as the language has it.

    >>> short_date_text(date(2026, 11, 3), "fr"), short_date_text(date(2026, 11, 3), "en", with_year=True)
    ('3 nov.', 'Nov 3, 2026')
    """
    return str(format_skeleton("yMMMd" if with_year else "MMMd", moment, locale=language))

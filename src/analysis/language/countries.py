"""One name a country, whatever the language: names of territories in the Unicode CLDR, read by Babel."""

import unicodedata
from functools import lru_cache

from babel import Locale

__all__ = ["country_name", "fold"]

_LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl")
_CODE_LENGTH = 2
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})

_OTHER_NAMES = {
    "usa": "US",
    "us": "US",
    "u.s.": "US",
    "etats unis d'amerique": "US",
    "united states of america": "US",
    "uk": "GB",
    "grande bretagne": "GB",
    "great britain": "GB",
    "angleterre": "GB",
    "england": "GB",
    "rdc": "CD",
    "republique democratique du congo": "CD",
    "birmanie": "MM",
    "burma": "MM",
    "republique tcheque": "CZ",
    "czech republic": "CZ",
    "palestine": "PS",
    "federation de russie": "RU",
}
"""Names in common use that the CLDR does not list, folded."""

_PRESS_NAMES = {
    ("CD", "fr"): "République démocratique du Congo",
    ("CG", "fr"): "Congo",
    ("HK", "fr"): "Hong Kong",
    ("MO", "fr"): "Macao",
    ("MM", "fr"): "Birmanie",
    ("PS", "fr"): "Palestine",
    ("HK", "en"): "Hong Kong",
    ("MO", "en"): "Macao",
    ("MM", "en"): "Myanmar",
    ("PS", "en"): "Palestine",
}
"""Names that the press uses where the CLDR's are administrative."""


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """Fold case, accents, hyphens and apostrophes of a name, for look-up only.

    >>> fold("États-Unis")
    'etats unis'
    """
    bare = "".join(char for char in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(char))
    return " ".join(bare.replace("\u2019", "'").replace("-", " ").split())


@lru_cache
def _codes() -> dict[str, str]:
    codes = dict(_OTHER_NAMES)
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NOT_COUNTRIES:
                codes.setdefault(fold(name), code)
    return codes


@lru_cache(maxsize=50_000)
def country_name(name: str, language: str) -> str | None:
    """Return the country that a name stands for, under its name in `language`; null if it is none.

    Source: Unicode CLDR through Babel, with the hand-made names above.

    >>> country_name("Russia", "fr"), country_name("États-Unis", "en"), country_name("Niger", "fr")
    ('Russie', 'United States', 'Niger')
    """
    code = _codes().get(fold(name))
    if code is None:
        return None
    known = language if (code, language) in _PRESS_NAMES or language in _LANGUAGES else "en"
    return _PRESS_NAMES.get((code, known)) or Locale(known).territories[code]

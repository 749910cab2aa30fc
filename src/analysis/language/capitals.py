"""Find names by their capitals, for languages without a trained model: coarse, and said to be so.

A name is a run of capitalised words, with particles inside; one word alone counts where it is not the
first of its sentence, or where the text has it in capitals elsewhere. A title before it makes a person,
the name of a country a place; all else is of unknown kind (MISC).
"""

import re

from analysis.language.countries import country_name
from analysis.language.pipeline import Span
from analysis.language.vocabulary import stamp_words, titles

__all__ = ["find_names"]

_CAPITAL = "".join(chr(code) for code in range(0x530) if chr(code).isupper())
_CAPITALISED = rf"[{_CAPITAL}]\w*(?:['-]\w+)*"
_NAME = re.compile(rf"{_CAPITALISED}(?:[ ](?:(?:of|de|du|des|la|le|van|von|der|den|di|da|al|and the)[ ]){{0,2}}{_CAPITALISED})*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n«“\"‘(—–-])\s*[«“\"‘(]?\s*$")


def find_names(text: str, language: str) -> list[Span]:
    """Find the names of a text; labels are PER, LOC and MISC."""
    runs = list(_NAME.finditer(text))
    certain = {run.group() for run in runs if not _opens_sentence(text, run.start())}
    return [span for run in runs if (span := _name(text, run, certain, language)) is not None]


def _name(text: str, run: re.Match[str], certain: set[str], language: str) -> Span | None:
    words = run.group().split(" ")
    start = run.start()
    is_person = False
    if words[0] in ("The", "A", "An") and len(words) > 1:
        start += len(words.pop(0)) + 1
    while words and words[0].rstrip(".") in titles(language):
        start += len(words.pop(0)) + 1
        is_person = True
    if _opens_sentence(text, run.start()) and len(words) > 1 and not is_person and " ".join(words[1:]) in certain:
        start += len(words.pop(0)) + 1
    name = " ".join(words)
    if (
        not name
        or name.lower() in stamp_words()
        or (len(words) == 1 and not is_person and name not in certain and country_name(name, language) is None)
    ):
        return None
    return Span(_label(name, language, is_person=is_person), start, start + len(name))


def _label(name: str, language: str, *, is_person: bool) -> str:
    if country_name(name, language):
        return "LOC"
    return "PER" if is_person else "MISC"


def _opens_sentence(text: str, start: int) -> bool:
    return _SENTENCE_START.search(text[max(0, start - 6) : start]) is not None

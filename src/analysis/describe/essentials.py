"""Key figures → the five sentences that open a report, and what the report cannot say."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
from babel import Locale

from analysis.language.messages import counter, date_text, interval_text, number_text, percent_text, translator

__all__ = ["Essential", "describe_essentials", "describe_limits"]


_FEWEST_SPEAKERS = 2


class Essential(NamedTuple):
    """A number, the sentence that says what it is, and the section of the report that shows it."""

    number: str
    sentence: str
    section: str


def describe_essentials(figures: pd.DataFrame, articles: pd.DataFrame, *, language: str = "en") -> list[Essential]:
    """Write the sentences that open a report from its key figures (see `summaries.key_figures`).

    There are five: the corpus, how much is quoted, who speaks, who is named, how hard it reads; a sentence of which the
    corpus has nothing is left out. Tone is no headline: it is worth what the box beside its figures says.
    """
    known = {row.figure: row for row in reversed(list(_rows(figures)))}
    written = (write(known, articles, language) for write in (_corpus, _quoting, _speaking, _naming, _reading))
    return [essential for essential in written if essential]


def _rows(table: pd.DataFrame) -> Any:
    return table.itertuples()


Known = dict[str, Any]


def _corpus(known: Known, articles: pd.DataFrame, language: str) -> Essential | None:
    _, counted = translator(language), counter(language)
    dated = articles["published"].dropna()
    n_outlets = int(known["outlets"].value)
    values = {
        "outlets": counted("{n} outlet", "{n} outlets", n_outlets) if n_outlets else _("an unknown outlet"),
        "words": counted("{n} word", "{n} words", int(known["words"].value)),
    }
    number = counted("{n} article", "{n} articles", int(known["articles"].value))
    if dated.empty:
        return Essential(number, _("without a date, by {outlets}; {words}.").format(**values), "Coverage")
    first, last = (date_text(day, language) for day in (dated.min(), dated.max()))
    if first == last:
        return Essential(number, _("of {day}, by {outlets}; {words}.").format(day=first, **values), "Coverage")
    sentence = _("from {first} to {last}, by {outlets}; {words}.").format(first=first, last=last, **values)
    return Essential(number, sentence, "Coverage")


def _quoting(known: Known, _articles: pd.DataFrame, language: str) -> Essential | None:
    _ = translator(language)
    marked, reported = known["quote density, marked"], known["quote density, reported"]
    if pd.isna(marked.value):
        return None
    sentence = _(
        "of the words {interval} stand inside quotation marks; with indirect speech, {share} {other} are somebody else's."
    )
    values = {
        "interval": _interval(marked, language),
        "share": _share(reported, language),
        "other": _interval(reported, language),
    }
    return Essential(_share(marked, language), _filled(sentence, **values), "How much is quoted")


def _speaking(known: Known, _articles: pd.DataFrame, language: str) -> Essential | None:
    _ = translator(language)
    first, unknown = known.get("most quoted speaker"), known["quoted words without a speaker"]
    if first is None or known["speakers"].value < _FEWEST_SPEAKERS:
        return None
    sentence = _(
        "of the quoted words {interval} are those of {speaker}; of {speakers} nobody is quoted more. {unknown} have no speaker."
    )
    values = {
        "interval": _interval(first, language),
        "speaker": first.name,
        "speakers": counter(language)("{n} speaker", "{n} speakers", int(known["speakers"].value)),
        "unknown": _share(unknown, language),
    }
    return Essential(_share(first, language), _filled(sentence, **values), "Who speaks")


def _naming(known: Known, _articles: pd.DataFrame, language: str) -> Essential | None:
    first = known.get("most named entity")
    if first is None:
        return None
    sentence = translator(language)("of the articles {interval} name {entity}; no other name is in more of them.")
    values = {"interval": _interval(first, language), "entity": first.name}
    return Essential(_share(first, language), _filled(sentence, **values), "About whom")


def _reading(known: Known, _articles: pd.DataFrame, language: str) -> Essential | None:
    lix = known.get("LIX")
    if lix is None or pd.isna(lix.value):
        return None
    write = partial(number_text, digits=1)
    sentence = translator(language)("is the LIX {interval} of the articles in {language}: the higher, the harder they read.")
    values = {"interval": interval_text(lix.low, lix.high, language, write), "language": _language_name(lix.name, language)}
    return Essential(write(lix.value, language), _filled(sentence, **values), "How hard it reads")


def _language_name(code: str, language: str) -> str:
    return str(Locale.parse(language).languages.get(code, code))


def _share(row: Any, language: str) -> str:
    return percent_text(float(row.value), language)


def _interval(row: Any, language: str) -> str:
    return interval_text(row.low, row.high, language, percent_text)


def _filled(template: str, **values: str) -> str:
    """Fill a template in; an interval that there is none of leaves no gap."""
    gap = "\0" if "" in values.values() else ""
    filled = template.format(**{name: value or gap for name, value in values.items()})
    return filled.replace(f" {gap}", "") if gap else filled


def describe_limits(figures: pd.DataFrame, *, is_validated: bool, language: str = "en") -> list[str]:
    """List what a report cannot say, in sentences."""
    _: Callable[[str], str] = translator(language)
    tone = (
        _("Whether a text is for or against anybody: tone counts listed words, validated on coded sentences of this corpus.")
        if is_validated
        else _("Whether a text is for or against anybody: tone counts listed words and is not validated on this corpus.")
    )
    vary = (
        _("How things vary: there are too few articles for intervals.")
        if figures["low"].isna().all()
        else _(
            "What other weeks or outlets write: an interval says how far the numbers of such articles vary, not those of articles that nobody collected."
        )
    )
    return [
        tone,
        vary,
        _("Who was interviewed, and what was left out: only what is printed is counted."),
        _(
            "The last digit: on hand-labelled French news, one quote in six has no speaker or a wrong one, and about one name in eight is wrong."
        ),
    ]

"""Read the word lists of a language from `language/data/*.csv`.

Each list has a `language` column ("mul" holds for all); a language without a list gets an empty one,
so that an unknown language loses precision and never stops a run.
"""

import csv
import re
from collections.abc import Set as AbstractSet
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from analysis.language.words import split_words

__all__ = [
    "Cue",
    "FunctionWords",
    "Naming",
    "Pronoun",
    "abbreviations",
    "agencies",
    "attributions",
    "boilerplate",
    "conjugate",
    "connectives",
    "cues",
    "degrees",
    "function_words",
    "genders",
    "naming_words",
    "negation_phrases",
    "no_names",
    "pattern",
    "pronouns",
    "stamp_words",
    "titles",
    "topic_words",
    "verbs",
]

_EVERY_LANGUAGE = "mul"


@lru_cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    content = (files("analysis.language") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(content.splitlines()))


def _of(name: str, language: str) -> list[dict[str, str]]:
    return [row for row in _rows(name) if row["language"] in (language, _EVERY_LANGUAGE)]


@lru_cache
def abbreviations(language: str) -> frozenset[str]:
    """List the abbreviations whose full stop ends no sentence, without that stop."""
    return frozenset(row["form"] for row in _of("abbreviations", language))


@lru_cache
def agencies() -> frozenset[str]:
    """List the names under which news agencies sign."""
    return frozenset(row["agency"] for row in _rows("agencies"))


@lru_cache
def attributions(language: str) -> dict[str, list[tuple[str, ...]]]:
    """Map the first word of each preposition that names a source to its words ("selon"; "d'", "après")."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in _of("attributions", language):
        parts = tuple(piece for part in row["form"].split() for piece in re.findall(r"[^']+'?", part))
        found.setdefault(parts[0], []).append(parts)
    return found


@lru_cache
def boilerplate() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """List the openings of lines that are no prose, in every language, as (zone, pattern)."""
    return tuple((row["zone"], re.compile(row["pattern"], re.IGNORECASE)) for row in _rows("boilerplate"))


@lru_cache
def connectives(language: str) -> re.Pattern[str]:
    """Match what a journalist puts before a reported clause and is no part of it ("en revanche,", "et")."""
    forms = sorted((row["form"] for row in _of("connectives", language)), key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, forms)) or '(?!)'})\s*,\s*", re.IGNORECASE)


class WordSet(frozenset[str]):
    """Words of one class; joining two classes, which rules do for every word that they look at, is done once and kept."""

    def __or__(self, other: AbstractSet[Any]) -> "WordSet":
        return _joined(self, other if isinstance(other, frozenset) else frozenset(other))  # a copy would be hashed anew

    def __sub__(self, other: AbstractSet[Any]) -> "WordSet":
        return _without(self, other if isinstance(other, frozenset) else frozenset(other))


@lru_cache(maxsize=1_000)
def _joined(a: WordSet, b: frozenset[str]) -> WordSet:
    return WordSet(frozenset.__or__(a, b))


@lru_cache(maxsize=1_000)
def _without(a: WordSet, b: frozenset[str]) -> WordSet:
    return WordSet(frozenset.__sub__(a, b))


class FunctionWords(NamedTuple):
    """Words of a language by what they do in a phrase, lower case; `data/function_words.csv` lists them."""

    determiner: WordSet = WordSet()
    linker: WordSet = WordSet()
    preposition: WordSet = WordSet()
    conjunction: WordSet = WordSet()
    relative: WordSet = WordSet()
    clitic: WordSet = WordSet()
    auxiliary: WordSet = WordSet()
    adverb: WordSet = WordSet()
    being: WordSet = WordSet()
    time: WordSet = WordSet()
    first_person: WordSet = WordSet()
    semi_auxiliary: WordSet = WordSet()
    day: WordSet = WordSet()
    generic: WordSet = WordSet()
    person: WordSet = WordSet()
    authored: WordSet = WordSet()
    anaphoric_body: WordSet = WordSet()
    body: WordSet = WordSet()
    that: WordSet = WordSet()
    stating: WordSet = WordSet()
    stated: WordSet = WordSet()
    negation: WordSet = WordSet()
    addressing: WordSet = WordSet()
    comparing: WordSet = WordSet()
    before_that: WordSet = WordSet()
    nobody: WordSet = WordSet()
    negating: WordSet = WordSet()
    carrier: WordSet = WordSet()
    title_word: WordSet = WordSet()
    own_subject: WordSet = WordSet()
    indefinite: WordSet = WordSet()
    prenominal: WordSet = WordSet()
    masculine: WordSet = WordSet()
    feminine: WordSet = WordSet()
    definite: WordSet = WordSet()
    indefinite_determiner: WordSet = WordSet()
    possessive: WordSet = WordSet()
    agent: WordSet = WordSet()
    joining: WordSet = WordSet()
    coordinating: WordSet = WordSet()
    reflexive: WordSet = WordSet()
    expletive: WordSet = WordSet()


@lru_cache
def function_words(language: str) -> FunctionWords:
    """Return the determiners, prepositions, auxiliaries … of a language."""
    return FunctionWords(**{row["class"]: WordSet(row["forms"].split()) for row in _of("function_words", language)})


@lru_cache
def genders(language: str) -> dict[str, str]:
    """Map first names, titles and nouns of persons to "f" or "m", lower case; what is both or neither is absent."""
    found: dict[str, str] = {}
    for row in _of("genders", language):
        found.update({form.lower(): row["gender"] for form in row["forms"].split()})
    return found


class Naming(NamedTuple):
    """Why what a word introduces is no speech, and whether that holds for what begins in lower case too."""

    reason: str
    any_case: bool


@lru_cache
def naming_words(language: str) -> dict[str, Naming]:
    """Map the words that introduce a name, a title or a word as such ("le film «", "la loi dite «")."""
    return {row["word"]: Naming(row["reason"], row["any_case"] == "yes") for row in _of("naming", language)}


@lru_cache
def negation_phrases(language: str) -> dict[tuple[str, ...], dict[str, int]]:
    """Map what has a part in negating, as lower-case words, to its roles, each with its reach in words of content.

    Roles: `first` (ne), `joined` (negates with a `first`: pas), `alone` (also without one), `opening` (also
    without one where a clause begins with it: "Jamais …"), `independent` (adds to other negations: sans, loin
    de), `lifted` (looks like a negation and is none: "non seulement"), `expletive` (ne behind it says nothing:
    "avant que"), `restricting` (que: behind a `restricted_verb` "ne … que" is "only"), `raising` (verbs through
    which negation passes: "je ne crois pas que"), `negating_alone` (negated by ne alone: oser), `superlative`
    (jamais: a `comparing` word behind it says the most), `closing` (verbs whose object is affirmed when they
    are negated: "ne cache pas"), `definite` (what follows is taken for granted, but for `least`: "la moindre"),
    `border` (opens a clause), `coordinating` (may open one).
    """
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for row in _of("negation", language):
        for form in row["forms"].split("|"):
            found.setdefault(_phrase(form), {})[row["role"]] = int(row["reach"] or 0)
    return found


def _phrase(form: str) -> tuple[str, ...]:
    """Cut a phrase into words; it may end in an elided one ("loin d'")."""
    return split_words(f"{form}a")[:-1] if form.endswith("'") else split_words(form)


@lru_cache
def degrees(language: str) -> dict[tuple[str, ...], str]:
    """Map adverbs and adjectives of degree, as lower-case words, to `intensified` or `downtoned`; `none` is what only looks so ("au moins")."""
    return {_phrase(form): row["degree"] for row in _of("degrees", language) for form in row["forms"].split("|")}


@lru_cache
def no_names(language: str) -> frozenset[str]:
    """List capitalised words that name nobody behind "d'" ("une visite d'État")."""
    return frozenset(row["word"] for row in _of("no_names", language))


class Pronoun(NamedTuple):
    """What a pronoun of the third person agrees with.

    `number` is singular or plural; `impersonal` stands for nobody ("on"), `body` for an organisation ("it"),
    `last` for the person named last ("celui-ci").
    """

    gender: str
    number: str


@lru_cache
def pattern(name: str, language: str) -> re.Pattern[str]:
    """Return a pattern of a language by name; one that matches nothing where the language has none."""
    found = [row["pattern"] for row in _of("patterns", language) if row["name"] == name]
    return re.compile("|".join(found) or "(?!)", re.IGNORECASE)


@lru_cache
def pronouns(language: str) -> dict[str, Pronoun]:
    """Map the third-person pronouns that can be a speaker, lower case, to what they agree with."""
    return {row["form"]: Pronoun(row["gender"], row["number"]) for row in _of("pronouns", language)}


@lru_cache
def stamp_words() -> frozenset[str]:
    """List the words of any language that a line may hold and still be nothing but a date."""
    from babel.dates import get_day_names, get_month_names

    spoken = ("fr", "en", "de", "es", "it", "nl", "pt")
    names = [
        name
        for language in spoken
        for width in ("wide", "abbreviated")
        for name in (*get_month_names(width, locale=language).values(), *get_day_names(width, locale=language).values())
    ]
    letters = (re.findall(r"[^\W\d_]+", name.lower()) for name in (*names, *(row["form"] for row in _rows("stamps"))))
    return frozenset(word for found in letters for word in found)


@lru_cache
def topic_words(language: str) -> frozenset[str]:
    """List words that lexicons give a side and that in news rather name a topic ("guerre"), in lower case."""
    return frozenset(form for row in _of("topics", language) for form in row["forms"].split("|"))


@lru_cache
def titles(language: str) -> frozenset[str]:
    """List the forms of address that stand before a person's name, without their full stop."""
    return frozenset(row["form"].rstrip(".") for row in _of("titles", language))


class Cue(NamedTuple):
    """A form of a reporting verb; `reports` tells whether its que-clause is what somebody said ("craindre que": no)."""

    lemma: str
    stance: str
    tense: str
    reports: bool = True


@lru_cache
def cues(language: str) -> dict[str, Cue]:
    """Map every form of the reporting verbs to its lemma, its stance class and its tense.

    The tense is `finite` ("affirme", "said"), `participle` ("affirmé"), `gerund` ("soulignant") or
    `infinitive` ("conclure"); a form that is both finite and participle ("dit", "said") is `finite`.
    """
    found: dict[str, Cue] = {}
    for row in _of("cues", language):
        for tense, forms in conjugate(language, row["lemma"], row["forms"]).items():
            for form in forms:
                found.setdefault(form, Cue(row["lemma"], row["stance"], tense, row["reports"] != "no"))
    return found


def conjugate(language: str, lemma: str, forms: str) -> dict[str, list[str]]:
    """List the forms of a verb by tense; `forms` gives those of an irregular one as "finite|participle|gerund"."""
    return _CONJUGATIONS.get(language, _listed)(lemma, forms)


@lru_cache
def verbs(language: str) -> dict[str, bool]:
    """Map the finite forms of the third person to whether they are nothing but a verb ("marche" is a noun too).

    French: from the Lefff lexicon, see `data/rebuild_verbs.py`; English: the commonest past tenses.
    """
    found: dict[str, bool] = {}
    for row in _of("verbs", language):
        homographs = frozenset(row["homographs"].split())
        regular = conjugate(language, row["lemma"], "")["finite"] if row["lemma"].endswith("er") else []
        found.update({form: form not in homographs for form in (*regular, *row["forms"].split())})
    return found


def _listed(lemma: str, forms: str) -> dict[str, list[str]]:
    parts = [part.split() for part in forms.split("|")]
    return {**dict(zip(("finite", "participle", "gerund"), parts, strict=False)), "infinitive": [lemma]}


def _french(lemma: str, forms: str) -> dict[str, list[str]]:
    """Conjugate a regular verb in -er; `forms` may give the stem of its stressed forms ("rappell")."""
    if "|" in forms:
        return _listed(lemma, forms)
    weak, strong = lemma[:-2], forms or _stressed(lemma[:-2])
    soft = {"g": weak + "e", "c": weak[:-1] + "ç"}.get(weak[-1], weak)
    finite = [f"{strong}{end}" for end in ("e", "ent", "era", "eront", "erait", "eraient")]
    finite += [f"{soft}{end}" for end in ("ait", "aient", "a")] + [f"{weak}èrent"]
    return {
        "finite": finite,
        "participle": [f"{weak}{end}" for end in ("é", "ée", "és", "ées")],
        "gerund": [f"{soft}ant"],
        "infinitive": [lemma],
    }


def _stressed(stem: str) -> str:
    """The stem of a verb in -er where the stress falls on it: "balai-" of balayer, "réitèr-" of réitérer."""
    if re.search(r"[aou]y$", stem):
        return f"{stem[:-1]}i"
    return re.sub(
        r"[eé]([^aeéiouy]{1,2})$", lambda found: f"è{found.group(1)}" if _opens(found.group(1)) else found.group(), stem
    )


def _opens(consonants: str) -> bool:
    """Whether these consonants begin a syllable, so that the e before them is open ("règl-", not "rest-")."""
    return len(consonants) == 1 or consonants in ("gl", "gn", "gr", "br", "cr", "tr", "dr", "vr", "qu", "gu", "ch", "fl")


def _english(lemma: str, forms: str) -> dict[str, list[str]]:
    if "|" in forms:
        return _listed(lemma, forms)
    stem = lemma.removesuffix("e")
    past = f"{lemma[:-1]}ied" if re.search(r"[^aeiou]y$", lemma) else f"{stem}ed"
    third = f"{lemma[:-1]}ies" if re.search(r"[^aeiou]y$", lemma) else f"{lemma}{'es' if lemma[-1] in 'sh' else 's'}"
    return {"finite": [lemma, third, past], "participle": [], "gerund": [f"{stem}ing"]}


_CONJUGATIONS = {"fr": _french, "en": _english}

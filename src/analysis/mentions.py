"""One article → its mentions: the recogniser's spans mended, completed, and under one name an entity.

Four steps: mend each span; find the names again where the recogniser saw them once; let the article
decide each name's kind; tie surnames, acronyms and hashtags to their long form. Every name that is not
as written has its `rule`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from analysis.language.countries import country_name, fold
from analysis.language.pipeline import Span
from analysis.language.spelling import spelling_key
from analysis.language.vocabulary import function_words, genders, no_names, titles
from analysis.tables import Mention, Sentence
from analysis.zones import PreparedArticle, zone_at

__all__ = ["RULES", "find_mentions"]

KINDS = {"PER": "person", "PERSON": "person", "LOC": "place", "GPE": "place", "FAC": "place", "ORG": "organisation"}
"""Kind of each label of the models; every other label is `other`, and none is dropped."""

RULES = {
    "country": "one name a country, in the report's language",
    "surname": "the only full name of the article that ends with it",
    "acronym": "its long form, defined in the text",
    "hashtag": "the name of the article that it spells",
    "alias": "data/aliases.csv",
    "letters": "the same name in other case or with other hyphens",
    "spelling": "another spelling of the same person",
    "initial": "the full name of the corpus with this initial",
}
"""Why a mention stands for an entity of another name; the last four compare articles (see `analysis.entities`)."""

_NAMED_ZONES = ("title", "standfirst", "caption", "duplicate", "body", "tags")
_SHORTEST_REPEATED = 4
_WORD = re.compile(r"[^\W_]+")


def find_mentions(prepared: PreparedArticle, spans: Iterable[Span], sentences: list[Sentence]) -> list[Mention]:
    """Turn the spans of a recogniser into mentions with canonical names.

    Edges lose outer punctuation, determiners, titles and elided articles; two places that a hyphen joins
    are two; a name found once is found wherever the article has it again. `voice` is `narrator` until the
    quotes are known.
    """
    mended = [part for raw in spans if (span := _trim(prepared, raw)) for part in _split(prepared, span)]
    complete = sorted([*mended, *_repeated(prepared, mended), *_hashtags(prepared, mended)], key=lambda span: span.start)
    decided = _decided(prepared.text, complete)
    sentence_of = _sentence_numbers(sentences, [span.start for span in decided])
    mentions = [_mention(prepared, span, number) for span, number in zip(decided, sentence_of, strict=True)]
    return _named(prepared, [mention for mention in mentions if mention.zone in _NAMED_ZONES])


_EDGE = re.compile(r"^(?:[\W_]+|(?:l|d|qu|n|s|j|m|t|c)'|(?:le|la|les|de|du|des|un|une|the|a|an)\s)+")


def _trim(prepared: PreparedArticle, span: Span) -> Span | None:
    """Take off outer punctuation, determiners, a title before a person, a small word that opens a sentence."""
    surface = prepared.text[span.start : span.end]
    edge = _EDGE.match(surface)
    left = edge.end() if edge else 0
    first = _WORD.match(surface, left)
    while first is not None and " " in surface[left:] and _is_outside(prepared, first.group(), span.label):
        left = first.end() + len(surface[first.end() :]) - len(surface[first.end() :].lstrip(" ."))
        first = _WORD.match(surface, left)
    right = len(surface.rstrip(" \n\t\r.,;:!?\"'»«”“#-–—("))
    if surface[left:right].count("(") < surface[left:right].count(")"):
        right = len(surface[:right].rstrip(") "))
    is_named = any(map(str.isupper, surface[left:right])) or span.label == "ORG"  # "armée irakienne"
    start, end = span.start + left, span.start + right
    is_office = prepared.text[start:end].split(" ")[0] in no_names(prepared.article.language)
    if left >= right or not is_named or (is_office and prepared.text[max(0, start - 2) : start].lower() == "d'"):
        return None
    return Span(span.label, start, end)


def _is_outside(prepared: PreparedArticle, word: str, label: str) -> bool:
    """Whether the first word of a span is no part of its name: "M." of a person, "Pour" that opens a sentence."""
    language = prepared.article.language
    if label in ("PER", "PERSON") and word in titles(language):
        return True
    return word[0].isupper() and word.lower() in function_words(language).preposition


def _split(prepared: PreparedArticle, span: Span) -> Iterator[Span]:
    """Cut "Kazakhstan-Russie" in two: only where both sides are countries."""
    surface, language = prepared.text[span.start : span.end], prepared.article.language
    left, hyphen, right = surface.partition("-")
    if hyphen and not country_name(surface, language) and country_name(left, language) and country_name(right, language):
        yield Span("LOC", span.start, span.start + len(left))
        yield Span("LOC", span.end - len(right), span.end)
    else:
        yield span


def _repeated(prepared: PreparedArticle, spans: list[Span]) -> list[Span]:
    """Find the names again where the recogniser passed them over; the surname of a person is a name too."""
    text = prepared.text
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    written = set(prepared.forms) if spans else set()
    for span in spans:
        surface = text[span.start : span.end]
        labels[surface][span.label] += 1
        surname = surface.rsplit(" ", 1)[-1]
        if span.label in ("PER", "PERSON") and surname != surface and not _is_common(prepared, surname, written):
            labels[surname]["PER"] += 1
    known = [name for name in labels if len(name) >= _SHORTEST_REPEATED and name[0].isupper() and "\n" not in name]
    taken = bytearray(len(text))
    for span in spans:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    found, position, last = [], 0, -1
    for start, _, name in sorted(_occurrences(prepared, known)):  # the longest first that begin at a place
        if start >= position and start != last and _stands_free(text, start, start + len(name)):
            last = start
            if not any(taken[start : start + len(name)]):
                position = start + len(name)
                found.append(Span(labels[name].most_common(1)[0][0], start, position))
    return found


def _occurrences(prepared: PreparedArticle, names: list[str]) -> Iterator[tuple[int, int, str]]:
    """Find where names begin that begin a word: the place, the negated length, the name."""
    by_opening: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_opening[name[:_SHORTEST_REPEATED]].append(name)
    for start in prepared.words.starts if names else ():
        opening = prepared.text[start : start + _SHORTEST_REPEATED]
        for name in by_opening.get(opening, ()):
            if prepared.text.startswith(name, start):
                yield start, -len(name), name


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether no hyphen or letter goes on before or behind a name, and no other capital follows it."""
    before, behind = text[start - 1 : start], text[end : end + 2]
    is_whole = before != "-" and not behind[:1].isalnum() and behind[:1] not in ("-", "_")
    return is_whole and not (behind[:1] == " " and behind[1:].isupper())


def _is_common(prepared: PreparedArticle, word: str, written: set[str]) -> bool:
    """Whether a surname is a word of the language too ("Petit", "Maire", "Avril"), or stands in the text in lower case."""
    form = word.lower()
    return form in written or form in _common_words(prepared.article.language)


@cache
def _common_words(language: str) -> frozenset[str]:
    small = function_words(language)
    return small.person | small.generic | small.body | small.day | small.time | small.prenominal | small.determiner


_HASHTAG = re.compile(r"#([^#\n]+?)\s*(?=[#\n]|$)")


def _hashtags(prepared: PreparedArticle, spans: list[Span]) -> Iterator[Span]:
    """Take a hashtag as a name where it spells one of the article, or a country, and no span covers it yet."""
    covered = {span.start for span in spans}
    known = {fold(prepared.text[span.start : span.end]): span.label for span in spans}
    for zone in prepared.zones:
        if zone.zone == "tags":
            for match in _HASHTAG.finditer(prepared.text, zone.start, zone.end):
                name = match.group(1).strip()
                label = known.get(fold(name)) or ("LOC" if country_name(name, prepared.article.language) else None)
                if label is not None and match.start(1) not in covered:
                    yield Span(label, match.start(1), match.start(1) + len(name))


class _Enumeration(NamedTuple):
    """Names that only commas and a conjunction part: positions in the list of spans."""

    first: int
    last: int


_BETWEEN = re.compile(r"\s*(?:,|,?\s(?:et|ou|and|or)\s(?:[ldLD]')?(?:l[ae]s?\s|de\s|du\s)?)\s*")
_FEWEST_LISTED = 3


def _decided(text: str, spans: list[Span]) -> list[Span]:
    """Give each name the label that the article gives it most often, and the names of a long list one label."""
    distinct = [span for span, before in zip(spans, [None, *spans], strict=False) if before is None or span.start >= before.end]
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    inherited: dict[str, float] = defaultdict(float)
    for span in distinct:
        surface = text[span.start : span.end]
        weight = 0.5 if span.label == "MISC" else 1 + surface.count(" ")
        votes[surface][span.label] += weight
        if span.label in ("PER", "PERSON") and " " in surface:
            inherited[surface.rsplit(" ", 1)[-1]] += weight
    winners = {surface: _winner(cast, inherited.get(surface, 0)) for surface, cast in votes.items()}
    voted = [span._replace(label=winners[text[span.start : span.end]]) for span in distinct]
    for listed in _enumerations(text, voted):
        label, n = Counter(span.label for span in voted[listed.first : listed.last]).most_common(1)[0]
        if 2 * n >= listed.last - listed.first:
            voted[listed.first : listed.last] = [span._replace(label=label) for span in voted[listed.first : listed.last]]
    return voted


def _winner(votes: dict[str, float], inherited: float) -> str:
    """The label of a name; that of the person whose surname it is counts unless most mentions are a place's or a body's."""
    others = sum(weight for label, weight in votes.items() if label not in ("PER", "PERSON", "MISC"))
    if inherited and 2 * others < sum(votes.values()) + 1:
        return "PER"
    return max(votes, key=lambda label: votes[label])


def _enumerations(text: str, spans: list[Span]) -> Iterator[_Enumeration]:
    first = 0
    for index in range(1, len(spans) + 1):
        if index < len(spans) and _BETWEEN.fullmatch(text[spans[index - 1].end : spans[index].start]):
            continue
        if index - first >= _FEWEST_LISTED:
            yield _Enumeration(first, index)
        first = index


def _sentence_numbers(sentences: list[Sentence], positions: list[int]) -> list[int]:
    numbers, current = [], 0
    for position in positions:
        while current < len(sentences) and sentences[current].end <= position:
            current += 1
        numbers.append(sentences[min(current, len(sentences) - 1)].sentence)
    return numbers


def _mention(prepared: PreparedArticle, span: Span, sentence: int) -> Mention:
    plain = " ".join(prepared.text[span.start : span.end].split())
    country = country_name(plain, prepared.article.language)
    return Mention(
        article_id=prepared.article.article_id,
        start=span.start,
        end=span.end,
        sentence=sentence,
        surface=prepared.article.text[span.start : span.end],
        entity=country or plain,
        kind="place" if country else KINDS.get(span.label, "other"),
        voice="narrator",
        zone=zone_at(prepared.zones, span.start),
        rule="country" if country and country != plain else None,
    )


def _named(prepared: PreparedArticle, mentions: list[Mention]) -> list[Mention]:
    """Put every mention under its long form: {name: (entity, kind, rule)} of each rule in turn."""
    long_forms = {
        **_hashtag_names(mentions),
        **_acronyms(prepared.text, mentions),
        **_surnames(genders(prepared.article.language), mentions),
    }
    return [
        mention if mention.entity not in long_forms or mention.rule else _renamed(mention, *long_forms[mention.entity])
        for mention in mentions
    ]


def _renamed(mention: Mention, entity: str, kind: str, rule: str) -> Mention:
    return mention._replace(entity=entity, kind=kind, rule=rule)


def _surnames(first_names: Container[str], mentions: list[Mention]) -> dict[str, tuple[str, str, str]]:
    """Map each name to the only longer person's name of the article that ends with it ("Morel", "Le Pen")."""
    named = {m.entity: m.kind for m in mentions if " " in m.entity and m.zone != "tags"}  # tags spell at random
    full = {
        name
        for name, kind in named.items()
        if (kind == "person" or (kind == "other" and name.split(" ")[0].lower() in first_names)) and not _TWO_PERSONS.match(name)
    }
    endings: dict[str, set[str]] = defaultdict(set)
    for name in full:
        words = name.split(" ")
        for first in range(1, len(words)):
            endings[fold(" ".join(words[first:]))].add(name)
    shorter = {m.entity for m in mentions if m.kind in ("person", "other") and m.rule is None}
    longer = {name: endings.get(fold(name), set()) - {name} for name in shorter}
    return {name: (next(iter(names)), "person", "surname") for name, names in longer.items() if len(names) == 1}


_TWO_PERSONS = re.compile(r"\S+ \S+ (?:de|et|à|and|of) \S+$")
"""A span that the recogniser may have drawn over two names ("Léa Morel de Paulo"): too unsure to give surnames."""

_ACRONYM = re.compile(r"\s*[(«\"]\s*(?:ou\s+|dite?\s+)?([A-ZÀ-Þ][A-ZÀ-Þ0-9.&-]{1,9})\s*[)»\"]")


def _acronyms(text: str, mentions: list[Mention]) -> dict[str, tuple[str, str, str]]:
    """Map each acronym to its long form: "Union des ports (UP)", "UP (Union des ports)"; none with two long forms."""
    forms: dict[str, dict[str, str]] = defaultdict(dict)
    for mention in mentions:
        brackets = _ACRONYM.match(text, mention.end)
        if brackets is not None and _abbreviates(brackets.group(1), mention.entity):
            forms[brackets.group(1)][mention.entity] = mention.kind
    for short, long in pairwise(mentions):
        is_reversed = text[short.end : long.start].strip() == "(" and text[long.end : long.end + 1] == ")"
        if is_reversed and _abbreviates(short.entity, long.entity):
            forms[short.entity][long.entity] = long.kind
    found = {acronym: next(iter(long.items())) for acronym, long in forms.items() if len(long) == 1}
    return {acronym: (name, "organisation" if kind == "other" else kind, "acronym") for acronym, (name, kind) in found.items()}


def _abbreviates(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym are initials of a name's words, in their order."""
    initials = iter(fold(word)[0] for word in _WORD.findall(name))
    letters = [letter for letter in fold(acronym) if letter.isalpha()]
    begins = len(letters) > 1 and fold(name)[:1] == letters[0]
    return begins and " " in name and all(letter in initials for letter in letters)


def _hashtag_names(mentions: list[Mention]) -> dict[str, tuple[str, str, str]]:
    """Map a hashtag's spelling to the name of the article that it spells, accents, case and one letter aside."""
    written = {m.entity: m.kind for m in mentions if m.zone != "tags"}
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in written:
        by_key[spelling_key(name)].append(name)
    found = {}
    for tag in {m.entity for m in mentions if m.zone == "tags"} - set(written):
        near = by_key.get(spelling_key(tag), [])
        if len(near) == 1:
            found[tag] = (near[0], written[near[0]], "hashtag")
    return found

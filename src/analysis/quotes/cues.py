"""Find the cues of a sentence: the verbs that report and the prepositions that name a source."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from analysis.language.vocabulary import Cue, attributions, cues, genders
from analysis.quotes.phrases import MASK, Phrase, Scene, is_verb, phrase_at
from analysis.tables import Mention

__all__ = ["FoundCue", "find_cues", "is_noun"]

_LONGEST_GROUP = 6


class FoundCue(NamedTuple):
    """A reporting verb or a preposition of attribution: positions of its first and its last word (included), and what it is."""

    first: int
    last: int
    cue: Cue


def find_cues(scene: Scene, first: int, last: int) -> Iterator[FoundCue]:
    """Find the cues among some words, left to right; a bare participle counts only in the passive ("jugé … par")."""
    known = cues(scene.prepared.article.language)
    for index in _within(scene.verb_positions, first, last):
        cue = known[scene.forms[index]]
        if cue.tense == "infinitive" or not is_noun(scene, index):
            start = _group_start(scene, index, first)
            if _is_governed(scene, cue, start, index, first):
                yield FoundCue(start, index, cue)
    yield from _prepositions(scene, first, last)


def _within(positions: list[int], first: int, last: int) -> list[int]:
    """The positions from one word to before another."""
    return positions[bisect_left(positions, first) : bisect_left(positions, last)]


def is_noun(scene: Scene, index: int) -> bool:
    """Whether a form of a verb is a noun here: "la demande", "une annonce" (but "il la demande")."""
    if index == 0 or scene.gaps[index].strip():
        return False
    if scene.forms[index - 1] in scene.words.linker:
        return True  # "cinq points d'avance"
    if scene.forms[index - 1] not in scene.words.determiner - {"leur"}:
        return False
    before = scene.forms[index - 2] if index > 1 else ""
    if scene.forms[index - 1] in scene.words.clitic and index > 1 and _ends_subject(scene, index - 2):
        return False  # "son opposante l'accuse"
    return before not in scene.pronouns | scene.words.relative | scene.words.clitic | {"comme", "que", "qu'"}


def _ends_subject(scene: Scene, index: int) -> bool:
    """Whether a noun or a name stands at a word, right before an object clitic, and the clause begins with it."""
    words = scene.words
    small = words.determiner | words.linker | words.preposition | words.conjunction | words.auxiliary | words.adverb | words.day
    return not scene.gaps[index + 1].strip() and scene.forms[index] not in small and not is_verb(scene, index)


def _is_governed(scene: Scene, cue: Cue, start: int, index: int, first: int) -> bool:
    """Whether a form reports here: a participle behind its auxiliary, an infinitive as in "a tenu à préciser"."""
    if cue.tense == "infinitive":
        return bool(scene.words.semi_auxiliary & set(scene.forms[start:index])) or _is_narrative(scene, index, first)
    return cue.tense != "participle" or start < index


def _is_narrative(scene: Scene, index: int, first: int) -> bool:
    """Whether an infinitive tells what is said: "Et d'ajouter : « … »", "avant de conclure que …"."""
    if index == first or scene.forms[index - 1] not in ("d'", "de", "pour", "to"):
        return False
    behind = scene.forms[index + 1] if index + 1 < len(scene.forms) else ""
    lemma = cues(scene.prepared.article.language)[scene.forms[index]].lemma
    at = scene.prepared.words.ends[index]
    announces = scene.text[at : at + 3].lstrip().startswith((":", MASK))
    return announces or (behind in scene.words.that and lemma in scene.words.stating)


def _prepositions(scene: Scene, first: int, last: int) -> Iterator[FoundCue]:
    known = attributions(scene.prepared.article.language)
    for index in _within(scene.source_positions, first, last):
        for parts in known[scene.forms[index]]:
            end = index + len(parts)
            if end <= last and tuple(scene.forms[index:end]) == parts and (parts != ("pour",) or _opens(scene, index)):
                yield FoundCue(index, end - 1, Cue(" ".join(parts).replace("' ", "'"), "neutral", "preposition"))


def _opens(scene: Scene, index: int) -> bool:
    """Whether "pour" opens its clause and a person or pronoun follows ("Pour Obama, …")."""
    starts_clause = index == 0 or scene.gaps[index].strip() != "" or scene.forms[index - 1] in scene.words.conjunction
    behind = phrase_at(scene, index + 1, len(scene.forms))
    if not starts_clause or behind is None:
        return False
    end = scene.span(behind)[1]
    mentions = scene.mentions_between(*scene.span(behind))
    people = scene.words.generic | scene.words.person | scene.words.body
    named = scene.forms[behind.first] in scene.pronouns or any(
        mention.end == end and mention.kind in ("person", "organisation", "other") and _is_ungoverned(scene, behind, mention)
        for mention in mentions
    )
    named = named or any(form.removesuffix("s") in people for form in scene.forms[behind.first : behind.first + 2])
    return named and scene.text[end : end + 2].strip()[:1] == ","


def _is_ungoverned(scene: Scene, phrase: Phrase, mention: Mention) -> bool:
    """Whether a name is what its phrase turns on: no linker or other noun between ("le concert du violoniste Roy")."""
    first = scene.prepared.words.between(0, mention.start).stop
    between = range(phrase.first, first)
    heads = [scene.forms[index] for index in between if scene.forms[index] not in scene.words.determiner]
    people, first_names = scene.words.generic | scene.words.person | scene.words.body, genders(scene.prepared.article.language)
    return not heads or heads[0] in people or heads[0] in first_names or scene.words.linker.isdisjoint(heads)


def _group_start(scene: Scene, index: int, first: int) -> int:
    """Walk left from a verb over its auxiliary, clitics and adverbs ("a-t-il enfin confié", "s'est félicité")."""
    words = scene.words
    start = index
    for before in range(index - 1, max(first - 1, index - _LONGEST_GROUP), -1):
        form = scene.forms[before]
        gap = scene.gaps[before + 1]
        if gap.strip() not in ("", "-") or not form:
            break
        is_inverted = "-" in (gap.strip(), scene.gaps[before].strip()) or form.startswith("t-")
        if form in words.auxiliary or form in words.semi_auxiliary or form in words.reflexive:
            start = before
        elif form in ("à", "de", "d'") and before > first and scene.forms[before - 1] in words.semi_auxiliary:
            continue
        elif (form in scene.pronouns and not is_inverted) or form not in words.adverb | words.clitic | scene.pronouns:
            break
    return start

"""Find the cue of a quote and who speaks."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.language.vocabulary import Cue, attributions, cues, pronouns
from analysis.tables import Mention, Sentence
from analysis.zones import PreparedArticle

__all__ = ["Attribution", "Scene", "attribute", "find_cues", "speaker_of"]


class Scene(NamedTuple):
    """An article with what was found in it before its quotes."""

    prepared: PreparedArticle
    sentences: list[Sentence]
    mentions: list[Mention]


class Attribution(NamedTuple):
    """Who said it and how it is introduced; all null where nobody is named."""

    speaker: str | None = None
    start: int | None = None
    end: int | None = None
    reference: str | None = None
    reference_kind: str | None = None
    cue: str | None = None
    cue_class: str | None = None
    inferred: bool = False


class FoundCue(NamedTuple):
    """A reporting verb or a preposition of attribution in the text."""

    start: int
    end: int
    cue: Cue


_SPEAKING_KINDS = ("person", "organisation", "other")
_AUXILIARY = re.compile(
    r"(?:\b(?:a|ont|avait|avaient|aurait|est|sont|s'est|se sont|had|has|have)\b|-t-(?:il|elle|on)s?\b)[^.;:«»\"“”]{0,25}$"
)
_NEARBY = 160


def attribute(scene: Scene, start: int, end: int, previous: Attribution | None) -> Attribution:
    """Attribute a marked span: the nearest cue outside the marks in its sentences, and its subject.

    Without a cue, a span that opens its paragraph inherits the speaker of the quote before it in the
    same paragraph or the one above (`inferred`).
    """
    left, right = _surroundings(scene, start, end)
    outside = [cue for cue in find_cues(scene, left, right) if cue.end <= start or cue.start >= end]
    ranked = sorted(outside, key=lambda cue: _distance(cue, start, end))
    for cue in ranked:
        found = speaker_of(scene, cue, left, right, (start, end))
        if found is not None:
            return found
    if ranked:
        return _cued(scene, ranked[0])
    return previous._replace(inferred=True, cue=None, cue_class=None) if previous and previous.speaker else Attribution()


def _distance(cue: FoundCue, start: int, end: int) -> int:
    return start - cue.end if cue.end <= start else cue.start - end


def _surroundings(scene: Scene, start: int, end: int) -> tuple[int, int]:
    touching = [sentence for sentence in scene.sentences if sentence.start < end and sentence.end > start]
    if not touching:
        return start, end
    return touching[0].start, touching[-1].end


def find_cues(scene: Scene, left: int, right: int) -> Iterator[FoundCue]:
    """Find the reporting verbs and attributing prepositions between two characters."""
    text, language = scene.prepared.text, scene.prepared.article.language
    known, words = cues(language), scene.prepared.words
    for index in words.between(left, right):
        start, end = words.starts[index], words.ends[index]
        cue = known.get(text[start:end].lower())
        if cue and (cue.tense != "participle" or _AUXILIARY.search(text[max(left, start - 40) : start])):
            yield FoundCue(start, end, cue)
    for form in attributions(language):
        for found in re.finditer(rf"\b{form}\b", text[left:right], re.IGNORECASE):
            yield FoundCue(left + found.start(), left + found.end(), Cue(form, "neutral", "preposition"))


def speaker_of(scene: Scene, cue: FoundCue, left: int, right: int, span: tuple[int, int]) -> Attribution | None:
    """Find the subject of a cue: inverted pronoun, name behind it, name or pronoun before it."""
    pronoun = _inverted_pronoun(scene, cue)
    if pronoun:
        return _with_pronoun(scene, cue, *pronoun)
    is_behind = cue.cue.tense == "preposition" or cue.start >= span[1]
    for behind in (True, False) if is_behind else (False, True):
        named = _subject(scene, cue, left, right, span, behind=behind)
        if named is not None:
            return named
    return None


def _inverted_pronoun(scene: Scene, cue: FoundCue) -> tuple[int, int] | None:
    text = scene.prepared.text
    after = re.match(r"-(?:t-)?((?:ils?|elles?|on))\b", text[cue.end : cue.end + 12])
    if after:
        return cue.end + after.start(1), cue.end + after.end(1)
    before = re.search(r"-(?:t-)?((?:ils?|elles?|on))\b[^.;:]{0,20}$", text[max(0, cue.start - 30) : cue.start])
    if before and cue.cue.tense in ("participle", "finite"):
        offset = max(0, cue.start - 30)
        return offset + before.start(1), offset + before.end(1)
    return None


def _subject(scene: Scene, cue: FoundCue, left: int, right: int, span: tuple[int, int], *, behind: bool) -> Attribution | None:
    lower, upper = (cue.end, min(right, cue.end + _NEARBY)) if behind else (max(left, cue.start - _NEARBY), cue.start)
    named = [
        m for m in scene.mentions if lower <= m.start and m.end <= upper and m.kind in _SPEAKING_KINDS and not _inside(m, span)
    ]
    spoken = list(_pronouns(scene, lower, upper, span))
    if behind:
        if named:
            return _named(scene, cue, named[0])
        return _with_pronoun(scene, cue, *spoken[0]) if spoken and spoken[0][0] - cue.end < 4 else None
    if named and (not spoken or named[-1].start > spoken[-1][0]):
        return _named(scene, cue, named[-1])
    return _with_pronoun(scene, cue, *spoken[-1]) if spoken else None


def _inside(mention: Mention, span: tuple[int, int]) -> bool:
    return span[0] <= mention.start < span[1]


def _pronouns(scene: Scene, lower: int, upper: int, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    text, words = scene.prepared.text, scene.prepared.words
    known = pronouns(scene.prepared.article.language)
    for index in words.between(lower, upper):
        start, end = words.starts[index], words.ends[index]
        if text[start:end].lower() in known and not span[0] <= start < span[1]:
            yield start, end


def _named(scene: Scene, cue: FoundCue, mention: Mention) -> Attribution:
    surface = scene.prepared.article.text[mention.start : mention.end]
    return _cued(scene, cue)._replace(
        speaker=surface,
        start=mention.start,
        end=mention.end,
        reference=mention.entity,
        reference_kind=mention.kind,
    )


def _with_pronoun(scene: Scene, cue: FoundCue, start: int, end: int) -> Attribution:
    """Attribute to a pronoun: it stands for the last person named before it, else for the last speaking body."""
    earlier = [mention for mention in scene.mentions if mention.end <= start]
    persons = [mention for mention in earlier if mention.kind == "person"]
    bodies = [mention for mention in earlier if mention.kind in _SPEAKING_KINDS]
    antecedent = next(reversed(persons or bodies), None)
    return _cued(scene, cue)._replace(
        speaker=scene.prepared.article.text[start:end],
        start=start,
        end=end,
        reference=antecedent.entity if antecedent else None,
        reference_kind=antecedent.kind if antecedent else None,
    )


def _cued(scene: Scene, cue: FoundCue) -> Attribution:
    return Attribution(cue=scene.prepared.article.text[cue.start : cue.end], cue_class=cue.cue.stance)

"""Find speech reported without marks: que-clauses, "selon X", and inquits behind a statement."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.quotes.speakers import Attribution, FoundCue, Scene, find_cues, speaker_of
from analysis.tables import Sentence

__all__ = ["Claim", "find_reported"]


class Claim(NamedTuple):
    """A reported clause and its attribution."""

    start: int
    end: int
    attribution: Attribution


_THAT = {
    "fr": re.compile(r"(?:\s+[^\W\d_]+){0,3}?\s+(?:que\s+|qu')", re.IGNORECASE),
    "en": re.compile(r"(?:\s+[^\W\d_]+){0,3}?\s+that\s+", re.IGNORECASE),
}
_CLAUSE_END = re.compile(r",\s+(?:[^\W\d_]+ant\b|selon\b|d'après\b|a-t-|according to\b)|;|\s[–—]\s", re.IGNORECASE)
_FEWEST_WORDS = 3


def find_reported(scene: Scene, sentence: Sentence) -> Iterator[Claim]:
    """Find the reported clauses of a sentence, at most one a cue and none inside another."""
    taken = sentence.start
    for cue in sorted(find_cues(scene, sentence.start, sentence.end)):
        if cue.start < taken or _is_marked(scene, sentence, cue):
            continue
        limits = _content(scene, sentence, cue)
        if limits is None or len(scene.prepared.words.between(*limits)) < _FEWEST_WORDS:
            continue
        found = speaker_of(scene, cue, sentence.start, sentence.end, limits)
        if found is not None:
            yield Claim(*limits, found)
            taken = max(limits[1], cue.end)


def _content(scene: Scene, sentence: Sentence, cue: FoundCue) -> tuple[int, int] | None:
    if cue.cue.tense == "preposition":
        return _beside_source(scene, sentence, cue)
    that = _THAT.get(scene.prepared.article.language)
    opened = that.match(scene.prepared.text, cue.end, sentence.end) if that else None
    if opened:
        return _trim(scene, opened.end(), _clause_end(scene, opened.end(), sentence.end))
    return _before_inquit(scene, sentence, cue)


def _clause_end(scene: Scene, start: int, end: int) -> int:
    found = _CLAUSE_END.search(scene.prepared.text, start, end)
    return found.start() if found else end


def _beside_source(scene: Scene, sentence: Sentence, cue: FoundCue) -> tuple[int, int] | None:
    text = scene.prepared.text
    if cue.start - sentence.start <= 2:
        comma = text.find(",", cue.end, sentence.end)
        source_end = comma if comma != -1 else _pronoun_end(text, cue.end)
        return _trim(scene, source_end, _clause_end(scene, source_end + 1, sentence.end)) if source_end else None
    return _trim(scene, sentence.start, cue.start) if text[cue.start - 2 : cue.start] == ", " else None


def _pronoun_end(text: str, start: int) -> int | None:
    found = re.match(r"\s+(?:lui|elle|eux|elles)\b", text[start : start + 10])
    return start + found.end() if found else None


def _before_inquit(scene: Scene, sentence: Sentence, cue: FoundCue) -> tuple[int, int] | None:
    """Take what stands before ", a-t-elle ajouté" or ", assure Roy" as reported."""
    text = scene.prepared.text
    before = text[sentence.start : cue.start]
    inverted = re.search(r",\s+(?:(?:a|ont|avait|avaient)(?:-t-(?:ils?|elles?|on))?\s+)?$", before)
    if inverted is None:
        return None
    is_pronoun = "-t-" in before[inverted.start() :] or re.match(r"-(?:t-)?(?:ils?|elles?)\b", text[cue.end : cue.end + 9])
    is_name = any(0 < mention.start - cue.end < 25 for mention in scene.mentions)
    if not is_pronoun and not is_name:
        return None
    return _trim(scene, sentence.start, sentence.start + inverted.start())


def _is_marked(scene: Scene, sentence: Sentence, cue: FoundCue) -> bool:
    """Whether the cue stands inside marks, hence belongs to what somebody says."""
    before = scene.prepared.text[sentence.start : cue.start]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _trim(scene: Scene, start: int, end: int) -> tuple[int, int] | None:
    content = scene.prepared.text[start:end]
    stripped = content.strip(" ,.;:\n\t\r")
    if not stripped or (stripped[0] in '«“"' and stripped[-1] in '»”"'):
        return None
    first = start + content.index(stripped)
    return first, first + len(stripped)

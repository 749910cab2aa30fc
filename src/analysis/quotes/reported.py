"""Find speech reported without marks: que-clauses, "selon X", inquits behind a statement, infinitives, headlines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.language.vocabulary import connectives, cues, pattern
from analysis.quotes.cast import Cast, can_speak
from analysis.quotes.cues import FoundCue, find_cues
from analysis.quotes.phrases import LONGEST_SENTENCE, Phrase, Scene, is_verb, subject_before
from analysis.quotes.speakers import Attribution, attribution_of, speaker_phrase
from analysis.tables import Sentence

__all__ = ["Claim", "find_reported"]


class Claim(NamedTuple):
    """A reported clause and its attribution."""

    start: int
    end: int
    attribution: Attribution


_FARTHEST_THAT = 9
_FEWEST_WORDS = 3


def find_reported(scene: Scene, cast: Cast, sentence: Sentence, previous: Attribution | None) -> Iterator[Claim]:
    """Find the reported clauses of a sentence, none inside another."""
    words = scene.prepared.words
    if sentence.n_words > LONGEST_SENTENCE:
        return
    first, last = words.between(0, sentence.start).stop, words.between(0, sentence.end).stop
    headline = _headline(scene, cast, sentence) if sentence.zone == "title" else None
    if headline is not None:
        yield headline
        return
    taken = sentence.start
    for cue in sorted(find_cues(scene, first, last)):
        if words.starts[cue.first] < taken:
            continue
        claim = _claim(scene, cast, sentence, cue, first, last, previous)
        if (
            claim is None
            or _is_nobody(scene, claim)
            or len(words.between(claim.start, claim.end)) < _FEWEST_WORDS
            or claim.start < taken
        ):
            continue
        yield claim
        previous = claim.attribution
        taken = max(claim.end, words.ends[cue.last])


def _is_nobody(scene: Scene, claim: Claim) -> bool:
    """Whether a claim is nobody's: "on sait que", "rien n'indique que", "il a été estimé que"."""
    found = claim.attribution
    is_impersonal = found.cue is not None and re.search(r"\b(?:étant|été|being|been)\b", found.cue) is not None
    return (found.speaker or "").lower() in scene.words.nobody or is_impersonal


def _claim(
    scene: Scene, cast: Cast, sentence: Sentence, cue: FoundCue, first: int, last: int, previous: Attribution | None
) -> Claim | None:
    if cue.cue.tense == "preposition":
        return _beside_source(scene, cast, sentence, cue, last, previous)
    opened = _that(scene, cue, last) if cue.cue.reports or "fait" in scene.forms[cue.first : cue.last] else None
    if opened is not None:
        speaker = speaker_phrase(scene, cue, first, cue.last + 1, is_behind=False)
        return _clause(scene, cast, sentence, cue, speaker, opened, previous)
    infinitive = cue.last + 1
    if cue.cue.lemma in scene.words.stating and _states(scene, infinitive, last):
        speaker = speaker_phrase(scene, cue, first, cue.last + 1, is_behind=False)
        return _clause(scene, cast, sentence, cue, speaker, infinitive, previous)
    return _before_inquit(scene, cast, sentence, cue, first, last, previous)


def _states(scene: Scene, index: int, last: int) -> bool:
    """Whether an infinitive that states begins at a word: "avoir reçu", "n'avoir rien dit", "ne pas vouloir"."""
    while index < last and scene.forms[index] in scene.words.negation:
        index += 1
    return index < last and scene.forms[index] in scene.words.stated


def _that(scene: Scene, cue: FoundCue, last: int) -> int | None:
    """The first word behind the que that a cue governs; adverbs and complements may stand between, a verb may not."""
    known = cues(scene.prepared.article.language)
    for index in range(cue.last + 1, min(last, cue.last + _FARTHEST_THAT)):
        form, gap = scene.forms[index], scene.gaps[index]
        if re.search(r"[.;:!?]", gap) or not form:
            return None
        if form in scene.words.that:
            near = scene.forms[cue.last + 1 : index]
            return (
                None
                if scene.words.comparing & set(near[-3:]) or (near[-1:] and near[-1] in scene.words.before_that)
                else index + 1
            )
        if (
            form in scene.words.relative
            or form in ("dont", "où")
            or (form in known and known[form].tense in ("finite", "infinitive") and form not in scene.words.determiner)
            or (form in scene.words.determiner and _is_object(scene, cue, index))
        ):
            return None
    return None


def _is_object(scene: Scene, cue: FoundCue, index: int) -> bool:
    """Whether a determiner behind a cue opens its object, so that a que behind it is a relative ("le vote qu'il a gagné")."""
    words = scene.words
    if cue.cue.lemma in words.addressing or scene.forms[index - 1] in words.preposition | words.linker | words.determiner:
        return False
    noun = scene.forms[index + 1] if index + 1 < len(scene.forms) else ""
    return noun not in words.day | words.time | words.determiner and not noun.isdigit() and noun != "1er"


def _clause(
    scene: Scene, cast: Cast, sentence: Sentence, cue: FoundCue, speaker: Phrase | None, opened: int, previous: Attribution | None
) -> Claim | None:
    words = scene.prepared.words
    if speaker is None or opened >= len(words.starts) or words.starts[opened] >= sentence.end:
        return None
    start = _open(scene, words.ends[opened - 1], words.starts[opened])
    end = _clause_end(scene, cue, start, sentence.end)
    behind = scene.span(speaker)[0]  # of a participle that opens the sentence
    limits = _trim(scene, start, min(end, behind) if behind > start else end)
    return Claim(*limits, attribution_of(scene, cast, cue, speaker, previous)) if limits else None


def _open(scene: Scene, end_of_that: int, start_of_word: int) -> int:
    """Begin right behind que, also where a mark opens there."""
    between = scene.prepared.text[end_of_that:start_of_word]
    return end_of_that + len(between) - len(between.lstrip()) if between.strip() else start_of_word


def _clause_end(scene: Scene, cue: FoundCue, start: int, end: int) -> int:
    """Cut a clause before the next cue's participle or inquit, a colon that opens a quote, a scene-setting tail."""
    words = scene.prepared.words
    for later in sorted(find_cues(scene, words.between(0, start).stop, words.between(0, end).stop)):
        at = words.starts[later.first]
        gap = scene.gaps[later.first]
        if later.last <= cue.last:
            continue
        before = scene.forms[later.first - 1]
        if "," in gap and (
            later.cue.tense == "gerund" or "-" in scene.text[at : at + 12].split(" ")[0] or later.cue.tense == "preposition"
        ):
            return at
        if (
            before in scene.words.coordinating
            and later.cue.tense == "finite"
            and scene.forms[later.last + 1 : later.last + 2] in ([that] for that in scene.words.that)
        ):
            return words.starts[later.first - 1]
    colon = re.search(r"\s*:\s*\u2588", scene.text[start:end])
    end = start + colon.start() if colon else end
    tail = pattern("scene_setting", scene.prepared.article.language).search(scene.text[start:end].rstrip(" .\n"))
    return start + tail.start() if tail else end


def _beside_source(
    scene: Scene, cast: Cast, sentence: Sentence, cue: FoundCue, last: int, previous: Attribution | None
) -> Claim | None:
    words = scene.prepared.words
    if scene.forms[cue.last + 1 : cue.last + 2] in (["lesquelles"], ["laquelle"], ["lesquels"], ["lequel"]):
        start = words.starts[cue.last + 2] if cue.last + 2 < last else sentence.end
        limits = _trim(scene, start, sentence.end)
        return Claim(*limits, attribution_of(scene, cast, cue, None, previous)) if limits else None
    phrase = speaker_phrase(scene, cue, cue.first, last, is_behind=True)
    if phrase is None:
        return None
    found = attribution_of(scene, cast, cue, phrase, previous)
    limits = _around_source(scene, sentence, cue, scene.span(phrase)[1])
    return Claim(*limits, found) if limits else None


def _around_source(scene: Scene, sentence: Sentence, cue: FoundCue, end_of_source: int) -> tuple[int, int] | None:
    """What "selon X" covers: the clause behind it where it opens one, the clause before it, or both around it."""
    words = scene.prepared.words
    at = words.starts[cue.first]
    before = words.between(sentence.start, at)
    behind = words.between(end_of_source, sentence.end)
    if len(behind) >= _FEWEST_WORDS and not any(is_verb(scene, index) for index in before):
        opens = _behind_source(scene, end_of_source, sentence.end)
        return _trim(scene, opens, _clause_end(scene, cue, opens, sentence.end))
    is_inserted = len(behind) >= _FEWEST_WORDS and ("," not in scene.gaps[cue.first] or _goes_on(scene, behind))
    return _trim(scene, sentence.start, sentence.end if is_inserted else at)


def _goes_on(scene: Scene, behind: range) -> bool:
    """Whether the clause that "selon X" cuts in two goes on behind its comma ("s'alourdir, selon X, dans les heures")."""
    opens = scene.forms[behind.start]
    follows = scene.gaps[behind.start].strip() == ","
    is_own = opens in scene.words.relative | scene.words.conjunction or any(is_verb(scene, index) for index in behind)
    return follows and not is_own and (opens in scene.words.preposition | scene.words.clitic - scene.words.determiner)


def _behind_source(scene: Scene, end_of_source: int, end: int) -> int:
    """Pass over the comma behind a source, and over an apposition ("Selon X, procureur de Brévan, …")."""
    words = scene.prepared.words
    comma = re.match(r"[^,;:\u2588]{0,80},", scene.text[end_of_source:end])
    if comma is None:
        return end_of_source
    opens = end_of_source + comma.end()
    first = words.between(0, opens).stop
    insertion = re.match(r"[^,;:.\u2588]{0,80},", scene.text[opens:end])
    if insertion is None or first >= len(scene.forms):
        return opens
    inside = range(first, words.between(0, opens + insertion.end()).stop)
    is_clause = any(is_verb(scene, index) for index in inside) or scene.forms[first] in scene.pronouns
    is_relative = scene.forms[first] in scene.words.relative | {"dont", "où"}
    is_kept = (is_clause and not is_relative) or scene.forms[first] in scene.words.preposition
    return opens if is_kept else opens + insertion.end()


def _before_inquit(
    scene: Scene, cast: Cast, sentence: Sentence, cue: FoundCue, first: int, last: int, previous: Attribution | None
) -> Claim | None:
    """Take what stands before ", a-t-elle ajouté", ", assure Roy" or ", a indiqué le porte-parole" as reported."""
    words = scene.prepared.words
    start_of_cue = cue.first
    if scene.forms[start_of_cue - 1 : start_of_cue] in (["l'"], ["le"]) and scene.forms[start_of_cue - 2 : start_of_cue - 1] == [
        "comme"
    ]:
        start_of_cue -= 2
    if cue.cue.tense == "gerund" or start_of_cue <= first:
        return None
    if "," not in scene.gaps[start_of_cue]:
        return _before_subject(scene, cast, sentence, cue, first, previous)
    stated = [form for form in scene.forms[first:start_of_cue] if form]
    is_quote = not scene.forms[start_of_cue - 1]
    if is_quote and (len(stated) < 2 or ":" in scene.text[sentence.start : words.starts[start_of_cue]]):
        return None
    phrase = speaker_phrase(scene, cue, first, last, is_behind=True)
    if phrase is None or phrase.first <= cue.first or not can_speak(scene, cast, phrase):
        return None
    is_beside = scene.gaps[phrase.first].strip() in ("", "-", "@") and phrase.first <= cue.last + 2
    if not is_beside and not is_quote and not any(is_verb(scene, index) for index in range(first, start_of_cue)):
        return None  # "Roy, pilier du club, a reconnu auprès de l'AFP …": a subject, not a statement
    limits = _trim(scene, sentence.start, words.starts[start_of_cue])
    return Claim(*limits, attribution_of(scene, cast, cue, phrase, previous)) if limits else None


def _before_subject(
    scene: Scene, cast: Cast, sentence: Sentence, cue: FoundCue, first: int, previous: Attribution | None
) -> Claim | None:
    """Take what stands before an inquit whose subject comes first ("…, the company said.")."""
    language = scene.prepared.article.language
    subject = subject_before(scene, cue.first, first)
    ends = pattern("inquit_end", language).match(scene.text, scene.prepared.words.ends[cue.last])
    if subject is None or ends is None or subject.last != cue.first or "," not in scene.gaps[subject.first]:
        return None
    if not can_speak(scene, cast, subject) or not any(is_verb(scene, index) for index in range(first, subject.first)):
        return None
    limits = _trim(scene, sentence.start, scene.span(subject)[0])
    return Claim(*limits, attribution_of(scene, cast, cue, subject, previous)) if limits else None


def _headline(scene: Scene, cast: Cast, sentence: Sentence) -> Claim | None:
    """Read "X : ce que dit X" where a person or a body stands before the colon of a title."""
    found = re.search(r"\s*:\s+", scene.text[sentence.start : sentence.end])
    if found is None:
        return None
    colon = sentence.start + found.start()
    mentions = scene.mentions_between(sentence.start, colon)
    named = [mention for mention in mentions if mention.end == colon and mention.kind in ("person", "other")]
    if not named:
        return None
    phrase = Phrase(scene.prepared.words.between(0, named[0].start).stop, scene.prepared.words.between(0, colon).stop)
    limits = _trim(scene, sentence.start + found.end(), sentence.end)
    if limits is None or phrase.first >= phrase.last:
        return None
    return Claim(*limits, attribution_of(scene, cast, None, phrase, None)._replace(cue=":", cue_class="neutral"))


def _trim(scene: Scene, start: int, end: int) -> tuple[int, int] | None:
    connective = connectives(scene.prepared.article.language).match(scene.text, start, end)
    start = connective.end() if connective else start
    content = scene.prepared.text[start:end]
    stripped = content.strip(" ,.;:\n\t\r")
    if not stripped or not scene.text[start:end].strip(" ,.;:\n\t\r\u2588"):
        return None
    first = start + content.index(stripped)
    return first, first + len(stripped)

"""Find how each quote is introduced and who speaks: the cue, its subject, and whom that stands for."""

import re
from typing import NamedTuple

from analysis.language.vocabulary import cues, verbs
from analysis.quotes.cast import Cast, Reference, apposition, can_speak, resolve, topic, topic_behind
from analysis.quotes.cues import FoundCue, find_cues, is_noun
from analysis.quotes.phrases import (
    LONGEST_SENTENCE,
    MASK,
    Phrase,
    Scene,
    is_verb,
    main_subject,
    phrase_after,
    phrase_at,
    phrase_before,
    subject_before,
    subject_of_clause,
)

__all__ = ["Attribution", "attribute", "attribution_of", "speaker_phrase"]


class Attribution(NamedTuple):
    """Who said it and how it is introduced; all null where nobody is named.

    `is_inquit` tells that the speaker stands right beside the marks: an inquit, a label, a signature, or the
    subject of a verb inside them.
    """

    speaker: str | None = None
    start: int | None = None
    end: int | None = None
    reference: Reference | None = None
    cue: str | None = None
    cue_lemma: str | None = None
    cue_class: str | None = None
    inferred: bool = False
    is_inquit: bool = False


_INCISE_GAP = re.compile(rf"^[\s,{MASK}»”\"'’.!?…)–—-]*$")
_LONGEST_INCISE = 6
_FARTHEST_PASSIVE = 3


def attribute(scene: Scene, cast: Cast, start: int, end: int, previous: Attribution | None) -> Attribution:
    """Attribute a marked span.

    In order: the inquit behind it ("…, a déclaré X"; "…, selon X"), who signs it or is its label, the nearest
    cue before it in its sentence, the subject of the clause that it stands in; else, `inferred`, whom the
    sentences before are about, the speaker before, whom the sentence behind is about.
    """
    limits = _limits(scene, start, end)
    behind = _behind(scene, end, limits[1])
    if behind is not None:
        found = attribution_of(scene, cast, *behind, previous)
        return found._replace(is_inquit=behind[0].cue.tense != "preposition")
    named = _signature(scene, cast, end) or _label(scene, cast, start, limits[0])
    if named is not None:
        return attribution_of(scene, cast, None, named, previous)._replace(is_inquit=True)
    return _before(scene, cast, start, limits[0], previous) or _without_cue(scene, cast, start, limits[0], previous)


_FARTHEST_COLON = 4
_LONGEST_GAP = 12


def _limits(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """Positions of the first word of the sentence that opens the span, and one past the last of that which closes it."""
    opening, closing = scene.sentence_at(start), scene.sentence_at(max(start, end - 1))
    if opening is None or closing is None:
        return 0, 0
    words = scene.prepared.words
    window = scene.text[max(0, start - _LONGEST_GAP) : start] if opening.start >= start - _FARTHEST_COLON else ""
    if window.rstrip(f" \n{MASK}").endswith(":"):  # the colon that announces the quote stands in the paragraph before
        opening = scene.sentence_at(start - len(window) + window.rindex(":")) or opening
    first, last = words.between(0, start).stop, words.between(0, end).stop
    opens, closes = words.between(0, opening.start).stop, words.between(0, closing.end).stop
    return max(opens, first - LONGEST_SENTENCE), min(closes, last + LONGEST_SENTENCE)


def _behind(scene: Scene, end: int, limit: int) -> tuple[FoundCue, Phrase | None] | None:
    first = scene.prepared.words.between(0, end).stop
    if first >= limit or not _INCISE_GAP.match(scene.text[end : scene.prepared.words.starts[first]]):
        return None
    stop = min(limit, first + _LONGEST_INCISE)
    for cue in sorted(find_cues(scene, first, stop)):
        leading = scene.forms[first : cue.first]
        gaps = scene.gaps[first + 1 : cue.last + 1]
        if any(re.search(r"[.;:!?,]", gap) for gap in gaps):
            return None
        if cue.cue.tense == "preposition" or all(_is_light(scene, form) for form in leading):
            phrase = speaker_phrase(scene, cue, first, limit, is_behind=True)
            if phrase is not None:
                return cue, phrase
        elif phrase_at(scene, first, cue.first) == Phrase(first, cue.first):  # "…”, a resident told the Post"
            return cue, Phrase(first, cue.first)
    return None


def _is_light(scene: Scene, form: str) -> bool:
    words = scene.words
    return form in words.auxiliary | words.adverb | words.clitic or form in scene.pronouns or form in ("comme", "as")


def speaker_phrase(scene: Scene, cue: FoundCue, first: int, limit: int, *, is_behind: bool) -> Phrase | None:
    """Find the phrase of the speaker of a cue between two words."""
    if cue.cue.tense == "preposition":
        named = phrase_at(scene, cue.last + 1, limit)
        return _behind_carrier(scene, named, limit) if named is not None else None
    inverted = _inverted_pronoun(scene, cue, limit)
    if inverted is not None:
        return inverted
    if _is_passive(scene, cue):
        return _agent(scene, cue.last + 1, limit)
    if is_behind or _follows_comme(scene, cue):
        return phrase_after(scene, cue.last, limit)
    passive = _agent(scene, cue.last + 1, limit)
    if passive is not None and cue.cue.tense == "participle":
        return passive
    if cue.cue.tense == "gerund" and cue.first == first:
        return _behind_clause(scene, cue)
    if cue.cue.tense == "gerund":
        return _inquit_subject(scene, cue, first) or main_subject(scene, first, cue.first)
    if cue.cue.tense == "infinitive" and scene.forms[cue.first - 1 : cue.first] in (["de"], ["d'"], ["pour"]):
        return subject_before(scene, cue.first - 1, first) or main_subject(scene, first, cue.first)
    subject = subject_before(scene, cue.first, first)
    if subject is not None:
        return subject
    if MASK in scene.gaps[cue.first] or _is_masked(scene, cue.first - 1):
        return phrase_after(scene, cue.last, limit)
    return subject_of_clause(scene, scene.prepared.words.starts[cue.first], first)


def _follows_comme(scene: Scene, cue: FoundCue) -> bool:
    """Whether "comme" or "ce que" inverts the subject: "comme l'explique X", "ce que confirme X"."""
    before = [scene.forms[index] for index in range(max(0, cue.first - 2), cue.first) if scene.forms[index] not in ("l'", "le")]
    inverts = before[-1:] in (["comme"], ["ainsi"]) or before == ["ce", "que"]
    return inverts and phrase_after(scene, cue.last, len(scene.forms)) is not None


def _is_passive(scene: Scene, cue: FoundCue) -> bool:
    """Whether the subject of a cue is spoken of: "est décrit", "a été jugée", not "s'est dite"."""
    group = scene.forms[cue.first : cue.last]
    return bool(scene.words.being & set(group)) and not scene.words.reflexive & set(group)


def _is_masked(scene: Scene, index: int) -> bool:
    return index >= 0 and scene.forms[index] == ""


def _behind_clause(scene: Scene, gerund: FoundCue) -> Phrase | None:
    """The subject behind a participle that opens its sentence: "Estimant que …, la maire a démissionné"."""
    words = scene.prepared.words
    sentence = scene.sentence_at(words.starts[gerund.first])
    if sentence is None:
        return None
    commas = [found.end() for found in re.finditer(r",\s+", scene.text[words.ends[gerund.last] : sentence.end])]
    last = words.between(0, sentence.end).stop
    for comma in commas:
        found = phrase_at(scene, words.between(0, words.ends[gerund.last] + comma).stop, last)
        if found is not None and found.last < last:
            return found
    return None


def _inquit_subject(scene: Scene, gerund: FoundCue, first: int) -> Phrase | None:
    """The speaker of the inquit that a participle goes on: "« … », a expliqué X, estimant que …"."""
    for cue in find_cues(scene, first, gerund.first):
        if cue.cue.tense not in ("gerund", "preposition") and _is_masked(scene, cue.first - 1):
            return _inverted_pronoun(scene, cue, gerund.first) or phrase_after(scene, cue.last, gerund.first)
    return None


def _behind_carrier(scene: Scene, phrase: Phrase, limit: int) -> Phrase:
    """A paper speaks with the voice of its author: "les chiffres de Pôle emploi" → Pôle emploi."""
    head = next(
        (index for index in range(phrase.first, phrase.last) if scene.forms[index] not in scene.words.determiner), phrase.first
    )
    if scene.forms[head] not in scene.words.carrier:
        return phrase
    links = ("de", "d'", "du", "des", "of", "par", "by")
    link = next((index for index in range(head + 1, min(limit - 1, phrase.last + 2)) if scene.forms[index] in links), None)
    if link is None:
        return phrase
    author = phrase_at(scene, link + 1, limit)
    return author or (Phrase(link + 1, phrase.last) if link + 1 < phrase.last else phrase)


def _inverted_pronoun(scene: Scene, cue: FoundCue, limit: int) -> Phrase | None:
    """The pronoun of "a-t-il dit", "assure-t-elle", "dit-il"."""
    for index in range(cue.first + 1, min(cue.last + 2, limit)):
        form = scene.forms[index]
        if form in scene.pronouns and (form.startswith("t-") or scene.gaps[index].strip() == "-"):
            return Phrase(index, index + 1)
    return None


def _agent(scene: Scene, first: int, limit: int) -> Phrase | None:
    for index in range(first, min(first + _FARTHEST_PASSIVE, limit - 1)):
        if scene.forms[index] in scene.words.agent:
            return phrase_at(scene, index + 1, limit)
    return None


_SIGNATURE = re.compile(rf"[\s.,…{MASK}]{{0,8}}(?:[—–]\s*|\()(?=[^\W\d_])")
_LONGEST_SIGNATURE = 60
_LONGEST_LINE = 200


def _signature(scene: Scene, cast: Cast, end: int) -> Phrase | None:
    """The person who signs behind a quote: "« … » — Ines Roy, maire", "« … » (Ines Roy)"."""
    dash = _SIGNATURE.match(scene.text, end)
    signed = _named_at(scene, cast, dash.end()) if dash is not None else None
    if signed is None:
        return None
    words = scene.prepared.words
    behind = re.match(r"[^\n.;:!?()]*", scene.text[words.ends[signed.last - 1] : words.ends[signed.last - 1] + _LONGEST_LINE])
    rest = words.between(words.ends[signed.last - 1], words.ends[signed.last - 1] + (behind.end() if behind else 0))
    return None if any(is_verb(scene, index) for index in rest) else signed


def _named_at(scene: Scene, cast: Cast, position: int) -> Phrase | None:
    """The person whose name begins at a character."""
    words = scene.prepared.words
    for mention in scene.mentions_between(position, position + _LONGEST_SIGNATURE):
        if mention.start == position and mention in cast.members:
            return Phrase(words.between(0, mention.start).stop, words.between(0, mention.end).stop)
    return None


def _label(scene: Scene, cast: Cast, start: int, first: int) -> Phrase | None:
    """The person before a colon without a verb: "Ines Roy, maire : « … »", "Même constat pour Ines Roy : « … »"."""
    words = scene.prepared.words
    last = words.between(0, start).stop
    if first >= last or not scene.text[words.starts[first] : start].rstrip(f" \n{MASK}").endswith(":"):
        return None
    if any(is_verb(scene, index) for index in range(first, last)):
        return None
    named = [person for person in scene.mentions_between(words.starts[first], start) if person in cast.members]
    return _named_at(scene, cast, words.starts[first]) or (_named_at(scene, cast, named[-1].start) if named else None)


def _before(scene: Scene, cast: Cast, start: int, first: int, previous: Attribution | None) -> Attribution | None:
    words = scene.prepared.words
    last = words.between(0, start).stop
    found = sorted(find_cues(scene, first, last), key=lambda cue: cue.last, reverse=True)
    for cue in found:
        if _is_aside(scene, cue, start):
            continue
        agent = _agent_behind(scene, cue, start)
        phrase = agent or speaker_phrase(scene, cue, first, last, is_behind=False)
        if phrase is not None and (can_speak(scene, cast, phrase) or not _has_other(scene, cast, cue, found, first, last)):
            return attribution_of(scene, cast, cue, phrase, previous)
        if _is_passive(scene, cue):
            return attribution_of(scene, cast, cue, None, previous)
        if cue.cue.tense == "infinitive" and previous is not None:  # "Et d'ajouter : « … »"
            return attribution_of(scene, cast, cue, None, previous)._replace(
                speaker=previous.speaker, start=previous.start, end=previous.end, reference=previous.reference
            )
    return _passive(scene, cast, start, first, last, previous)


def _has_other(scene: Scene, cast: Cast, cue: FoundCue, found: list[FoundCue], first: int, last: int) -> bool:
    """Whether a cue further left has a subject that can speak ("Roy explique que les travaux ont révélé « … »")."""
    phrases = (speaker_phrase(scene, other, first, last, is_behind=False) for other in found if other.last < cue.first)
    return any(phrase is not None and can_speak(scene, cast, phrase) for phrase in phrases)


def _is_aside(scene: Scene, cue: FoundCue, start: int) -> bool:
    """Whether a cue stands in a relative clause that a comma closes before the quote ("Roy, qui accuse X, « … »")."""
    words = scene.words
    index = cue.first - 1
    while index >= 0 and scene.forms[index] in words.clitic | words.auxiliary | words.adverb:
        index -= 1
    is_relative = index >= 0 and scene.forms[index] in words.relative | words.that and "," in scene.gaps[index]
    at = scene.prepared.words.ends[cue.last]
    return is_relative and scene.text[at:start].rstrip(f" {MASK}").endswith(",")


def _agent_behind(scene: Scene, cue: FoundCue, start: int) -> Phrase | None:
    """ "Jugé « absurde » par X": the agent behind the quote."""
    if cue.cue.tense != "participle" and not _is_passive(scene, cue):
        return None
    words = scene.prepared.words
    behind = next(
        (
            i
            for i in range(words.between(0, start).stop, min(len(scene.forms), words.between(0, start).stop + 60))
            if scene.forms[i]
        ),
        None,
    )
    return (
        phrase_at(scene, behind + 1, len(scene.forms))
        if behind is not None and scene.forms[behind] in scene.words.agent
        else None
    )


def _passive(scene: Scene, cast: Cast, start: int, first: int, last: int, previous: Attribution | None) -> Attribution | None:
    """A bare participle just before the marks: "qualifiée d'« inédite »", "décrit comme « … »"."""
    known = cues(scene.prepared.article.language)
    for index in range(last - 1, max(first - 1, last - 4), -1):
        cue = known.get(scene.forms[index])
        if cue is not None and cue.tense == "participle" and not is_noun(scene, index):
            found = FoundCue(index, index, cue)
            agent = _agent_behind(scene, found, start)
            return attribution_of(scene, cast, found, agent, previous)
    return None


def _whose_verb(scene: Scene, cast: Cast, start: int, first: int, previous: Attribution | None) -> Attribution | None:
    """The subject whose verb stands inside the marks: "l'entreprise « regrette » la situation"."""
    words, text = scene.prepared.words, scene.prepared.text
    index = words.between(0, start).stop
    if index <= first or index >= len(words.starts):
        return None
    form = text[words.starts[index] : words.ends[index]].lower()
    is_verbal = form in verbs(scene.prepared.article.language) or form in scene.words.auxiliary | scene.words.negating
    is_beside = scene.text[words.ends[index - 1] : start].strip(f" {MASK}") == "" and words.starts[index] <= start + 1
    subject = phrase_before(scene, index, first) if is_verbal and is_beside else None
    if subject is None or scene.forms[subject.first] in scene.pronouns or not can_speak(scene, cast, subject):
        return None
    return attribution_of(scene, cast, None, subject, previous)._replace(is_inquit=True)


def _without_cue(scene: Scene, cast: Cast, start: int, first: int, previous: Attribution | None) -> Attribution:
    own = _whose_verb(scene, cast, start, first, previous)
    if own is not None:
        return own
    subject = _speaking(scene, cast, subject_of_clause(scene, start, first))
    if subject is not None:
        found = attribution_of(scene, cast, None, subject, previous)
        is_person = found.reference is not None and (found.reference.kind or can_speak(scene, cast, subject))
        if is_person:
            return found
    spoken_of = topic(scene, cast, start, since=previous.start if previous and previous.start is not None else -1)
    if spoken_of is not None:
        return attribution_of(scene, cast, None, spoken_of, previous)._replace(inferred=True)
    if previous is not None and previous.speaker is not None:
        return previous._replace(inferred=True, is_inquit=False, cue=None, cue_lemma=None, cue_class=None)
    follows = topic_behind(scene, cast, start)
    return attribution_of(scene, cast, None, follows, previous)._replace(inferred=True) if follows else Attribution()


def _speaking(scene: Scene, cast: Cast, subject: Phrase | None) -> Phrase | None:
    """The subject itself, or whose it is: of "le bilan de l'entraîneur" the trainer."""
    if subject is None or can_speak(scene, cast, subject):
        return subject
    link = next((index for index in range(subject.first, subject.last - 1) if scene.forms[index] in scene.words.linker), None)
    owner = phrase_at(scene, link + 1, subject.last) if link is not None and link > subject.first else None
    return owner if owner is not None and can_speak(scene, cast, owner) else subject


def attribution_of(
    scene: Scene, cast: Cast, cue: FoundCue | None, phrase: Phrase | None, previous: Attribution | None
) -> Attribution:
    """Put cue and speaker together and resolve whom the speaker stands for."""
    named = Attribution()
    if cue is not None:
        start, end = scene.prepared.words.starts[cue.first], scene.prepared.words.ends[cue.last]
        named = Attribution(
            cue=" ".join(scene.prepared.article.text[start:end].split()), cue_lemma=cue.cue.lemma, cue_class=cue.cue.stance
        )
    if phrase is None:
        return named
    reference = resolve(scene, cast, phrase, previous.reference if previous else None)
    beside = apposition(scene, cast, phrase)
    start, end = (beside.start, beside.end) if beside is not None else scene.span(phrase)
    surface = scene.prepared.article.text[start:end]
    return named._replace(
        speaker=surface.removeprefix("t-"),
        start=end - len(surface.removeprefix("t-")),
        end=end,
        reference=reference and reference._replace(at=start),
    )

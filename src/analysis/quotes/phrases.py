"""Noun phrases beside a verb, without a parser: function words, capitals and punctuation are enough.

A `Scene` is an article with its marked spans masked: what somebody says takes no part in who says it.
"""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

from analysis.language.vocabulary import FunctionWords, abbreviations, attributions, cues, function_words, pronouns, verbs
from analysis.language.words import Words
from analysis.quotes.marks import Marked
from analysis.tables import Mention, Sentence
from analysis.zones import PreparedArticle

__all__ = [
    "LONGEST_SENTENCE",
    "Phrase",
    "Scene",
    "is_verb",
    "main_subject",
    "make_scene",
    "phrase_after",
    "phrase_at",
    "phrase_before",
    "subject_before",
    "subject_of_clause",
]

MASK = "\u2588"
LONGEST_SENTENCE = 150
"""Words beyond which nothing is looked for: longer sentences are lists or damaged texts; keeps attribution linear."""

_LONGEST_PHRASE = 22
_PUNCTUATION = re.compile(rf"[,.;:!?…()\[\]{MASK}—–«»“”\"\n]")


class Phrase(NamedTuple):
    """A stretch of words: positions in the list of the article's words, first and one past the last."""

    first: int
    last: int


class Scene(NamedTuple):
    """An article made ready for attribution.

    `text` is the prepared text with every marked span, marks included, replaced by a mask of the same
    length; `forms` are its words in lower case, masked ones empty; `gaps[i]` is what stands between word
    i − 1 and word i. `verb_positions` and `source_positions` are those of the words that may report
    ("affirme") or name a source ("selon").
    """

    prepared: PreparedArticle
    sentences: list[Sentence]
    mentions: list[Mention]
    text: str
    forms: list[str]
    gaps: list[str]
    words: FunctionWords
    pronouns: frozenset[str]
    sentence_starts: list[int]
    mention_starts: list[int]
    verb_positions: list[int]
    source_positions: list[int]

    def mentions_between(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie inside a span."""
        first, last = bisect_left(self.mention_starts, start), bisect_left(self.mention_starts, end)
        return [mention for mention in self.mentions[first:last] if mention.end <= end]

    def span(self, phrase: Phrase) -> tuple[int, int]:
        """Characters of a phrase."""
        return self.prepared.words.starts[phrase.first], self.prepared.words.ends[phrase.last - 1]

    def surface(self, phrase: Phrase) -> str:
        """The phrase as the article has it."""
        start, end = self.span(phrase)
        return self.prepared.article.text[start:end]

    def sentence_number(self, position: int) -> int:
        """Number of the sentence that holds a character, or of the last before it."""
        return max(0, bisect_right(self.sentence_starts, position) - 1)

    def sentence_at(self, position: int) -> Sentence | None:
        """The sentence that holds a character, or the last before it."""
        index = bisect_right(self.sentence_starts, position) - 1
        return self.sentences[index] if index >= 0 else None

    def is_capital(self, index: int) -> bool:
        """Whether a word begins with a capital."""
        return self.text[self.prepared.words.starts[index]].isupper()

    def is_named(self, index: int) -> bool:
        """Whether a word may belong to a name: it has a capital and is no small word that opens a sentence."""
        words = self.words
        return self.is_capital(index) and self.forms[index] not in words.conjunction | words.preposition | words.adverb


def make_scene(prepared: PreparedArticle, sentences: list[Sentence], mentions: list[Mention], marked: list[Marked]) -> Scene:
    """Mask the marked spans of an article and cut it into words and what stands between them."""
    text, prepared = _without_brackets(_masked(prepared.text, marked), prepared)
    starts, ends = prepared.words
    forms = ["" if text[start] == MASK else word for start, word in zip(starts, prepared.folded, strict=True)]
    gaps = [text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)]
    language = prepared.article.language
    reporting, sources = cues(language), attributions(language)
    ordered = sorted(mentions, key=lambda mention: mention.start)
    return Scene(
        prepared=prepared,
        sentences=sentences,
        mentions=ordered,
        text=text,
        forms=forms,
        gaps=gaps,
        words=function_words(language),
        pronouns=_pronouns(language),
        sentence_starts=[sentence.start for sentence in sentences],
        mention_starts=[mention.start for mention in ordered],
        verb_positions=list(compress(count(), map(reporting.__contains__, forms))),
        source_positions=list(compress(count(), map(sources.__contains__, forms))),
    )


@lru_cache
def _pronouns(language: str) -> frozenset[str]:
    return frozenset(pronouns(language))


_BRACKETS = re.compile(r"(?<=\w) \([A-ZÀ-Þ][^()\n]{0,28}\)")


def _without_brackets(text: str, prepared: PreparedArticle) -> tuple[str, PreparedArticle]:
    """Blank short brackets behind a word, which part a name from its role: "la présidente de la LDH (Ligue …), X"."""
    spans = [match.span() for match in _BRACKETS.finditer(text)]
    if not spans:
        return text, prepared
    kept, position = [], 0
    starts, ends, folded = list(prepared.words.starts), list(prepared.words.ends), list(prepared.folded)
    for start, end in spans:
        kept += [text[position:start], " " * (end - start)]
        position = end
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        del starts[first:last], ends[first:last], folded[first:last]
    return "".join([*kept, text[position:]]), prepared._replace(words=Words(starts, ends), folded=folded)


def _masked(text: str, marked: list[Marked]) -> str:
    parts, position = [], 0
    for span in marked:
        start, end = max(position, span.left), span.right
        parts += [text[position:start], MASK * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def phrase_before(scene: Scene, last: int, first: int) -> Phrase | None:
    """Take the noun phrase that ends right before a word, whatever mark stands between."""
    return _trimmed(scene, _leftmost(scene, last, first), last) if last > first else None


def subject_before(scene: Scene, verb: int, first: int) -> Phrase | None:
    """Find the subject that stands before a verb, no further left than the word `first`.

    Clitics, auxiliaries and adverbs between both are passed over, and so is one insertion between
    commas ("Roy, maire depuis 2014, a dit"); behind "qui" the subject is its antecedent.
    """
    index = _skip_left(scene, verb, first)
    if index < first:
        return None
    if scene.forms[index] in scene.words.coordinating:
        return main_subject(scene, first, index) or subject_of_clause(scene, scene.prepared.words.starts[index], first)
    if scene.forms[index] in scene.words.relative:
        return _antecedent(scene, index, first)
    found = _phrase_ending(scene, index + 1, first, may_cross_comma=True)
    relative = _relative_around(scene, found, first) if found is not None else None
    return _antecedent(scene, relative, first) if relative is not None else found


def _relative_around(scene: Scene, phrase: Phrase, first: int) -> int | None:
    """The "qui" whose clause a phrase ends: in "les avocats qui représentent Roy arguent" Roy is no subject."""
    verb = phrase.first - 1
    if verb <= first or not is_verb(scene, verb) or _is_broken(scene.gaps[verb + 1]):
        return None
    index = _skip_left(scene, verb, first)
    is_relative = index > first and scene.forms[index] in scene.words.relative and not _is_broken(scene.gaps[index + 1])
    return index if is_relative else None


def _antecedent(scene: Scene, relative: int, first: int) -> Phrase | None:
    """The noun phrase that "qui" stands for: before an apposition in lower case, else right before it."""
    opening = _insertion_start(scene, relative, first) if "," in scene.gaps[relative] else None
    if opening is not None and not scene.is_named(opening) and scene.forms[opening] not in scene.words.preposition:
        across = _phrase_ending(scene, opening, first, may_cross_comma=False)
        if across is not None:
            return across
    left = _leftmost(scene, relative, first) if relative > first else relative
    return _trimmed(scene, left, relative) if left < relative else None


def _skip_left(scene: Scene, verb: int, first: int) -> int:
    """Return the position of the first word left of a verb that may end its subject."""
    words = scene.words
    passed = words.clitic | words.auxiliary | words.adverb
    index = verb - 1
    while index >= first and scene.forms[index] in passed and not _is_broken(scene.gaps[index + 1]):
        index -= 1
    return index


def _is_broken(gap: str) -> bool:
    return _PUNCTUATION.search(gap) is not None


def _phrase_ending(scene: Scene, last: int, first: int, *, may_cross_comma: bool) -> Phrase | None:
    """Take the noun phrase whose last word is `last` − 1."""
    if last <= first:
        return None
    gap = scene.gaps[last]
    if may_cross_comma and ("," in gap or ")" in gap or "-" in gap or "–" in gap):
        opening = _insertion_start(scene, last, first)
        return _phrase_ending(scene, opening, first, may_cross_comma=False) if opening is not None else None
    if _is_broken(gap) and "," not in gap and "(" not in gap:
        return None
    if scene.forms[last - 1] in scene.pronouns:
        return Phrase(last - 1, last)
    left = _leftmost(scene, last, first)
    if may_cross_comma and scene.forms[left] in scene.words.preposition and "," in scene.gaps[left]:
        return _phrase_ending(scene, left, first, may_cross_comma=False)  # "Des chercheurs de Brévan, dans l'Orme, estiment"
    found = _trimmed(scene, left, last)
    if found is None or all(form in scene.words.day | scene.words.time for form in scene.forms[found.first : found.last]):
        return None
    return _without_agent(scene, found)


def _without_agent(scene: Scene, phrase: Phrase) -> Phrase:
    """Cut "une étude publiée par la revue X" behind its head: the agent is not the speaker."""
    for index in range(phrase.first + 2, phrase.last - 1):
        if scene.forms[index + 1] in scene.words.agent and re.search(r"(?:é|ée|és|ées|ite?s?|ise?s?|ed)$", scene.forms[index]):
            return Phrase(phrase.first, index)
    return phrase


def _insertion_start(scene: Scene, last: int, first: int) -> int | None:
    """Find the word behind the comma that opens the insertion which ends before word `last`."""
    has_verb = False
    for index in range(last - 1, first, -1):
        gap = scene.gaps[index]
        has_verb = has_verb or is_verb(scene, index)
        if "," in gap or "(" in gap or "–" in gap or " -" in gap:
            is_relative = scene.forms[index] in scene.words.relative | scene.words.that
            return index if is_relative or not has_verb else None
        if _is_broken(gap):
            return None
    return None


def _leftmost(scene: Scene, last: int, first: int) -> int:
    """Walk left from the end of a phrase to a boundary: punctuation, conjunction, verb."""
    words = scene.words
    index = last - 1
    while index > first and last - index < _LONGEST_PHRASE:
        before = scene.forms[index - 1]
        if _is_broken_inside(scene, index) or not before or before in scene.pronouns or before in words.relative:
            break
        if before in words.conjunction and not (before in words.joining and _joins_names(scene, index)):
            break
        if is_verb(scene, index - 1) and before != "fait":
            break
        if before in words.day or (before in words.adverb and before != "même"):
            break
        index -= 1
    return index


def _is_broken_inside(scene: Scene, index: int) -> bool:
    """Whether the gap before a word ends the phrase; the stop of "M. Roy" and of an initial does not."""
    gap = scene.gaps[index]
    if gap.strip() in (".", ".-"):
        before = scene.text[scene.prepared.words.starts[index - 1] : scene.prepared.words.ends[index - 1]]
        return before not in abbreviations(scene.prepared.article.language) and not (len(before) == 1 and before.isupper())
    return _is_broken(gap)


def _joins_names(scene: Scene, index: int) -> bool:
    """Whether "et" stands between two names or two phrases with determiners."""
    left = index - 2
    if left < 0 or index >= len(scene.forms):
        return False
    return scene.is_capital(left) and (scene.is_capital(index) or scene.forms[index] in scene.words.determiner)


def _trimmed(scene: Scene, first: int, last: int) -> Phrase | None:
    """Drop what is before the head's determiner or name: adverbs, prepositional phrases of time and place."""
    words = scene.words
    governed = False  # by a preposition, whose determiner or name is not the head
    for index in range(first, last):
        form = scene.forms[index]
        if form in words.preposition or (form in words.linker and index == first):
            governed = form in words.preposition or form in ("de", "d'", "of")
        elif form in words.determiner or (scene.is_named(index) and form not in words.first_person):
            if not governed:
                return Phrase(index, last)
            governed = False
    rest = _last_name(scene, first, last)
    if rest is not None and scene.forms[rest.first - 1] not in words.preposition | words.linker:
        return rest
    people = words.person | words.generic | words.body | words.prenominal
    heads = people | words.indefinite_determiner | words.linker - {"de", "d'"}
    is_phrase = scene.forms[first] in heads or scene.forms[first].removesuffix("s") in people or scene.is_named(first)
    return Phrase(first, last) if is_phrase else None


def _last_name(scene: Scene, first: int, last: int) -> Phrase | None:
    """Take the name that ends a phrase, if one does."""
    index = last
    while index > first and scene.is_named(index - 1):
        index -= 1
    return Phrase(index, last) if index < last else None


def phrase_after(scene: Scene, verb: int, limit: int) -> Phrase | None:
    """Find the noun phrase behind a verb: an inverted subject ("a déclaré hier la maire de Brévan")."""
    words = scene.words
    index = verb + 1
    passed = words.adverb | words.day | words.auxiliary
    while index < limit and scene.forms[index] in passed and not _is_broken(scene.gaps[index]):
        index += 1
    if index < limit and scene.gaps[index].strip() == ",":
        index = _behind_insertion(scene, index, limit)
    elif index < limit and _is_broken(scene.gaps[index]):
        return None
    if index >= limit:
        return None
    is_adjunct = scene.forms[index] in words.preposition | words.linker - words.determiner
    named = _behind_preposition(scene, index, limit) if is_adjunct else index
    return phrase_at(scene, named, limit) if named is not None else None


_LONGEST_INSERTION = 6


def _behind_insertion(scene: Scene, index: int, limit: int) -> int:
    """Pass over ", très ému," between a verb and its subject; `limit` where no comma closes it or a verb stands in it."""
    for behind in range(index + 1, min(limit, index + _LONGEST_INSERTION)):
        if scene.gaps[behind].strip() == ",":
            return limit if any(is_verb(scene, inside) for inside in range(index, behind)) else behind
        if _is_broken(scene.gaps[behind]):
            return limit
    return limit


def _behind_preposition(scene: Scene, index: int, limit: int) -> int | None:
    """Pass over "à l'AFP", "au micro de …", "dans un entretien": return where a new noun phrase or a person begins."""
    words, small = scene.prepared.words, scene.words
    for start in range(index + 2, min(limit, index + _LONGEST_PHRASE)):
        if _is_broken_inside(scene, start) or not scene.forms[start]:
            break
        opens = scene.forms[start] in small.determiner - small.linker
        if opens and scene.forms[start - 1] not in small.linker | small.preposition | small.determiner | small.joining:
            return start
    for mention in scene.mentions_between(words.starts[index] + 1, words.ends[limit - 1]):
        if mention.kind == "person":
            start = words.between(0, mention.start).stop
            return None if any(_is_broken(gap) for gap in scene.gaps[index + 1 : start + 1]) else start
    return None


def phrase_at(scene: Scene, first: int, limit: int) -> Phrase | None:
    """Take the noun phrase that begins at a word; its complements with de and its names belong to it."""
    index = _behind_opening(scene, first, limit)
    if index is None or scene.forms[first] in scene.pronouns:
        return Phrase(first, first + 1) if index is not None else None
    while index < limit and index - first < _LONGEST_PHRASE and not _ends_phrase(scene, index):
        index += 1
    words = scene.words
    while index - 1 > first and (scene.forms[index - 1] in words.determiner | words.linker | words.preposition):
        index -= 1
    if index - first > 2 and index < limit and _is_participle(scene, index - 1):
        index -= 1  # "selon un sondage publié lundi"
    return _without_agent(scene, Phrase(first, index))


def _behind_opening(scene: Scene, first: int, limit: int) -> int | None:
    """The word behind what opens a noun phrase: a determiner, a capital, a title, a handle; null where none does."""
    words = scene.words
    if first >= limit or not scene.forms[first] or scene.forms[first] in words.first_person:
        return None
    form, behind = scene.forms[first], scene.forms[first + 1] if first + 1 < limit else ""
    is_title = form in words.person | words.generic and behind != "" and scene.is_capital(first + 1)
    opens = form in words.determiner | words.linker - {"de", "d'"} or scene.is_capital(first) or scene.gaps[first].endswith("@")
    if not opens and not is_title and form not in scene.pronouns | {"m", "mme"}:
        return None
    if form in words.determiner and behind in words.auxiliary | words.stated:
        return None  # "l'avoir écrit"
    return first + 1 + (form in words.definite and behind in words.indefinite_determiner)  # "l'un d'eux"


def _ends_phrase(scene: Scene, index: int) -> bool:
    """Whether a word is no part of the noun phrase before it."""
    words, form = scene.words, scene.forms[index]
    if not form or _is_broken_inside(scene, index) or form in words.relative | words.day | words.adverb | words.auxiliary:
        return True
    if form in words.preposition and not _links(scene, index):
        return True
    if form in words.conjunction and not (form in words.joining and _joins_names(scene, index + 1)):
        return True
    is_object = form in scene.pronouns and scene.forms[index - 1] not in words.linker  # but "l'un d'eux"
    if is_object or form in words.clitic - words.determiner:
        return True
    cue = cues(scene.prepared.article.language).get(form)
    is_noun = scene.forms[index - 1] in words.determiner or scene.is_capital(index)
    return cue is not None and cue.tense != "participle" and not is_noun


def _is_participle(scene: Scene, index: int) -> bool:
    """Whether a word looks like the participle of a verb, and what it governs follows."""
    form = scene.forms[index]
    stem = re.sub(r"ée?s?$", "er", form)
    governs = scene.forms[index + 1] in scene.words.preposition | scene.words.day and not _is_broken(scene.gaps[index + 1])
    return governs and stem != form and stem.removesuffix("r") + "ra" in verbs(scene.prepared.article.language)


def _links(scene: Scene, index: int) -> bool:
    """Whether a preposition belongs to a title: "ministre aux Transports", "secrétaire d'État au Budget"."""
    follows = index + 1 < len(scene.forms) and scene.is_capital(index + 1)
    return scene.forms[index] in ("à", "au", "aux", "for") and follows


def subject_of_clause(scene: Scene, position: int, first: int) -> Phrase | None:
    """Find the subject of the clause that a character stands in: of the last verb before it, cue or not."""
    words = scene.prepared.words
    last = words.between(0, position).stop
    for index in range(last - 1, first - 1, -1):
        if is_verb(scene, index):
            found = subject_before(scene, index, first)
            if found is not None and not _is_expletive(scene, found):
                return found
    return None


def main_subject(scene: Scene, first: int, limit: int) -> Phrase | None:
    """Find the subject of the first verb of a sentence that no conjunction or relative governs."""
    for index in range(first, limit):
        if is_verb(scene, index) and not _is_subordinate(scene, index, first):
            found = subject_before(scene, index, first)
            if found is not None and not _is_expletive(scene, found):
                return found
    return None


def _is_subordinate(scene: Scene, index: int, first: int) -> bool:
    """Whether "qui", "que", "lorsque" … stands between a verb and the punctuation before it."""
    governing = scene.words.relative | (scene.words.conjunction - scene.words.coordinating - {"car", "donc", "or", "ni"})
    for before in range(index - 1, first - 1, -1):
        if scene.forms[before] in governing:
            return True
        if _is_broken(scene.gaps[before + 1]):
            return before + 1 < index and scene.forms[before + 1] in governing
    return False


def is_verb(scene: Scene, index: int) -> bool:
    """Whether a word looks like a finite verb: an auxiliary, a cue, or a form that only verbs have."""
    form = scene.forms[index]
    if not form or (scene.is_capital(index) and index and not _is_broken(scene.gaps[index])):
        return False
    language, words = scene.prepared.article.language, scene.words
    cue = cues(language).get(form)
    if form in scene.words.auxiliary or (cue is not None and cue.tense == "finite"):
        return True
    if index and scene.forms[index - 1] in words.negating:
        return True
    is_sure = verbs(language).get(form)
    if is_sure is None or form in scene.words.preposition | scene.words.adverb:
        return False
    return is_sure or _acts_as_verb(scene, index)


def _acts_as_verb(scene: Scene, index: int) -> bool:
    """Whether a form that may be a noun is a verb here: behind a pronoun, or between a noun and a determiner."""
    words = scene.words
    before = scene.forms[index - 1] if index and not _is_broken(scene.gaps[index]) else ""
    if before in scene.pronouns | words.relative | (words.clitic - words.determiner):
        return True
    behind = scene.forms[index + 1] if index + 1 < len(scene.forms) and not _is_broken(scene.gaps[index + 1]) else ""
    is_noun = before in words.determiner | words.linker | words.preposition | words.conjunction
    return bool(before) and not is_noun and behind in words.determiner - words.linker


def _is_expletive(scene: Scene, phrase: Phrase) -> bool:
    """Whether a subject speaks for nobody: "on", "ce", "cela"."""
    return scene.forms[phrase.first] in scene.words.expletive

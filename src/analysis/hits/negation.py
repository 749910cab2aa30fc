"""Which words of a sentence are negated, by what: rules over the roles in `language/data/negation.csv`.

A negation reaches over the words behind it, a few words of content far, and never out of its clause. What
belongs together negates once ("ne … jamais rien", "sans aucun"); what adds to another undoes it ("pas sans").
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from analysis.language.vocabulary import function_words, negation_phrases, verbs
from analysis.language.words import Words

__all__ = ["Negation", "find_negations"]

_FARTHEST = 8
"""Words between the halves of a negation ("n'a, selon les syndicats, pas …")."""

_NEAR = 3
"""Words from a negation to the "que" that it goes through ("ne croit vraiment pas que")."""

_LONGEST = 200
"""Words that are looked at together; sentences are seldom a quarter as long."""

_PARTING = re.compile(r"[,;:()\[\]—–…/!?.»”]| - ")
"""Ends a clause; an opening quotation mark does not ("pas une « réussite »")."""

_NEGATING = ("joined", "alone", "opening", "independent", "negating_alone")


class Negation(NamedTuple):
    """Words from `first` up to `stop` that are negated; `marks` are the words that negate, `text` names them."""

    first: int
    stop: int
    marks: frozenset[int]
    text: str


class _Mark(NamedTuple):
    """A phrase with roles in negating: its words from `first` up to `stop`."""

    first: int
    stop: int
    roles: Mapping[str, int]


class _Sentence(NamedTuple):
    """The words of a sentence, its marks by role, and where its clauses begin; `span` are positions in `folded`."""

    folded: Sequence[str]
    span: range
    language: str
    marks: dict[str, list[_Mark]]
    clauses: list[int]

    def having(self, role: str) -> list[_Mark]:
        return self.marks.get(role, [])

    def clause(self, index: int) -> range:
        """The clause that holds a word."""
        place = bisect_right(self.clauses, index)
        return range(self.clauses[place - 1], self.clauses[place] if place < len(self.clauses) else self.span.stop)


def find_negations(folded: Sequence[str], text: str, words: Words, span: range, language: str) -> list[Negation]:
    """Find the negations of a sentence, given its words in lower case and their positions.

    Time grows with the length of the sentence: one without an end is read in pieces of `_LONGEST` words.
    """
    return [found for piece in _pieces(text, words, span) for found in _find_in_piece(folded, text, words, piece, language)]


def _pieces(text: str, words: Words, span: range) -> Iterator[range]:
    """Cut a sentence that does not end into pieces, behind a comma or the like where there is one."""
    first = span.start
    while span.stop - first > _LONGEST:
        ends = (
            at
            for at in range(first + _LONGEST, first + _LONGEST // 2, -1)
            if _PARTING.search(text, words.ends[at - 1], words.starts[at])
        )
        last = next(ends, first + _LONGEST)
        yield range(first, last)
        first = last
    yield range(first, span.stop)


def _find_in_piece(folded: Sequence[str], text: str, words: Words, span: range, language: str) -> Iterator[Negation]:
    if _negating_words(language).isdisjoint(folded[span.start : span.stop]):
        return
    marks = list(_find_marks(folded, span, language))
    if not any(role in mark.roles for mark in marks for role in _NEGATING):
        return
    clauses = _find_clauses(marks, folded, text, words, span, language)
    by_role: dict[str, list[_Mark]] = {}
    for mark in marks:
        for role in mark.roles:
            by_role.setdefault(role, []).append(mark)
    sentence = _Sentence(folded, span, language, by_role, clauses)
    paired, used = _pair(sentence)
    found = [*paired, *(_reaching(sentence, [mark], "independent") for mark in sentence.having("independent"))]
    yield from found
    governed = {index for one in found for index in range(one.first, one.stop)}
    for mark in _standing_alone(sentence):
        if mark.first not in used and mark.first not in governed:  # else "sans aucun", "rien … aucun"
            alone = _reaching(sentence, [mark], "alone" if "alone" in mark.roles else "opening")
            governed.update(range(alone.first, alone.stop))
            yield alone


def _find_marks(folded: Sequence[str], span: range, language: str) -> Iterator[_Mark]:
    phrases = _by_first_word(language)
    stop = span.start
    for index in compress(span, map(phrases.__contains__, folded[span.start : span.stop])):
        for phrase, roles in phrases[folded[index]] if index >= stop else ():
            if index + len(phrase) <= span.stop and tuple(folded[index : index + len(phrase)]) == phrase:
                stop = index + len(phrase)
                yield _Mark(index, stop, roles)
                break


@lru_cache
def _negating_words(language: str) -> frozenset[str]:
    """The words that a phrase which negates begins with."""
    return frozenset(phrase[0] for phrase, roles in negation_phrases(language).items() if set(roles) & set(_NEGATING))


@lru_cache
def _by_first_word(language: str) -> dict[str, list[tuple[tuple[str, ...], dict[str, int]]]]:
    """The phrases that begin with a word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], dict[str, int]]]] = {}
    for phrase, roles in sorted(negation_phrases(language).items(), key=lambda entry: -len(entry[0])):
        found.setdefault(phrase[0], []).append((phrase, roles))
    return found


def _find_clauses(marks: list[_Mark], folded: Sequence[str], text: str, words: Words, span: range, language: str) -> list[int]:
    """Where clauses begin: at the start, behind a comma or the like, at a conjunction."""
    light = _light_words(language)
    negating = {index for mark in marks for index in range(mark.first, mark.stop)}
    parted = {span.start}
    for at in span[1:]:
        gap = text[words.ends[at - 1] : words.starts[at]]
        opens = '"' in gap and folded[at - 1] not in light and at - 1 not in negating  # else the mark opens: pas "juste"
        if _PARTING.search(gap) or opens:
            parted.add(at)
    return sorted(parted | {mark.first for mark in marks if "border" in mark.roles})


def _pair(sentence: _Sentence) -> tuple[list[Negation], set[int]]:
    """Join each ne with what negates with it; also tell at which words marks are spoken for, negating or not."""
    found: list[Negation] = []
    used: set[int] = set()
    firsts = sentence.having("first")
    for place, first in enumerate(firsts):
        limit = firsts[place + 1].first if place + 1 < len(firsts) else sentence.span.stop
        partner = _partner(sentence, first, limit)
        if partner is None:
            continue
        used.add(partner.first)
        if not _is_restriction(sentence, first, partner):
            used.update(mark.first for mark in sentence.having("joined") if mark.first in sentence.clause(partner.first))
            found.append(_reaching(sentence, [first, partner], "joined"))
    return found, used


def _partner(sentence: _Sentence, first: _Mark, limit: int) -> _Mark | None:
    after = range(first.stop, min(limit, first.stop + _FARTHEST))
    borders = [mark.first for mark in sentence.having("border") if mark.first in after]
    after = range(after.start, min([after.stop, *borders]))
    joined = sentence.having("joined")
    follows = [mark for mark in joined if mark.first in after]
    if _is_expletive(sentence, first):
        return next((mark for mark in follows if "alone" in mark.roles and sentence.folded[mark.first] != "aucun"), None)
    before = [mark for mark in joined if mark.first in sentence.clause(first.first) and mark.first < first.first]
    verbs = [mark for mark in sentence.having("negating_alone") if mark.first - first.stop in (0, 1)]
    only = [mark for mark in sentence.having("restricting") if verbs and mark.first - verbs[0].stop in (0, 1)]
    return next(iter([*follows, *before, *([] if only else verbs)]), None)


def _is_expletive(sentence: _Sentence, first: _Mark) -> bool:
    return any(0 <= first.first - mark.stop <= _FARTHEST for mark in sentence.having("expletive"))


def _is_restriction(sentence: _Sentence, first: _Mark, partner: _Mark) -> bool:
    """Whether "ne … pas que" or "ne … plus que" limits what it says: "il ne reste plus que", not "je ne dis pas que"."""
    restricts = any(mark.first == partner.stop for mark in sentence.having("restricting"))
    verbs = [mark for mark in sentence.having("restricted_verb") if first.stop <= mark.first < partner.first]
    return restricts and bool(verbs)


def _standing_alone(sentence: _Sentence) -> list[_Mark]:
    """The marks that negate without a ne: everywhere, or at the beginning of a clause."""
    opening = [mark for mark in sentence.having("opening") if mark.first in sentence.clauses and "alone" not in mark.roles]
    return sorted([*sentence.having("alone"), *opening], key=lambda mark: mark.first)


def _reaching(sentence: _Sentence, marks: list[_Mark], role: str) -> Negation:
    """Let marks reach over the words behind the first of them, as far behind the last as the role says."""
    ordered = sorted(marks, key=lambda mark: mark.first)
    reach = next((mark.roles[role] for mark in reversed(ordered) if role in mark.roles), 4)
    negating = frozenset(index for mark in ordered for index in range(mark.first, mark.stop))
    name = " … ".join(" ".join(sentence.folded[mark.first : mark.stop]).replace("' ", "'") for mark in ordered)
    return Negation(ordered[0].stop, _end(sentence, ordered, reach), negating, name)


def _raises(sentence: _Sentence, marks: list[_Mark]) -> bool:
    """Whether a verb stands here that lets negation through to its clause: "ne crois pas que", "don't think that"."""
    near = range(min(mark.first for mark in marks), max(mark.stop for mark in marks) + 2)
    return any(mark.first in near for mark in sentence.having("raising"))


def _end(sentence: _Sentence, marks: list[_Mark], reach: int) -> int:
    """Where the words end that a negation reaches, so many words of content behind its last mark.

    It goes no farther than its clause, than another ne, than a verb that turns what follows round ("n'a pas
    caché sa colère"), behind never than a comparison ("jamais aussi heureux"), and behind a word of content
    than what is taken for granted ("n'ont pas revendiqué | l'attaque").
    """
    opened, start = marks[0].stop, marks[-1].stop
    if any(mark.stop <= start for mark in sentence.having("closing") if mark.first >= opened):
        return start
    barriers = _barriers(sentence, marks)
    given = _given(sentence, marks)
    light = _light_words(sentence.language) | {sentence.folded[mark.first] for mark in sentence.having("joined")}
    has_content = any(sentence.folded[index] not in light for index in range(opened, marks[-1].first))
    for index in range(start, sentence.span.stop):
        if index in barriers or (index in given and has_content) or _opens_clause(sentence, index):
            return index
        if sentence.folded[index] not in light:
            has_content = True
            reach -= 1
        if reach == 0:
            return index + 1
    return sentence.span.stop


def _barriers(sentence: _Sentence, marks: list[_Mark]) -> set[int]:
    """Words that a negation does not reach: new clauses, another ne, what is behind a closing verb or says the most."""
    start = marks[-1].stop
    passed = next((mark.first for mark in sentence.having("restricting") if 0 <= mark.first - start <= _NEAR), None)
    barriers = set(sentence.clauses) - ({passed} if _raises(sentence, marks) else set())
    barriers |= {mark.first for mark in sentence.having("first") if sentence.folded[mark.stop : mark.stop + 1] != ["pas"]}
    barriers |= {mark.stop for mark in sentence.having("closing")}
    if any("superlative" in mark.roles for mark in marks):
        barriers |= {mark.first for mark in sentence.having("comparing")}
    return barriers


def _given(sentence: _Sentence, marks: list[_Mark]) -> set[int]:
    """Words that open what is taken for granted ("l'", "cette"), unless negation passes to a clause of its own."""
    if _raises(sentence, marks):
        return set()
    least = {mark.first for mark in sentence.having("least")}
    return {mark.first for mark in sentence.having("definite") if mark.stop not in least}


def _opens_clause(sentence: _Sentence, index: int) -> bool:
    """Whether "et" or "ou" is followed by a clause of its own, with a verb or an object, or by a negation of its own."""
    if not any(mark.first == index for mark in sentence.having("coordinating")):
        return False
    following = sentence.folded[index + 1 : sentence.clause(index).stop]
    small = function_words(sentence.language)
    has_own = any(mark.first == index + 1 for mark in sentence.having("independent"))
    has_object = len(following) > 1 and following[0] not in _light_words(sentence.language) and following[1] in small.determiner
    known = verbs(sentence.language)
    behind_subject = following[2:] if following and following[0] in small.determiner else []
    return (
        has_own
        or has_object
        or any(word in _finite(sentence.language) for word in following)
        or any(word in known for word in behind_subject)
    )


@lru_cache
def _light_words(language: str) -> frozenset[str]:
    """Words that carry no content of their own."""
    small = function_words(language)
    return small.determiner | small.linker | small.preposition | small.clitic | small.auxiliary | small.being | small.adverb


@lru_cache
def _finite(language: str) -> frozenset[str]:
    small = function_words(language)
    return frozenset(form for form, is_sure in verbs(language).items() if is_sure) | small.being | small.auxiliary

"""Who is who in an article: persons with their roles and gender, so that "la ministre" and "elle" find a name."""

import re
from functools import lru_cache
from typing import NamedTuple

from analysis.language.countries import fold
from analysis.language.vocabulary import function_words, genders, pronouns
from analysis.quotes.phrases import MASK, Phrase, Scene, is_verb, main_subject, phrase_at
from analysis.tables import Mention, Sentence

__all__ = ["Cast", "Reference", "apposition", "can_speak", "make_cast", "resolve", "topic", "topic_behind"]

_SPEAKING = ("person", "organisation", "other")
_ROLE_GAP = re.compile(r"^\s*,?\s*$")
_LONGEST_ROLE = 8


class Reference(NamedTuple):
    """The person or body that a speaker stands for, and where the speaker is named, if it is."""

    name: str
    kind: str | None
    at: int = -1


class Role(NamedTuple):
    """A word that the article uses for a person, and where."""

    noun: str
    determiner: str
    position: int
    name: str


class Cast(NamedTuple):
    """The persons of an article in order of appearance, their gender where it is known, their roles."""

    persons: list[Mention]
    members: frozenset[Mention]
    gender: dict[str, str]
    roles: dict[str, list[Role]]


def make_cast(scene: Scene) -> Cast:
    """Gather the persons of an article; a name of unknown kind with a role or a first name is one too."""
    roles = [role for mention in scene.mentions if mention.kind in ("person", "other") for role in _roles(scene, mention)]
    known = genders(scene.prepared.article.language)
    with_role = {role.name for role in roles}
    persons = [
        mention
        for mention in scene.mentions
        if _is_name(scene, mention)
        and (
            mention.kind == "person"
            or (mention.kind != "place" and (mention.entity in with_role or _first_name(mention.entity) in known))
        )
    ]
    spoken_of = [person for person in persons if scene.text[person.start] != MASK]  # whom a quote names is no antecedent
    return Cast(spoken_of, frozenset(persons), _find_genders(scene, persons, roles), _indexed(roles))


def _is_name(scene: Scene, mention: Mention) -> bool:
    """Whether a mention is a name and not a role in capitals ("Président") or a letter."""
    return len(mention.entity) > 2 and not _is_role(mention.entity, scene.prepared.article.language)


@lru_cache(maxsize=50_000)
def _is_role(name: str, language: str) -> bool:
    words = function_words(language)
    roles = words.generic | words.person | words.body | words.linker | words.prenominal
    return all(form in roles for form in re.findall(r"[^\W\d_]+'?", name.lower()))


def _first_name(name: str) -> str:
    return re.split(r"[ -]", name)[0].lower() if " " in name else ""


def _roles(scene: Scene, mention: Mention) -> list[Role]:
    """Roles beside a name: "le président kazakh X", "la porte-parole, X", "X, maire de Brévan"."""
    before, determiner = _role_before(scene, mention)
    found = {**dict.fromkeys(_role_after(scene, mention), ""), **dict.fromkeys(before, determiner)}
    return [Role(noun, article, mention.start, mention.entity) for noun, article in found.items()]


def _role_before(scene: Scene, mention: Mention) -> tuple[list[str], str]:
    first = scene.prepared.words.between(0, mention.start).stop
    governing = scene.words.linker | scene.words.preposition
    if first == 0 or not _ROLE_GAP.match(scene.gaps[first]) or scene.forms[first - 1] in governing:
        return [], ""
    nouns: list[str] = []
    for index in range(first - 1, max(-1, first - 1 - _LONGEST_ROLE), -1):
        form = scene.forms[index]
        if form in scene.words.determiner and scene.forms[index - 1 if index else 0] not in scene.words.linker:
            return ([], "") if form in ("les", "des") else (_head_nouns(nouns, scene), form)
        is_broken = index + 1 < first and re.search(r"[,.;:!?()]", scene.gaps[index + 1]) is not None
        if not form or is_verb(scene, index) or form in scene.pronouns or is_broken:
            break
        nouns.insert(0, form)
    return [], ""


def _role_after(scene: Scene, mention: Mention) -> list[str]:
    first = scene.prepared.words.between(0, mention.end).stop
    if first >= len(scene.forms) or not re.match(r"^\s*,\s*$", scene.gaps[first]):
        return []
    nouns = []
    for index in range(first, min(first + _LONGEST_ROLE, len(scene.forms))):
        form = scene.forms[index]
        if (
            not form
            or form in scene.words.auxiliary | scene.words.relative
            or (index > first and re.search(r"[,.;:!?()]", scene.gaps[index]))
        ):
            break
        nouns.append(form)
    if nouns and nouns[0] in scene.words.determiner - scene.words.possessive:
        nouns = nouns[1:]
    return _head_nouns(nouns, scene)


def _head_nouns(nouns: list[str], scene: Scene) -> list[str]:
    """The noun that a role phrase turns on, and its compound parts ("porte-parole", "président")."""
    heads = []
    for noun in nouns:
        if noun in scene.words.linker | scene.words.preposition or noun in scene.words.conjunction:
            break
        if noun in scene.words.prenominal and len(nouns) > 1:
            continue
        heads.append(noun)
    return [noun.removeprefix("ex-").removeprefix("vice-") for noun in heads[:1]] + [
        noun for noun in heads[1:2] if scene.prepared.article.language == "en"
    ]


def _find_genders(scene: Scene, persons: list[Mention], roles: list[Role]) -> dict[str, str]:
    known = genders(scene.prepared.article.language)
    found: dict[str, str] = {}
    for role in roles:
        if role.noun in known:
            found.setdefault(role.name, known[role.noun])
    for mention in persons:
        title = scene.text[max(0, mention.start - 5) : mention.start].strip().split(" ")[-1].lower()
        if title in known:
            found.setdefault(mention.entity, known[title])
        first = _first_name(mention.entity)
        if first in known:
            found.setdefault(mention.entity, known[first])
    for role in roles:
        gender = _gender_of(scene, role.determiner)
        if gender is not None:
            found.setdefault(role.name, gender)
    return found


def _gender_of(scene: Scene, determiner: str) -> str | None:
    """The gender that a determiner shows, if it does."""
    return "m" if determiner in scene.words.masculine else "f" if determiner in scene.words.feminine else None


def can_speak(scene: Scene, cast: Cast, phrase: Phrase) -> bool:
    """Whether a phrase can stand behind an inquit: a pronoun, a name of a person or body, a noun of persons."""
    if scene.forms[phrase.first] in scene.pronouns:
        return True
    start, end = scene.span(phrase)
    if any(mention.kind in _SPEAKING for mention in scene.mentions_between(start, end)):
        return True
    nouns = [form for form in scene.forms[phrase.first : phrase.last] if form not in scene.words.determiner]
    known = genders(scene.prepared.article.language)
    heads = _head_nouns(nouns, scene)
    singular = [noun.removesuffix("s") for noun in heads]
    return any(
        noun in known
        or noun in scene.words.generic | scene.words.person | scene.words.body
        or any(stem in cast.roles for stem in _stems(noun))
        for noun in (*heads, *singular)
    )


def resolve(scene: Scene, cast: Cast, phrase: Phrase, previous: Reference | None) -> Reference | None:
    """Name the person or body that a phrase stands for; a phrase that names nobody stands for itself."""
    start, end = scene.span(phrase)
    form = scene.forms[phrase.first]
    if all(word in scene.words.determiner for word in scene.forms[phrase.first : phrase.last]):
        return None  # "ce qui", "ceux que": nobody
    if phrase.last - phrase.first == 1 and form in scene.pronouns:
        return _antecedent(scene, cast, form, start, previous)
    if tuple(scene.forms[phrase.first : phrase.last]) in _LAST_NAMED:
        return _named_last(cast, start, _gender_of(scene, form))
    heads = [mention for mention in scene.mentions_between(start, end) if _is_head(scene, phrase, mention)]
    author = _author(scene, phrase)
    if author is not None:
        return resolve(scene, cast, author, previous)
    persons = [mention for mention in heads if mention in cast.members]
    if persons:
        return Reference(_joined(scene, persons), "person")
    apposed = apposition(scene, cast, phrase)
    if apposed is not None:
        return Reference(apposed.entity, "person")
    if heads and heads[-1].kind != "place":
        return Reference(heads[-1].entity, heads[-1].kind)
    named = _by_role(scene, cast, phrase, start)
    if named:
        return Reference(named, "person")
    if heads:
        return Reference(heads[-1].entity, heads[-1].kind)
    generic = _generic(scene, cast, phrase, start, previous)
    return generic or Reference(" ".join(scene.surface(phrase).split()), _body_kind(scene, phrase))


_LAST_NAMED = (("ce", "dernier"), ("cette", "dernière"))


def _author(scene: Scene, phrase: Phrase) -> Phrase | None:
    """Who made the paper that a phrase names: "une étude réalisée par X" speaks for X."""
    for index in range(phrase.first + 1, min(phrase.last + 3, len(scene.forms) - 2)):
        if scene.forms[index] in scene.words.authored and scene.forms[index + 1] in scene.words.agent:
            return phrase_at(scene, index + 2, len(scene.forms))
    return None


_BOTH = re.compile(r"\s+(et|and)\s+(?:(?:MM?|Mme|Mlle|Me|Dr|Mr|Mrs|Ms)\.?\s+)?")


def _joined(scene: Scene, persons: list[Mention]) -> str:
    """Name the person that a phrase turns on, or both of two that "et" joins."""
    both = _BOTH.fullmatch(scene.text[persons[-2].end : persons[-1].start]) if len(persons) > 1 else None
    if both is not None:
        return f"{persons[-2].entity} {both.group(1)} {persons[-1].entity}"
    return persons[-1].entity


def _body_kind(scene: Scene, phrase: Phrase) -> str | None:
    nouns = [form.removesuffix("s") for form in scene.forms[phrase.first : phrase.last] if form not in scene.words.determiner]
    return "organisation" if set(nouns[:2]) & scene.words.body else None


def _is_head(scene: Scene, phrase: Phrase, mention: Mention) -> bool:
    """Whether a phrase turns on a name: "la SNCF", "l'opérateur Sprint", not "le porte-parole de la SNCF"."""
    first = scene.prepared.words.between(0, mention.start).stop
    governing = scene.words.linker | scene.words.preposition
    before = first - 1
    while before > phrase.first and scene.forms[before] in scene.words.determiner:
        before -= 1
    return before < phrase.first or scene.forms[before] not in governing


def apposition(scene: Scene, cast: Cast, phrase: Phrase) -> Mention | None:
    """The person named beside a role: "la porte-parole, Ilse Morand", "Barroso, le président de la Commission"."""
    if scene.forms[phrase.first] not in scene.words.determiner:
        return None
    start, end = scene.span(phrase)
    behind = [person for person in scene.mentions_between(end, end + _LONGEST_NAME) if person in cast.members]
    if behind and _APPOSED.fullmatch(scene.text[end : behind[0].start]):
        return behind[0]
    if any(_is_head(scene, phrase, mention) for mention in scene.mentions_between(start, end)):
        return None
    before = [person for person in scene.mentions_between(max(0, start - _LONGEST_NAME), start) if person in cast.members]
    if before and re.fullmatch(r"\s*,\s*", scene.text[before[-1].end : start]):
        return before[-1]
    return None


_LONGEST_NAME = 80
_APPOSED = re.compile(r"\s*,?\s*(?:(?:MM?|Mme|Mlle|Me|Dr|Pr|Mr|Mrs|Ms)\.?\s+)?")


def _by_role(scene: Scene, cast: Cast, phrase: Phrase, position: int) -> str | None:
    """The last person before, else the first behind, whom the article gives this role."""
    nouns = [form for form in scene.forms[phrase.first : phrase.last] if form not in scene.words.determiner]
    heads = _head_nouns(nouns, scene)
    if scene.forms[phrase.first] in scene.words.indefinite_determiner:
        return None
    fitting = _with_role(cast, heads[0]) if heads else []
    before = [role for role in fitting if role.position <= position]
    chosen = before[-1:] or fitting[:1]
    return chosen[0].name if chosen else None


def _indexed(roles: list[Role]) -> dict[str, list[Role]]:
    """Roles by the stems of their noun, in order of appearance."""
    found: dict[str, list[Role]] = {}
    for role in sorted(roles, key=lambda role: role.position):
        for stem in _stems(role.noun):
            found.setdefault(stem, []).append(role)
    return found


def _stems(noun: str) -> set[str]:
    """What a role noun shares with its other gender and its compounds ("présidente", "président-candidat")."""
    bare = fold(noun if noun.startswith("porte-") else noun.split("-", maxsplit=1)[0])
    return {bare.rstrip("e")} | ({f"{bare[:-2]}-"} if len(bare) > _SHORTEST_STEM else set())


_SHORTEST_STEM = 4


def _with_role(cast: Cast, noun: str) -> list[Role]:
    """The roles of a noun, in order of appearance, each once."""
    found = {role: None for stem in _stems(noun) for role in cast.roles.get(stem, ())}
    return sorted(found, key=lambda role: role.position)


def _generic(scene: Scene, cast: Cast, phrase: Phrase, position: int, previous: Reference | None) -> Reference | None:
    """ "Le dirigeant", "l'expert": the person spoken of last; "la députée": the only woman so far."""
    nouns = [form for form in scene.forms[phrase.first : phrase.last] if form not in scene.words.determiner]
    heads = _head_nouns(nouns, scene)
    known = genders(scene.prepared.article.language)
    if not heads or scene.forms[phrase.first] not in scene.words.definite:
        return None
    if len(nouns) == 1 and heads[0] in scene.words.anaphoric_body:
        return _latest_body(scene, position, previous)
    gender = known.get(heads[0]) or _determined_gender(scene, phrase)
    if heads[0] in scene.words.generic:
        return _nearest(scene, cast, position, gender) or _latest(cast, position, gender, previous)
    if heads[0] not in known and heads[0] not in scene.words.person:
        return None
    fitting = {person.entity for person in cast.persons if person.end <= position and cast.gender.get(person.entity) == gender}
    return Reference(next(iter(fitting)), "person") if len(fitting) == 1 else None


def _nearest(scene: Scene, cast: Cast, position: int, gender: str | None, *, bodies: bool = False) -> Reference | None:
    """The person whom the nearest sentence before is about, else whom it names last; a body it is about where `bodies`."""
    here = scene.sentence_number(position)
    for number in range(here - 1, max(-1, here - 1 - _FARTHEST_SUBJECT), -1):
        subject = _subject_of(scene, cast, number, position, gender)
        if subject is not None and subject.kind == "person":
            return subject
        sentence = scene.sentences[number]
        named = [person for person in scene.mentions_between(sentence.start, sentence.end) if person in cast.members]
        free = [person for person in named if scene.text[person.start] != MASK]
        agreeing = [person for person in free if gender is None or cast.gender.get(person.entity, gender) == gender]
        if agreeing:
            return Reference(agreeing[-1].entity, "person")
        if bodies and subject is not None:
            return subject
    return None


def _latest_body(scene: Scene, position: int, previous: Reference | None) -> Reference | None:
    """ "L'ONG", "la compagnie": the body that spoke last, else the one named last."""
    if previous and previous.kind == "organisation" and previous.name.split(" ")[0].lower() not in scene.words.determiner:
        return previous
    named = scene.mentions_between(max(0, position - _LONGEST_OPENING), position)
    return next((Reference(mention.entity, mention.kind) for mention in reversed(named) if mention.kind == "organisation"), None)


def _determined_gender(scene: Scene, phrase: Phrase) -> str | None:
    """The gender that a phrase shows: by its noun ("son épouse"), else by its determiner."""
    known = genders(scene.prepared.article.language)
    noun = scene.forms[phrase.first + 1] if phrase.first + 1 < phrase.last else ""
    return known.get(noun) or _gender_of(scene, scene.forms[phrase.first])


_FARTHEST_SUBJECT = 4
_FARTHEST_TOPIC = 3
_LONGEST_OPENING = 1_000


def _antecedent(scene: Scene, cast: Cast, form: str, position: int, previous: Reference | None) -> Reference | None:
    """Whom a pronoun stands for: the subject of the nearest sentence before that can speak and agrees, else the last person."""
    gender, number = pronouns(scene.prepared.article.language)[form]
    if number == "impersonal":
        return None
    if number == "body":
        return previous if previous and previous.kind == "organisation" else _latest_body(scene, position, previous)
    if number == "last":
        return _named_last(cast, position, gender)
    is_inquit = scene.text[max(0, position - 1) : position] == "-" or form.startswith("t-")
    here = scene.sentence_number(position)
    if previous and previous.kind == "person" and cast.gender.get(previous.name, gender) == gender:
        has_just_spoken = previous.at >= 0 and scene.sentence_number(previous.at) == here - 1
        if is_inquit or has_just_spoken:
            return previous
    return (
        _subject_of(scene, cast, here, position, gender or None)
        or (_nearest(scene, cast, position, gender, bodies=True) if is_inquit and gender else None)
        or _continued(scene, cast, position, gender or None)
        or _latest(cast, position, gender or None, previous)
    )


def _named_last(cast: Cast, position: int, gender: str | None) -> Reference | None:
    """Whom "ce dernier" and "celle-ci" stand for: the person named last who agrees."""
    earlier = (person for person in reversed(cast.persons) if person.end <= position)
    return next((Reference(one.entity, "person") for one in earlier if cast.gender.get(one.entity, gender) == gender), None)


def _continued(scene: Scene, cast: Cast, position: int, gender: str | None) -> Reference | None:
    """The subject that the sentences before have been speaking of."""
    here = scene.sentence_number(position)
    numbers = range(here - 1, max(-1, here - 1 - _FARTHEST_SUBJECT), -1)
    return next((found for number in numbers if (found := _subject_of(scene, cast, number, position, gender)) is not None), None)


def topic(scene: Scene, cast: Cast, position: int, since: int) -> Phrase | None:
    """The person that the sentences before a character are about, if they name one behind `since`."""
    here = scene.sentence_number(position)
    for sentence in reversed(scene.sentences[max(0, here - _FARTHEST_TOPIC) : here]):
        if sentence.start <= since:
            return None
        person = _person_subject(scene, cast, sentence)
        if person is not None:
            return person
    return None


def topic_behind(scene: Scene, cast: Cast, position: int) -> Phrase | None:
    """The person whom the sentence behind a quote is about, where both stand in one paragraph."""
    here = scene.sentence_number(position)
    for sentence in scene.sentences[here + 1 : here + 2]:
        if sentence.paragraph == scene.sentences[here].paragraph and scene.text[sentence.start] != MASK:
            return _person_subject(scene, cast, sentence)
    return None


def _person_subject(scene: Scene, cast: Cast, sentence: Sentence) -> Phrase | None:
    """The main subject of a sentence, where it names a person."""
    words = scene.prepared.words
    limit = words.between(0, min(sentence.end, sentence.start + _LONGEST_OPENING)).stop
    phrase = main_subject(scene, words.between(0, sentence.start).stop, limit)
    if phrase is None or not any(mention in cast.members for mention in scene.mentions_between(*scene.span(phrase))):
        return None
    return phrase


def _subject_of(scene: Scene, cast: Cast, number: int, position: int, gender: str | None) -> Reference | None:
    sentence, words = scene.sentences[number], scene.prepared.words
    limit = words.between(0, min(sentence.end, position, sentence.start + _LONGEST_OPENING)).stop
    phrase = main_subject(scene, words.between(0, sentence.start).stop, limit)
    if phrase is None or scene.forms[phrase.first] in scene.pronouns or not can_speak(scene, cast, phrase):
        return None
    found = resolve(scene, cast, phrase, None)
    known = cast.gender.get(found.name) if found else None
    own = known or _determined_gender(scene, phrase) if found and found.kind != "person" else known
    return found if found and (gender is None or own is None or own == gender) else None


def _latest(cast: Cast, position: int, gender: str | None, previous: Reference | None) -> Reference | None:
    """The speaker before, if the gender fits, else the last person of that gender."""
    if previous and previous.kind == "person" and cast.gender.get(previous.name, gender) == gender:
        return previous
    earlier = [person for person in cast.persons if person.end <= position]
    agreeing = [person for person in earlier if gender is None or cast.gender.get(person.entity, gender) == gender]
    if agreeing:
        return Reference(agreeing[-1].entity, "person")
    return previous if previous and previous.kind != "person" else None

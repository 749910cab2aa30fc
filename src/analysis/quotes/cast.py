"""Who is who in an article: persons with their roles and gender, so that "la ministre" and "elle" find a name."""

import re
from typing import NamedTuple

from analysis.language.countries import fold
from analysis.language.vocabulary import genders
from analysis.quotes.phrases import Phrase, Scene
from analysis.tables import Mention

__all__ = ["Cast", "Reference", "can_speak", "make_cast", "resolve"]

_SPEAKING = ("person", "organisation", "other")
_ROLE_GAP = re.compile(r"^\s*,?\s*$")
_LONGEST_ROLE = 8


class Reference(NamedTuple):
    """The person or body that a speaker stands for."""

    name: str
    kind: str | None


class Role(NamedTuple):
    """A word that the article uses for a person, and where."""

    noun: str
    position: int
    name: str


class Cast(NamedTuple):
    """The persons of an article in order of appearance, their gender where it is known, their roles."""

    persons: list[Mention]
    gender: dict[str, str]
    roles: list[Role]


def make_cast(scene: Scene) -> Cast:
    """Gather the persons of an article; a name of unknown kind with a role or a first name is one too."""
    roles = [role for mention in scene.mentions if mention.kind in ("person", "other") for role in _roles(scene, mention)]
    known = genders(scene.prepared.article.language)
    with_role = {role.name for role in roles}
    persons = [
        mention
        for mention in scene.mentions
        if mention.kind == "person"
        or (mention.kind != "place" and (mention.entity in with_role or _first_name(mention.entity) in known))
    ]
    return Cast(persons, _find_genders(scene, persons, roles), roles)


def _first_name(name: str) -> str:
    return re.split(r"[ -]", name)[0].lower() if " " in name else ""


def _roles(scene: Scene, mention: Mention) -> list[Role]:
    """Roles beside a name: "le président kazakh X", "la porte-parole, X", "X, maire de Brévan"."""
    return [Role(noun, mention.start, mention.entity) for noun in {*_role_before(scene, mention), *_role_after(scene, mention)}]


def _role_before(scene: Scene, mention: Mention) -> list[str]:
    words, first = scene.prepared.words, scene.prepared.words.between(0, mention.start).stop
    if first == 0 or not _ROLE_GAP.match(scene.gaps[first]):
        return []
    nouns: list[str] = []
    for index in range(first - 1, max(-1, first - 1 - _LONGEST_ROLE), -1):
        form = scene.forms[index]
        if form in scene.words.determiner and scene.forms[index - 1 if index else 0] not in scene.words.linker:
            return _head_nouns(nouns, scene) if form not in ("les", "des") else []
        if not form or form in scene.words.auxiliary or form in scene.pronouns:
            break
        if index > 0 and re.search(r"[,.;:!?()]", scene.gaps[index + 1]) and index + 1 < first:
            break
        nouns.insert(0, form)
    del words
    return []


def _role_after(scene: Scene, mention: Mention) -> list[str]:
    first = scene.prepared.words.between(0, mention.end).stop
    if first >= len(scene.forms) or not re.match(r"^\s*,\s*$", scene.gaps[first]):
        return []
    nouns = []
    for index in range(first, min(first + _LONGEST_ROLE, len(scene.forms))):
        form = scene.forms[index]
        if not form or form in scene.words.auxiliary | scene.words.relative or (index > first and re.search(r"[,.;:!?()]", scene.gaps[index])):
            break
        nouns.append(form)
    if nouns and nouns[0] in scene.words.determiner - {"son", "sa", "ses", "leur"}:
        nouns = nouns[1:]
    return _head_nouns(nouns, scene)


_PRENOMINAL = frozenset("ancien ancienne nouveau nouvelle premier première vice jeune grand petit ex former new first chief senior".split())


def _head_nouns(nouns: list[str], scene: Scene) -> list[str]:
    """The noun that a role phrase turns on, and its compound parts ("porte-parole", "président")."""
    heads = []
    for noun in nouns:
        if noun in scene.words.linker | scene.words.preposition or noun in scene.words.conjunction:
            break
        if noun in _PRENOMINAL and len(nouns) > 1:
            continue
        heads.append(noun)
    return [noun.removeprefix("ex-").removeprefix("vice-") for noun in heads[:1]] + [noun for noun in heads[1:2] if scene.prepared.article.language == "en"]


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
        article = _article_of(scene, role)
        if article:
            found.setdefault(role.name, article)
    return found


def _article_of(scene: Scene, role: Role) -> str | None:
    """Gender by the determiner of a role: "la porte-parole X"."""
    before = scene.text[max(0, role.position - 60) : role.position].lower()
    determiner = re.findall(rf"\b(le|la|un|une|the)\s+(?:\w+\s+)?{re.escape(role.noun)}\b", before)
    return {"la": "f", "une": "f", "le": "m", "un": "m"}.get(determiner[-1]) if determiner else None


def can_speak(scene: Scene, cast: Cast, phrase: Phrase) -> bool:
    """Whether a phrase can stand behind an inquit: a pronoun, a name of a person or body, a noun of persons."""
    if scene.forms[phrase.first] in scene.pronouns:
        return True
    start, end = scene.span(phrase)
    if any(start <= mention.start and mention.end <= end and mention.kind in _SPEAKING for mention in scene.mentions):
        return True
    nouns = [form for form in scene.forms[phrase.first : phrase.last] if form not in scene.words.determiner]
    known = genders(scene.prepared.article.language)
    heads = _head_nouns(nouns, scene)
    singular = [noun.removesuffix("s") for noun in heads]
    return any(
        noun in known or noun in scene.words.generic or any(_same_noun(role.noun, noun) for role in cast.roles)
        for noun in (*heads, *singular)
    )


def resolve(scene: Scene, cast: Cast, phrase: Phrase, previous: Reference | None) -> Reference | None:
    """Name the person or body that a phrase stands for; a phrase that names nobody stands for itself."""
    start, end = scene.span(phrase)
    form = scene.forms[phrase.first]
    if phrase.last - phrase.first == 1 and form in scene.pronouns:
        return _antecedent(scene, cast, form, start, previous)
    inside = [mention for mention in scene.mentions if start <= mention.start and mention.end <= end]
    persons = [mention for mention in inside if mention in cast.persons]
    if persons:
        return Reference(persons[-1].entity, "person")
    named = _apposed(scene, cast, phrase) or _by_role(scene, cast, phrase, start)
    if named:
        return Reference(named, "person")
    whole = [mention for mention in inside if mention.end == end and _is_head(scene, phrase, mention)]
    if whole:
        return Reference(whole[-1].entity, whole[-1].kind)
    generic = _generic(scene, cast, phrase, start, previous)
    return generic or Reference(" ".join(scene.surface(phrase).split()), None)


def _is_head(scene: Scene, phrase: Phrase, mention: Mention) -> bool:
    """Whether a name is all of a phrase but its determiner ("la SNCF", not "le porte-parole de la SNCF")."""
    first = scene.prepared.words.between(0, mention.start).stop
    return all(scene.forms[index] in scene.words.determiner for index in range(phrase.first, first))


def _apposed(scene: Scene, cast: Cast, phrase: Phrase) -> str | None:
    """The person named in apposition: "la porte-parole, Ilse Morand", "le maire de Brévan Jean Roy"."""
    end = scene.span(phrase)[1]
    if scene.forms[phrase.first] not in scene.words.determiner:
        return None
    near = [person for person in cast.persons if 0 <= person.start - end <= 3]
    return near[0].entity if near and re.fullmatch(r"\s*,?\s*", scene.text[end : near[0].start]) else None


def _by_role(scene: Scene, cast: Cast, phrase: Phrase, position: int) -> str | None:
    """The last person before, else the first behind, whom the article gives this role."""
    nouns = [form for form in scene.forms[phrase.first : phrase.last] if form not in scene.words.determiner]
    heads = _head_nouns(nouns, scene)
    if scene.forms[phrase.first] in ("un", "une", "des", "les", "a", "an", "deux"):
        return None
    fitting = [role for role in cast.roles if heads and _same_noun(role.noun, heads[0])]
    before = [role for role in fitting if role.position <= position]
    chosen = before[-1:] or fitting[:1]
    return chosen[0].name if chosen else None


def _same_noun(a: str, b: str) -> bool:
    """Whether two role nouns are the same but for gender ("président", "présidente")."""
    return a == b or (len(a) > 4 and len(b) > 4 and fold(a)[:-2] == fold(b)[:-2] and abs(len(a) - len(b)) <= 3) or fold(a).rstrip("e") == fold(b).rstrip("e")


def _generic(scene: Scene, cast: Cast, phrase: Phrase, position: int, previous: Reference | None) -> Reference | None:
    """"Le dirigeant", "l'expert": the person spoken of last."""
    nouns = [form for form in scene.forms[phrase.first : phrase.last] if form not in scene.words.determiner]
    heads = _head_nouns(nouns, scene)
    is_definite = scene.forms[phrase.first] in ("le", "la", "l'", "ce", "cet", "cette", "the")
    if not heads or not is_definite or heads[0] not in scene.words.generic:
        return None
    gender = genders(scene.prepared.article.language).get(heads[0])
    return _latest(cast, position, gender, previous)


def _antecedent(scene: Scene, cast: Cast, form: str, position: int, previous: Reference | None) -> Reference | None:
    gender = {"elle": "f", "t-elle": "f", "elles": "f", "she": "f", "her": "f", "il": "m", "t-il": "m", "ils": "m", "he": "m", "him": "m"}.get(form)
    if form in ("on", "t-on"):
        return None
    return _latest(cast, position, gender, previous)


def _latest(cast: Cast, position: int, gender: str | None, previous: Reference | None) -> Reference | None:
    """The speaker before, if the gender fits, else the last person of that gender, else the last person."""
    if previous and previous.kind == "person" and cast.gender.get(previous.name, gender) == gender:
        return previous
    earlier = [person for person in cast.persons if person.end <= position]
    agreeing = [person for person in earlier if gender is None or cast.gender.get(person.entity, gender) == gender]
    chosen = agreeing or earlier[:0]
    if chosen:
        return Reference(chosen[-1].entity, "person")
    return previous

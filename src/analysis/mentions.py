"""One article → its mentions: the recogniser's spans, mended at the edges, under one name an entity."""

import re
from collections.abc import Iterable

from analysis.language.countries import country_name, fold
from analysis.language.pipeline import Span
from analysis.tables import Mention, Sentence
from analysis.zones import PreparedArticle, zone_at

__all__ = ["find_mentions"]

KINDS = {"PER": "person", "PERSON": "person", "LOC": "place", "GPE": "place", "FAC": "place", "ORG": "organisation"}
"""Kind of each label of the models; every other label is `other`, and none is dropped."""

_EDGE = re.compile(r"^(?:[\W_]+|(?:l|d|qu|n|s|j|m|t|c)'|(?:le|la|les|de|du|des|un|une|the|a|an)\s)+")
_NAMED_ZONES = ("title", "standfirst", "caption", "duplicate", "body", "tags")


def find_mentions(prepared: PreparedArticle, spans: Iterable[Span], sentences: list[Sentence]) -> list[Mention]:
    """Turn the spans of a recogniser into mentions with canonical names.

    Edges lose outer punctuation, determiners and elided articles; a span without a capital is dropped
    (in tests on two corpora only this mending raised exact scores on both). Countries take one name
    whatever the language; a surname takes the full name that is the only one in the article to end
    with it. `voice` is `narrator` until the quotes are known.
    """
    trimmed = [span for raw in spans if (span := _trim(prepared.text, raw)) is not None]
    sentence_of = _sentence_numbers(sentences, [span.start for span in trimmed])
    mentions = [_mention(prepared, span, number) for span, number in zip(trimmed, sentence_of, strict=True)]
    kept = [mention for mention in mentions if mention.zone in _NAMED_ZONES]
    full_names = _full_names(kept)
    return [mention._replace(entity=full_names.get(mention.entity, mention.entity)) for mention in kept]


def _trim(text: str, span: Span) -> Span | None:
    surface = text[span.start : span.end]
    edge = _EDGE.match(surface)
    left = edge.end() if edge else 0
    right = len(surface.rstrip(" \n\t\r.,;:!?\"'»«”“#-–—("))
    if surface[left:right].count("(") < surface[left:right].count(")"):
        right = len(surface[:right].rstrip(") "))
    if left >= right or not any(map(str.isupper, surface[left:right])):
        return None
    return Span(span.label, span.start + left, span.start + right)


def _sentence_numbers(sentences: list[Sentence], positions: list[int]) -> list[int]:
    numbers, current = [], 0
    for position in positions:
        while current < len(sentences) and sentences[current].end <= position:
            current += 1
        numbers.append(sentences[min(current, len(sentences) - 1)].sentence)
    return numbers


def _mention(prepared: PreparedArticle, span: Span, sentence: int) -> Mention:
    language = prepared.article.language
    plain = " ".join(prepared.text[span.start : span.end].split())
    country = country_name(plain, language)
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
    )


def _full_names(mentions: list[Mention]) -> dict[str, str]:
    """Map each single-word name to the only longer person's name of the article that ends with it."""
    full = [mention for mention in mentions if " " in mention.entity and mention.zone != "tags"]  # tags spell at random
    spoken = {mention.entity for mention in full if mention.kind in ("person", "other")}
    endings: dict[str, set[str]] = {}
    for name in spoken:
        endings.setdefault(fold(name.rsplit(" ", 1)[-1]), set()).add(name)
    single = {mention.entity for mention in mentions if " " not in mention.entity and mention.kind != "place"}
    candidates = {name: endings.get(fold(name), set()) for name in single}
    return {name: next(iter(longer)) for name, longer in candidates.items() if len(longer) == 1}

"""One article → its quotes: what is said, by whom, introduced how.

Three steps, each in its module: `marks` pairs quotation marks (no language, never raises), `kinds`
tells speech from names, titles and scare quotes, `reported` finds clauses reported without marks,
`speakers` finds the cue and the speaker of each.
"""

from collections.abc import Iterator

from analysis.quotes.kinds import classify
from analysis.quotes.marks import find_marked
from analysis.quotes.reported import Claim, find_reported
from analysis.quotes.speakers import Attribution, Scene, attribute
from analysis.tables import SPEECH_KINDS, Mention, Quote, Sentence
from analysis.zones import PreparedArticle, zone_at

__all__ = ["find_quotes"]

QUOTED_ZONES = ("title", "standfirst", "caption", "duplicate", "body")


def find_quotes(prepared: PreparedArticle, sentences: list[Sentence], mentions: list[Mention]) -> list[Quote]:
    """Find the quotes of an article, in order of their first character.

    Marked spans come first and are final; clauses reported without marks are looked for in what is
    left, so that a marked fragment inside a reported clause gives two rows.
    """
    scene = Scene(prepared, sentences, mentions)
    marked = list(_marked(scene))
    reported = [claim for claim in _reported(scene) if not _collides(claim, marked)]
    quotes = sorted([*marked, *reported], key=lambda quote: (quote.start, -quote.end))
    return [quote._replace(quote=number) for number, quote in enumerate(quotes)]


def _marked(scene: Scene) -> Iterator[Quote]:
    previous: Attribution | None = None
    for start, end in scene.prepared.paragraphs:
        if zone_at(scene.prepared.zones, start) not in QUOTED_ZONES:
            continue
        for span in find_marked(scene.prepared.text, start, end):
            found = attribute(scene, span.start, span.end, previous)
            kind, reason = classify(scene.prepared, span, found)
            if kind in SPEECH_KINDS:
                previous = found
                yield _quote(scene, span.start, span.end, kind, found)
            else:
                yield _quote(scene, span.start, span.end, kind, Attribution(cue_class=reason))


def _reported(scene: Scene) -> Iterator[Quote]:
    for sentence in scene.sentences:
        if sentence.zone in QUOTED_ZONES:
            yield from (_claim(scene, claim) for claim in find_reported(scene, sentence))


def _collides(claim: Quote, marked: list[Quote]) -> bool:
    """Whether a reported clause overlaps speech inside marks without holding it whole."""
    return any(
        span.start < claim.end and span.end > claim.start and not claim.start <= span.start < span.end <= claim.end
        for span in marked
        if span.kind in SPEECH_KINDS
    )


def _claim(scene: Scene, claim: Claim) -> Quote:
    return _quote(scene, claim.start, claim.end, "indirect", claim.attribution)


def _quote(scene: Scene, start: int, end: int, kind: str, found: Attribution) -> Quote:
    article_id, zones, words = scene.prepared.article.article_id, scene.prepared.zones, scene.prepared.words
    return Quote(
        article_id=article_id,
        quote=0,
        start=start,
        end=end,
        kind=kind,
        zone=zone_at(zones, start),
        n_words=len(words.between(start, end)),
        speaker=found.speaker,
        speaker_start=found.start,
        speaker_end=found.end,
        reference=found.reference,
        reference_kind=found.reference_kind,
        cue=found.cue,
        cue_class=found.cue_class,
        inferred=found.inferred,
    )

"""One article → its quotes: what is said, by whom, introduced how.

Each step has its module: `marks` pairs quotation marks (no language, never raises), `inquits` cuts
what a journalist puts inside them, `kinds` tells speech from names, titles and scare quotes,
`reported` finds clauses reported without marks, `cues` the words that introduce, `speakers` who speaks.
"""

from bisect import bisect_left
from collections.abc import Iterator

from analysis.quotes.cast import Cast, make_cast
from analysis.quotes.inquits import cut_inquits
from analysis.quotes.kinds import classify
from analysis.quotes.marks import Marked, find_marked
from analysis.quotes.phrases import Scene, make_scene
from analysis.quotes.reported import find_reported
from analysis.quotes.speakers import Attribution, attribute
from analysis.tables import SPEECH_KINDS, Mention, Quote, Sentence
from analysis.zones import PreparedArticle, zone_at

__all__ = ["find_quotes"]

QUOTED_ZONES = ("title", "standfirst", "caption", "duplicate", "body")


def find_quotes(prepared: PreparedArticle, sentences: list[Sentence], mentions: list[Mention]) -> list[Quote]:
    """Find the quotes of an article, in order of their first character.

    Marked spans come first and are final; clauses reported without marks are looked for in what is
    left, so that a marked fragment inside a reported clause gives two rows.
    """
    spans = [
        piece
        for start, end in prepared.paragraphs
        if _is_quoted(prepared, start)
        for span in find_marked(prepared.text, start, end)
        for piece in cut_inquits(prepared, span)
    ]
    scene = make_scene(prepared, sentences, mentions, spans)
    if not (spans or scene.verb_positions or scene.source_positions):
        return []
    cast = make_cast(scene)
    marked = list(_marked(prepared, scene, cast, spans))
    starts = [quote.start for quote in marked]
    reported = [claim for claim in _reported(prepared, scene, cast) if not _collides(claim, marked, starts)]
    marked = [_inherited(span, reported) for span in marked]
    quotes = sorted([*marked, *reported], key=lambda quote: (quote.start, -quote.end))
    return [quote._replace(quote=number) for number, quote in enumerate(quotes)]


def _is_quoted(prepared: PreparedArticle, start: int) -> bool:
    return zone_at(prepared.zones, start) in QUOTED_ZONES


def _marked(prepared: PreparedArticle, scene: Scene, cast: Cast, spans: list[Marked]) -> Iterator[Quote]:
    previous: Attribution | None = None
    for span in spans:
        found = attribute(scene, cast, span.start, span.end, previous)
        kind, reason = classify(prepared, span, found)
        if kind in SPEECH_KINDS:
            previous = found if found.speaker else previous
            yield _quote(prepared, span.start, span.end, kind, found)
        else:
            yield _quote(prepared, span.start, span.end, kind, Attribution(cue_class=reason))


def _reported(prepared: PreparedArticle, scene: Scene, cast: Cast) -> Iterator[Quote]:
    previous: Attribution | None = None
    for sentence in scene.sentences:
        if sentence.zone in QUOTED_ZONES:
            for claim in find_reported(scene, cast, sentence, previous):
                previous = claim.attribution
                yield _quote(prepared, claim.start, claim.end, "indirect", claim.attribution)


def _inherited(span: Quote, reported: list[Quote]) -> Quote:
    """Give a marked fragment without a speaker that of the reported clause it stands in."""
    if span.speaker is not None or span.kind != "partial":
        return span
    around = next((claim for claim in reported if claim.start <= span.start and span.end <= claim.end), None)
    if around is None:
        return span
    return around._replace(start=span.start, end=span.end, kind=span.kind, n_words=span.n_words)


def _collides(claim: Quote, marked: list[Quote], starts: list[int]) -> bool:
    """Whether a reported clause overlaps speech inside marks without holding it whole."""
    nearby = marked[max(0, bisect_left(starts, claim.start) - 1) : bisect_left(starts, claim.end)]
    return any(
        span.end > claim.start
        and (not claim.start <= span.start < span.end <= claim.end or (span.kind == "direct" and span.start - claim.start < 3))
        for span in nearby
        if span.kind in SPEECH_KINDS
    )


def _quote(prepared: PreparedArticle, start: int, end: int, kind: str, found: Attribution) -> Quote:
    article_id, zones, words = prepared.article.article_id, prepared.zones, prepared.words
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
        reference=found.reference.name if found.reference else None,
        reference_kind=found.reference.kind if found.reference else None,
        cue=found.cue,
        cue_lemma=found.cue_lemma,
        cue_class=found.cue_class,
        inferred=found.inferred,
    )

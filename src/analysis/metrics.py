"""The rows of one article → its row of numbers."""

from collections.abc import Iterable

from analysis.readability import READING_EASE, score_lix, score_reading_ease
from analysis.tables import COUNTED_ZONES, DISPLAYED_KINDS, SPEECH_KINDS, Article, Hit, Mention, Metric, Quote, Sentence

__all__ = ["article_metrics", "narrated_words"]


def article_metrics(
    article: Article, sentences: list[Sentence], quotes: list[Quote], hits: list[Hit], mentions: list[Mention], n_title_words: int
) -> Metric:
    """Put the numbers of an article in one row, also of one without words.

    `n_title_words` are the narrator's words of its headline, wherever it stands (see `narrated_words`). A marked
    fragment inside a reported clause counts in both layers of quotes, and once in the reported one.
    """
    counted = [sentence for sentence in sentences if sentence.zone in COUNTED_ZONES]
    marked = [quote for quote in quotes if quote.zone in COUNTED_ZONES]
    speech = [quote for quote in marked if quote.kind in SPEECH_KINDS]
    named = [mention.entity for mention in mentions if mention.zone in COUNTED_ZONES]
    n_words = sum(sentence.n_words for sentence in counted)
    n_sentences = sum(sentence.n_words > 0 for sentence in counted)
    n_syllables = sum(sentence.n_syllables for sentence in counted)
    n_long_words = sum(sentence.n_long_words for sentence in counted)
    n_marked_words = sum(quote.n_words for quote in speech if quote.kind in DISPLAYED_KINDS)
    n_reported_words = _words_once(speech)
    is_scored = n_words > 0 and article.language in READING_EASE
    ease = score_reading_ease(n_words, n_sentences, n_syllables, article.language) if is_scored else None
    return Metric(
        article_id=article.article_id,
        n_words=n_words,
        n_sentences=n_sentences,
        n_letters=sum(sentence.n_letters for sentence in counted),
        n_syllables=n_syllables,
        n_long_words=n_long_words,
        n_quotes=len(speech),
        n_not_speech=len(marked) - len(speech),
        n_speakers=len({quote.reference for quote in speech} - {None}),
        n_marked_words=n_marked_words,
        n_reported_words=n_reported_words,
        density_marked=n_marked_words / n_words if n_words else None,
        density_reported=n_reported_words / n_words if n_words else None,
        n_title_words=n_title_words,
        n_hits=sum(hit.zone in COUNTED_ZONES for hit in hits),
        n_mentions=len(named),
        n_entities=len(set(named)),
        kandel_moles=ease if article.language == "fr" else None,
        flesch=ease if article.language == "en" else None,
        lix=score_lix(n_words, n_sentences, n_long_words) if n_words else None,
    )


def narrated_words(sentences: Iterable[Sentence], quotes: Iterable[Quote], zone: str) -> int:
    """Count the words of a zone that are nobody's speech."""
    n_words = sum(sentence.n_words for sentence in sentences if sentence.zone == zone)
    spoken = _words_once(quote for quote in quotes if quote.zone == zone and quote.kind in SPEECH_KINDS)
    return max(0, n_words - spoken)  # speech may go on beyond the zone


def _words_once(speech: Iterable[Quote]) -> int:
    """Count the words of speech; what lies inside other speech of the same article adds nothing."""
    n_words = reach = 0
    for quote in sorted(speech, key=lambda quote: (quote.start, -quote.end)):
        if quote.end > reach:
            n_words += quote.n_words
            reach = quote.end
    return n_words

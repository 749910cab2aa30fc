"""One article → its lexicon hits: whole words, longest term first, negation and degree noted, voices apart."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.hits.degrees import find_degree
from analysis.hits.negation import find_negations
from analysis.language.vocabulary import topic_words
from analysis.lexicons import Found, Lexicon, find_in_words
from analysis.tables import SPEECH_KINDS, Hit, Mention, Quote, Sentence
from analysis.zones import PreparedArticle

__all__ = ["Voices", "find_headline_hits", "find_hits", "find_voices"]


class Voices(NamedTuple):
    """The stretches of a text that are speech of any kind: parallel lists of starts, ends, and numbers of quotes; none overlap."""

    starts: list[int]
    ends: list[int]
    quotes: list[int]

    def at(self, position: int) -> str:
        """Say whose words stand at a character: `quoted` inside speech, else `narrator`."""
        return "narrator" if self.quote_at(position) is None else "quoted"

    def quote_at(self, position: int) -> int | None:
        """Give the number of the outermost quote that holds a character; null in the narrator's words."""
        index = bisect_right(self.starts, position) - 1
        return self.quotes[index] if index >= 0 and position < self.ends[index] else None


def find_voices(quotes: list[Quote]) -> Voices:
    """Lay the speech of an article end to end; a quote inside another adds nothing, what two share is the first one's."""
    voices = Voices([], [], [])
    speech = (quote for quote in quotes if quote.kind in SPEECH_KINDS)
    for quote in sorted(speech, key=lambda quote: (quote.start, -quote.end)):
        start = max(quote.start, voices.ends[-1]) if voices.ends else quote.start
        if start < quote.end:
            voices.starts.append(start)
            voices.ends.append(quote.end)
            voices.quotes.append(quote.quote)
    return voices


def find_hits(
    prepared: PreparedArticle,
    sentences: list[Sentence],
    voices: Voices,
    mentions: list[Mention],
    lexicons: Iterable[Lexicon],
) -> list[Hit]:
    """Find the terms of every lexicon of the article's language; a term in several categories gives a row for each.

    Words are compared in lower case with plain apostrophes, accents kept. Of terms that overlap, the one
    that begins first counts, then the longest. Words of a name ("Conseil de sécurité") and words that
    negate ("no") are no hits.
    """
    folded = _without_names(prepared, mentions)
    starts = [sentence.start for sentence in sentences]
    negations: dict[int, _Negated] = {}
    hits: list[Hit] = []
    for lexicon in lexicons:
        if lexicon.language == prepared.article.language:
            for found in find_in_words(lexicon, folded, prepared.text, prepared.words):
                sentence = sentences[bisect_right(starts, found.start) - 1]
                if sentence.sentence not in negations:
                    negations[sentence.sentence] = _negations(prepared, folded, sentence)
                hits += _rows(prepared, folded, found, lexicon, sentence, negations[sentence.sentence], voices)
    return hits


def find_headline_hits(
    prepared: PreparedArticle, sentences: list[Sentence], voices: Voices, mentions: list[Mention], lexicons: Iterable[Lexicon]
) -> list[Hit]:
    """Find terms in a headline that is not part of the article's text, given it as an article of its own.

    Offsets are those in `articles.title`, the zone is `headline`. What the article names is no hit here either;
    a name that only the headline has may be one.
    """
    names = {mention.surface for mention in mentions}
    named = [mentions[0]._replace(start=start, end=end) for name in names for start, end in _whole(name, prepared.text)]
    found = find_hits(prepared, sentences, voices, named, lexicons)
    return [hit._replace(zone="headline", quote=None) for hit in found]


def _whole(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Find a name in a text where no letter, digit or underscore goes on before or behind it, in any case."""
    lower, sought = text.lower(), name.lower()
    if len(lower) != len(text):  # one character of lower case may be two ("İ"): these stay
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    start = lower.find(sought) if sought else -1
    while start >= 0:
        end = start + len(sought)
        if not _JOINED.match(text[start - 1 : start]) and not _JOINED.match(text[end : end + 1]):
            yield start, end
            start = lower.find(sought, end)
        else:
            start = lower.find(sought, start + 1)


_JOINED = re.compile(r"\w")


def _without_names(prepared: PreparedArticle, mentions: list[Mention]) -> list[str]:
    """Words in lower case; the words of a name are empty, so that no term matches them."""
    folded = prepared.folded.copy()
    for mention in mentions:
        for index in prepared.words.between(mention.start, mention.end):
            folded[index] = ""
    return folded


class _Negated(NamedTuple):
    """What negates each word of a sentence, and the words that negate."""

    by_word: dict[int, list[str]]
    marks: frozenset[int]


def _negations(prepared: PreparedArticle, folded: list[str], sentence: Sentence) -> _Negated:
    span = prepared.words.between(sentence.start, sentence.end)
    found = find_negations(folded, prepared.text, prepared.words, span, prepared.article.language)
    by_word: dict[int, list[str]] = {}
    for negation in found:
        for index in range(negation.first, negation.stop):
            if index not in negation.marks:
                by_word.setdefault(index, []).append(negation.text)
    return _Negated(by_word, frozenset(index for negation in found for index in negation.marks))


def _rows(
    prepared: PreparedArticle,
    folded: list[str],
    found: Found,
    lexicon: Lexicon,
    sentence: Sentence,
    negated: _Negated,
    voices: Voices,
) -> Iterator[Hit]:
    language = prepared.article.language
    first = bisect_right(prepared.words.starts, found.start) - 1
    span = range(first, first + found.n_words)
    if negated.marks.issuperset(span):
        return
    governing = negated.by_word.get(first, [])
    quote = voices.quote_at(found.start)
    degree = find_degree(folded, prepared.text, prepared.words, span, language, negated.marks)
    for term in found.terms:
        yield Hit(
            article_id=prepared.article.article_id,
            start=found.start,
            end=found.end,
            sentence=sentence.sentence,
            lexicon=lexicon.name,
            category=term.category,
            polarity=term.polarity,
            term=term.term,
            weight=term.weight,
            n_words=found.n_words,
            negated=len(governing) % 2 == 1,
            negation=", ".join(governing) or None,
            degree=degree,
            is_topic=" ".join(folded[index] for index in span) in topic_words(language),
            voice="narrator" if quote is None else "quoted",
            quote=quote,
            zone=sentence.zone,
        )

"""One article → its lexicon hits: whole words, longest term first, negation noted."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from analysis.language.vocabulary import negators
from analysis.lexicons import Lexicon
from analysis.tables import SPEECH_KINDS, Hit, Mention, Quote, Sentence
from analysis.zones import PreparedArticle

__all__ = ["Voices", "find_hits", "find_voices"]


class Voices(NamedTuple):
    """The stretches of a text that are speech of any kind: parallel lists of starts and ends, none overlapping."""

    starts: list[int]
    ends: list[int]

    def at(self, position: int) -> str:
        """Say whose words stand at a character: `quoted` inside speech, else `narrator`."""
        index = bisect_right(self.starts, position) - 1
        return "quoted" if index >= 0 and position < self.ends[index] else "narrator"


def find_voices(quotes: list[Quote]) -> Voices:
    """Lay the speech of an article end to end; a quote inside another adds nothing."""
    voices = Voices([], [])
    for quote in sorted((quote for quote in quotes if quote.kind in SPEECH_KINDS), key=lambda quote: quote.start):
        if voices.ends and quote.start <= voices.ends[-1]:
            voices.ends[-1] = max(voices.ends[-1], quote.end)
        else:
            voices.starts.append(quote.start)
            voices.ends.append(quote.end)
    return voices


def find_hits(
    prepared: PreparedArticle,
    sentences: list[Sentence],
    voices: Voices,
    mentions: list[Mention],
    lexicons: Iterable[Lexicon],
) -> list[Hit]:
    """Find the terms of every lexicon of the article's language.

    Words are compared in lower case with plain apostrophes, accents kept. Of terms that overlap, the one
    that begins first wins, then the longest. A hit is negated when a negator of its language stands at
    most its reach of words before it in the same sentence. A capitalised word inside a mention is a
    name ("Clémence", "Boréal"), never a hit.
    """
    forms = _forms(prepared, mentions)
    used = [lexicon for lexicon in lexicons if lexicon.language == prepared.article.language]
    return [hit for sentence in sentences for lexicon in used for hit in _in_sentence(prepared, forms, sentence, voices, lexicon)]


def _forms(prepared: PreparedArticle, mentions: list[Mention]) -> list[str]:
    """Words in lower case; a word that is part of a name keeps its capital, so that no term matches it."""
    text, words = prepared.text, prepared.words
    forms = [text[start:end].lower() for start, end in zip(words.starts, words.ends, strict=True)]
    for mention in mentions:
        for index in words.between(mention.start, mention.end):
            forms[index] = text[words.starts[index] : words.ends[index]]
    return forms


def _in_sentence(
    prepared: PreparedArticle, forms: list[str], sentence: Sentence, voices: Voices, lexicon: Lexicon
) -> Iterable[Hit]:
    words = prepared.words
    span = words.between(sentence.start, sentence.end)
    index = span.start
    while index < span.stop:
        found = lexicon.match(forms, index, span.stop)
        if found is None:
            index += 1
            continue
        term, n_words = found
        start, end = words.starts[index], words.ends[index + n_words - 1]
        yield Hit(
            article_id=prepared.article.article_id,
            start=start,
            end=end,
            sentence=sentence.sentence,
            lexicon=lexicon.name,
            category=term.category,
            term=term.term,
            weight=term.weight,
            negated=_is_negated(forms, span.start, index, prepared.article.language),
            voice=voices.at(start),
            zone=sentence.zone,
        )
        index += n_words


def _is_negated(forms: list[str], first: int, index: int, language: str) -> bool:
    reach = negators(language)
    window = range(max(first, index - max(reach.values(), default=0)), index)
    return any(
        index - position <= reach.get(forms[position], 0) and not _is_only(forms, position, index, language)
        for position in window
    )


def _is_only(forms: list[str], position: int, index: int, language: str) -> bool:
    """Whether a French negator does not negate: "ne … que", "non seulement", "plus" without "ne"."""
    if language != "fr":
        return False
    form, between = forms[position], forms[position + 1 : index]
    if form in ("ne", "n'"):
        return "que" in between or "qu'" in between or "seulement" in between
    return form == "plus" and not {"ne", "n'"} & set(forms[max(0, position - 4) : position])

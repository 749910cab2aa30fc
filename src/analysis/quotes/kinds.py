"""Tell speech from what is only marked: names, titles, scare quotes, words as words."""

import re

from analysis.language.vocabulary import FunctionWords, Naming, function_words, naming_words, pattern, pronouns, verbs
from analysis.quotes.marks import Marked
from analysis.quotes.speakers import Attribution
from analysis.zones import PreparedArticle

__all__ = ["classify"]

_FEWEST_CLAUSE_WORDS = 4
_LONGEST_NAME = 6
_WINDOW = 100
_LONGEST_SCARE = 3
_LAST_WORD = re.compile(r"([^\W\d_]+)[\s,]*$")


def classify(prepared: PreparedArticle, span: Marked, found: Attribution) -> tuple[str, str | None]:
    """Return the kind of a marked span and, for `not_speech`, the reason.

    Rules in order: what somebody might say ("on pourrait dire : «") is hypothetical; a clause or more is
    `direct`; a legal charge ("mis en examen pour «") is a term; behind a word that names ("le film «", "la
    loi dite «"), or in capitals amid a sentence, it is a name or a title; a short fragment without a cue is a
    scare quote; the rest is `partial`.
    """
    text = prepared.text
    content, before = text[span.start : span.end], text[max(0, span.left - _WINDOW) : span.left]
    if pattern("hypothetical", prepared.article.language).search(before):
        return "not_speech", "hypothetical"
    if _is_direct(prepared, span, found, content, before):
        return "direct", None
    if pattern("charge", prepared.article.language).search(before):
        return "not_speech", "mention"
    reason = _not_speech(prepared, content, before, found)
    return ("not_speech", reason) if reason else ("partial", None)


def _is_direct(prepared: PreparedArticle, span: Marked, found: Attribution, content: str, before: str) -> bool:
    n_words = len(prepared.words.between(span.start, span.end))
    if span.mark == "—" or span.continues or re.search(r"[.!?…]\s+[A-ZÀ-Þ]", content):
        return True
    lead = before.rstrip(' \n»”"')
    opens = not lead or lead[-1] in ":.!?…\n"
    is_statement = n_words >= _FEWEST_CLAUSE_WORDS or lead.endswith(":") or content[-1] in ".!?…" or found.is_inquit
    if opens and content[0].isupper() and is_statement:
        return True
    return _is_clause(prepared, span)


def _is_clause(prepared: PreparedArticle, span: Marked) -> bool:
    """Whether a fragment has a subject and its verb: it opens like a noun phrase, and a verb follows that no "qui" governs."""
    words, language = function_words(prepared.article.language), prepared.article.language
    forms = [
        prepared.text[prepared.words.starts[i] : prepared.words.ends[i]].lower()
        for i in prepared.words.between(span.start, span.end)
    ]
    if forms[0] in words.preposition | words.linker | words.auxiliary | words.relative:
        return False
    openings = words.determiner | words.own_subject | words.indefinite | pronouns(language).keys()
    opens = forms[0] in openings or prepared.text[span.start].isupper()
    for form, before in zip(forms[1:], forms, strict=False):
        if form in words.relative | words.that | words.conjunction & {"dont", "où", "which"}:
            return False
        if _is_verb(words, language, form, before):
            return opens
        if before in words.own_subject:
            return opens
    return False


def _is_verb(words: FunctionWords, language: str, form: str, before: str) -> bool:
    """Whether a word of a fragment is its verb, as far as the word itself and the one before tell."""
    if before in words.preposition | words.linker | words.determiner - words.clitic:
        return False
    return form in words.auxiliary or (verbs(language).get(form, False) and form not in words.preposition | words.adverb)


def _naming(language: str, before: str) -> Naming | None:
    """The word before the marks that names, determiners and linkers passed over ("dites du « groupe des onze »")."""
    small = function_words(language)
    words = [form.lower() for form in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", before[before.rfind(".") + 1 :])]
    while words and words[-1] in small.determiner | small.linker | {"d", "l"}:
        words.pop()
    return naming_words(language).get(words[-1]) if words and before.rstrip()[-1:] not in ".,;:!?" else None


def _not_speech(prepared: PreparedArticle, content: str, before: str, found: Attribution) -> str | None:
    small = function_words(prepared.article.language)
    last = _LAST_WORD.search(before)
    noun = last.group(1).lower() if last else ""
    named = _naming(prepared.article.language, before)
    if named is not None and (named.any_case or content[0].isupper()):
        return named.reason
    if content[0].isupper() and before.rstrip()[-1:].isalpha() and noun not in small.that:
        return "name"
    words = re.findall(r"[^\W\d_]+", content)
    is_capitalised = all(word[0].isupper() or word.lower() in small.title_word for word in words)
    if words and is_capitalised and words[0][0].isupper() and len(words) <= _LONGEST_NAME:
        return "name"
    if found.cue is None and not found.is_inquit and len(words) <= _LONGEST_SCARE:
        return "scare"
    return None

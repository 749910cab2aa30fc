"""Tell speech from what is only marked: names, titles, scare quotes, words as words."""

import re

from analysis.language.vocabulary import naming_nouns
from analysis.quotes.marks import Marked
from analysis.quotes.speakers import Attribution
from analysis.zones import PreparedArticle

__all__ = ["classify"]

_CLAUSE = {
    "fr": re.compile(
        r"\b(?:j'|je|tu|il|elle|on|nous|vous|ils|elles|c'(?:est|était)|ce (?:sont|n'est)|ça|cela|il y a|qui)\b"
        r"|\b(?:est|sont|a|ont|était|sera|serait|doit|doivent|faut|peut|peuvent|n'est|va|vont|avons|avez)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:i|we|he|she|it|they|you|there|this|that)\b"
        r"|\b(?:is|are|was|were|has|have|will|would|can|must|do|does|did|isn't|don't)\b",
        re.IGNORECASE,
    ),
}
_FEWEST_CLAUSE_WORDS = 4
_LONGEST_NAME = 6
_LONGEST_SCARE = 3
_LAST_WORD = re.compile(r"([^\W\d_]+)[\s,]*[«“\"„‹‘(]\s*$")
_SMALL_WORDS = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "à",
        "au",
        "aux",
        "en",
        "sur",
        "pour",
        "the",
        "of",
        "and",
        "a",
        "an",
        "in",
        "on",
        "for",
        "to",
    ]
)


def classify(prepared: PreparedArticle, span: Marked, found: Attribution) -> tuple[str, str | None]:
    """Return the kind of a marked span and, for `not_speech`, the reason.

    Rules in order: a noun that names ("le film «"), a capitalised name without a cue, a short fragment
    without a cue, else speech; speech is `direct` if it is a clause or more, else `partial`.
    """
    text = prepared.text
    content, before = text[span.start : span.end], text[max(0, span.start - 60) : span.start]
    if _is_direct(prepared, span, content, before):
        return "direct", None
    reason = _not_speech(prepared, content, before, found)
    return ("not_speech", reason) if reason else ("partial", None)


def _is_direct(prepared: PreparedArticle, span: Marked, content: str, before: str) -> bool:
    n_words = len(prepared.words.between(span.start, span.end))
    if span.mark == "—" or re.search(r"[.!?…]\s+[A-ZÀ-Þ]", content):
        return True
    lead = re.sub(r"[«“\"„‹‘]\s*$", "", before).rstrip()
    opens = not lead or lead[-1] in ":.!?…\n"
    if opens and content[0].isupper() and (n_words >= _FEWEST_CLAUSE_WORDS or lead.endswith(":") or content[-1] in ".!?…"):
        return True
    clause = _CLAUSE.get(prepared.article.language)
    return clause is not None and n_words >= _FEWEST_CLAUSE_WORDS and _starts_clause(content, clause)


def _starts_clause(content: str, clause: re.Pattern[str]) -> bool:
    return clause.search(content) is not None and (content[0].isupper() or clause.match(content) is not None)


def _not_speech(prepared: PreparedArticle, content: str, before: str, found: Attribution) -> str | None:
    last = _LAST_WORD.search(before)
    noun = last.group(1).lower() if last else ""
    reason = naming_nouns(prepared.article.language).get(noun)
    if reason:
        return reason
    words = re.findall(r"[^\W\d_]+", content)
    is_capitalised = all(word[0].isupper() or word.lower() in _SMALL_WORDS for word in words)
    if words and is_capitalised and words[0][0].isupper() and len(words) <= _LONGEST_NAME:
        return "name"
    if found.cue is None and len(words) <= _LONGEST_SCARE:
        return "scare"
    return None

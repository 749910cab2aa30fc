"""The tables of Cadrage: one row type each, and the Arrow schema and the DataFrame derived from it.

This is the only place where a column is named. Offsets (`start`, `end`) are half-open character
positions in `articles.text` exactly as stored, so that "inside a quote", "in the same sentence" and
"show me" are joins. Undefined is null, never 0, -1 or "".
"""

from collections.abc import Collection, Iterable, Mapping, Set
from datetime import datetime
from html import escape
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.errors import TableError

__all__ = [
    "COUNTED_ZONES",
    "DISPLAYED_KINDS",
    "HEADLINE_ZONES",
    "NO_OUTLET",
    "SPEECH_KINDS",
    "TABLES",
    "Article",
    "Comention",
    "Failure",
    "Hit",
    "Mention",
    "Metric",
    "Quote",
    "Sentence",
    "Signature",
    "Tables",
    "Zone",
    "columns",
    "concatenate",
    "conform",
    "contained",
    "frame",
    "read_parquet",
    "require",
    "schema",
    "to_arrow",
    "to_frame",
]

COUNTED_ZONES = ("standfirst", "body")
"""Zones that metrics count; what repeats an earlier paragraph is `duplicate` and is left out."""

HEADLINE_ZONES = ("title", "headline")
"""A headline in the text, and one beside it; an article has one of them at most."""

NO_OUTLET = "(no outlet)"
"""How the articles are called whose outlet is not known."""

SPEECH_KINDS = ("direct", "partial", "indirect")
"""Kinds of quote that are somebody's words; the fourth kind, `not_speech`, is kept but never counted."""

DISPLAYED_KINDS = ("direct", "partial")
"""Kinds of speech that stand inside quotation marks: the marked layer."""


class Article(NamedTuple):
    """One article as it was read."""

    article_id: Annotated[str, "unique in the corpus; given, or derived from the digest"]
    outlet: Annotated[str | None, "who published it"]
    published: Annotated[datetime | None, "when, in UTC; a stamp without a zone is taken as UTC"]
    agency: Annotated[str | None, "the news agency that it is taken from"]
    author: Annotated[str | None, "byline"]
    section: Annotated[str | None, "section of the outlet"]
    title: Annotated[str | None, "headline"]
    url: Annotated[str | None, "address"]
    language: Annotated[str, "ISO 639-1 code, given or identified"]
    text: Annotated[str, "the text as read, in Unicode NFC"]
    digest: Annotated[str, "128-bit BLAKE2b of all the columns above but the id, in hexadecimal"]
    content: Annotated[
        str, "64-bit BLAKE2b of the text, then of text, title and language, which rows depend on: exact copies share it"
    ]
    source_file: Annotated[str | None, "the file that it was read from, relative to the corpus"]
    copy_cluster: Annotated[
        str | None, "id of the first published of its near-copies, its own where it is that; null until articles are compared"
    ] = None
    first_seen: Annotated[datetime | None, "when that one was published; null where it is not dated"] = None


class Zone(NamedTuple):
    """A stretch of an article's text with one function; the zones of an article partition its text."""

    article_id: Annotated[str, "the article"]
    zone: Annotated[str, "title dateline byline standfirst caption credit body related tags duplicate"]
    start: Annotated[int, "first character"]
    end: Annotated[int, "one past the last character"]


class Sentence(NamedTuple):
    """A sentence with its counts, the denominators of every rate."""

    article_id: Annotated[str, "the article"]
    sentence: Annotated[int, "number in the article, from 0"]
    start: Annotated[int, "first character"]
    end: Annotated[int, "one past the last character"]
    zone: Annotated[str, "the zone that holds it"]
    paragraph: Annotated[int, "number of its paragraph in the article, from 0"]
    n_words: Annotated[int, "words"]
    n_letters: Annotated[int, "letters and digits of these words"]
    n_syllables: Annotated[int, "syllables of these words"]
    n_long_words: Annotated[int, "words of more than six letters"]


class Quote(NamedTuple):
    """Quoted or reported words, without outer marks, spaces or a leading que."""

    article_id: Annotated[str, "the article"]
    quote: Annotated[int, "number in the article, from 0"]
    start: Annotated[int, "first character"]
    end: Annotated[int, "one past the last character"]
    kind: Annotated[str, "direct partial indirect not_speech"]
    zone: Annotated[str, "the zone that holds its first character"]
    n_words: Annotated[int, "words"]
    speaker: Annotated[str | None, "the mention as written"]
    speaker_start: Annotated[int | None, "first character of the mention"]
    speaker_end: Annotated[int | None, "one past its last character"]
    reference: Annotated[str | None, "the person or body that the speaker stands for in this article"]
    reference_kind: Annotated[str | None, "person place organisation other"]
    cue: Annotated[str | None, "the verb or preposition as written, auxiliaries and inverted pronouns included"]
    cue_lemma: Annotated[str | None, "its infinitive, or the preposition"]
    cue_class: Annotated[str | None, "stance of the cue; of not_speech, the reason: name title scare mention hypothetical"]
    inferred: Annotated[bool, "whether the speaker is that of an earlier quote or the subject of a sentence before"]


class Hit(NamedTuple):
    """One term of a lexicon found in a text, or in a headline that is not part of the text (zone `headline`)."""

    article_id: Annotated[str, "the article"]
    start: Annotated[int, "first character; in the zone headline, of articles.title"]
    end: Annotated[int, "one past the last character"]
    sentence: Annotated[int, "number of its sentence; in the zone headline, of the headline"]
    lexicon: Annotated[str, "name of the lexicon"]
    category: Annotated[str, "category of the term; its polarity where the lexicon gives no other"]
    polarity: Annotated[str | None, "positive or negative, before any negation; null: the term takes no side"]
    term: Annotated[str, "the term as the lexicon has it"]
    weight: Annotated[float, "weight of the term in the lexicon's own unit"]
    n_words: Annotated[int, "words"]
    negated: Annotated[bool, "whether an odd number of negations governs it"]
    negation: Annotated[str | None, "the negations that govern it, as written; null without any"]
    degree: Annotated[str | None, "intensified or downtoned, by the words beside it; null if neither"]
    is_topic: Annotated[bool, "whether it rather names a topic than gives a tone (guerre, crise)"]
    voice: Annotated[str, "narrator or quoted"]
    quote: Annotated[
        int | None, "number of the outermost quote that holds it, which names the speaker; null: the narrator's, or a headline's"
    ]
    zone: Annotated[str, "the zone that holds it, or headline"]


class Mention(NamedTuple):
    """One place where an article names an entity."""

    article_id: Annotated[str, "the article"]
    start: Annotated[int, "first character"]
    end: Annotated[int, "one past the last character"]
    sentence: Annotated[int, "number of its sentence"]
    surface: Annotated[str, "the name as written"]
    entity: Annotated[str, "its canonical name"]
    kind: Annotated[str, "person place organisation other"]
    voice: Annotated[str, "narrator or quoted"]
    zone: Annotated[str, "the zone that holds it"]
    rule: Annotated[
        str | None, "why the entity is not the name as written: country surname acronym hashtag alias letters spelling initial"
    ]


class Comention(NamedTuple):
    """Two distinct entities named in the same context of one article."""

    article_id: Annotated[str, "the article"]
    entity_a: Annotated[str, "the first in alphabetical order"]
    entity_b: Annotated[str, "the second"]
    context: Annotated[str, "sentence paragraph article"]
    n: Annotated[int, "contexts of the article that name both"]


class Metric(NamedTuple):
    """One article in numbers; words, sentences and rates are those of standfirst and body."""

    article_id: Annotated[str, "the article"]
    n_words: Annotated[int, "words"]
    n_sentences: Annotated[int, "sentences"]
    n_letters: Annotated[int, "letters and digits"]
    n_syllables: Annotated[int, "syllables"]
    n_long_words: Annotated[int, "words of more than six letters"]
    n_quotes: Annotated[int, "quotes that are speech"]
    n_not_speech: Annotated[int, "marked spans that are not speech"]
    n_speakers: Annotated[int, "distinct speakers"]
    n_marked_words: Annotated[int, "words inside direct and partial quotes"]
    n_reported_words: Annotated[int, "words inside direct, partial and indirect quotes"]
    density_marked: Annotated[float | None, "n_marked_words / n_words; null without words"]
    density_reported: Annotated[float | None, "n_reported_words / n_words; null without words"]
    n_title_words: Annotated[int, "the narrator's words in the headline, wherever it stands"]
    n_hits: Annotated[int, "lexicon hits, all lexicons"]
    n_mentions: Annotated[int, "mentions"]
    n_entities: Annotated[int, "distinct entities"]
    kandel_moles: Annotated[float | None, "French reading ease; null in other languages"]
    flesch: Annotated[float | None, "English reading ease; null in other languages"]
    lix: Annotated[float | None, "Läsbarhetsindex; null without words"]


class Signature(NamedTuple):
    """What near-copies of an article are found by (see `analysis.copies`)."""

    article_id: Annotated[str, "the article"]
    signature: Annotated[bytes, "MinHash of its word shingles: 128 numbers of 32 bits"]


class Failure(NamedTuple):
    """Something that could not be read or analysed; nothing is dropped in silence."""

    article_id: Annotated[str | None, "the article, where it has an id"]
    source_file: Annotated[str | None, "the file"]
    stage: Annotated[str, "read or analyze"]
    error: Annotated[str, "kind of error"]
    message: Annotated[str, "what is wrong, where, and how to mend it"]


TABLES: dict[str, type[Any]] = {
    "articles": Article,
    "zones": Zone,
    "sentences": Sentence,
    "quotes": Quote,
    "hits": Hit,
    "mentions": Mention,
    "comentions": Comention,
    "metrics": Metric,
    "signatures": Signature,
    "failures": Failure,
}
"""Row type of each table, by its name."""


class Tables(NamedTuple):
    """All that is known of a corpus: one DataFrame a table (see `TABLES`)."""

    articles: pd.DataFrame
    zones: pd.DataFrame
    sentences: pd.DataFrame
    quotes: pd.DataFrame
    hits: pd.DataFrame
    mentions: pd.DataFrame
    comentions: pd.DataFrame
    metrics: pd.DataFrame
    signatures: pd.DataFrame
    failures: pd.DataFrame

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {len(table):,}" for name, table in self._asdict().items())
        return f"Tables({sizes})"

    def _repr_html_(self) -> str:
        """Show how many rows each table has, and its columns."""
        rows = "".join(
            f'<tr><th scope="row">{name}</th><td>{len(table):,}</td><td>{", ".join(map(escape, table.columns))}</td></tr>'
            for name, table in self._asdict().items()
        )
        head = '<tr><th scope="col">table</th><th scope="col">rows</th><th scope="col">columns</th></tr>'
        return f"<table><caption>Tables of {len(self.articles):,} articles</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"


_ARROW: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def schema(row: type[Any]) -> pa.Schema:
    """Derive the Arrow schema of a row type; a field annotated `… | None` is nullable.

    >>> schema(Comention).names
    ['article_id', 'entity_a', 'entity_b', 'context', 'n']
    """
    if row not in _SCHEMAS:
        _SCHEMAS[row] = pa.schema([_field(name, hint) for name, hint in get_type_hints(row, include_extras=True).items()])
    return _SCHEMAS[row]


_SCHEMAS: dict[type[Any], pa.Schema] = {}


def _field(name: str, hint: Any) -> pa.Field:
    kind, note = get_args(hint) if get_origin(hint) is Annotated else (hint, "")
    options = get_args(kind)
    base = next((option for option in options if option is not type(None)), kind)
    return pa.field(name, _ARROW[base], nullable=type(None) in options, metadata={"note": note})


def columns(row: type[Any]) -> pd.DataFrame:
    """List the columns of a row type: `column`, `type`, `nullable`, `note` (a data dictionary)."""
    listed = [(f.name, str(f.type), f.nullable, (f.metadata or {}).get(b"note", b"").decode()) for f in schema(row)]
    return pd.DataFrame(listed, columns=["column", "type", "nullable", "note"])


def frame(rows: Iterable[Any], row: type[Any]) -> pd.DataFrame:
    """Make the DataFrame of some rows, with the dtypes of their type also when there are none.

    Text is `str`, times are `datetime64[us, UTC]`, whole numbers `int32` (`Int32` where null is
    allowed), other numbers `float64`.
    """
    wanted = schema(row)
    values = list(zip(*rows, strict=True)) or [()] * len(wanted)
    table = pa.table([pa.array(column, field.type) for column, field in zip(values, wanted, strict=True)], schema=wanted)
    return to_frame(table)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table into a DataFrame with this module's dtypes."""
    found: pd.DataFrame = table.to_pandas(use_threads=False)
    nullable = {f.name: "Int32" for f in table.schema if f.nullable and pa.types.is_int32(f.type)}
    return found.astype(nullable) if nullable else found


def to_arrow(table: pd.DataFrame, row: type[Any]) -> pa.Table:
    """Turn a DataFrame into the Arrow table of a row type."""
    return pa.Table.from_pandas(table, schema=schema(row), preserve_index=False)


def read_parquet(source: Any, **options: Any) -> pa.Table:
    """Read a Parquet file in this thread: threads that Arrow still starts when a short command ends abort it (apache/arrow#34314)."""
    with pq.ParquetFile(source, pre_buffer=False, **options) as opened:  # `read_table` scans a dataset, with threads of its own
        return opened.read(use_threads=False)


def conform(table: pd.DataFrame, row: type[Any]) -> pd.DataFrame:
    """Put a DataFrame's columns into the order and the dtypes of a row type; other columns are left out."""
    return to_frame(to_arrow(table[schema(row).names], row))


def concatenate(tables: list[Tables]) -> Tables:
    """Put tables of several batches one below the other."""
    if not tables:
        return Tables(*(frame([], row) for row in TABLES.values()))
    return Tables(*(pd.concat(same, ignore_index=True) for same in zip(*tables, strict=True)))


def contained(column: "pd.Series[str]", names: Collection[str]) -> "pd.Series[bool]":
    """Tell which names of a column are among others; forty times as fast as `isin`, which makes an array of a set first."""
    known = names if isinstance(names, Set | Mapping) else set(names)
    return pd.Series([name in known for name in column.tolist()], index=column.index, dtype="bool")


def require(table: pd.DataFrame, *names: str, of: str) -> None:
    """Check that a table has some columns.

    Raises
    ------
    TableError
        Naming the missing columns and those that are there.
    """
    missing = [name for name in names if name not in table.columns]
    if missing:
        there = ", ".join(map(str, table.columns)) or "none"
        raise TableError(f"{of} lacks the column(s) {', '.join(missing)}; it has: {there}")

"""The sentences behind the numbers: excerpts of at most `EXCERPT_WORDS` words, with what counts in them marked."""

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis import voices
from analysis.evidence.layers import LAYERS, layers
from analysis.summaries.frames import vocabulary_hits
from analysis.summaries.groups import with_outlet, with_period
from analysis.tables import COUNTED_ZONES, NO_OUTLET, Tables
from analysis.tone import sided_hits

__all__ = [
    "EVIDENCE",
    "EXCERPT_WORDS",
    "LAYERS",
    "MOST_EXCERPTS",
    "copies",
    "hits",
    "joint_sentences",
    "layers",
    "pairs",
    "quotes",
    "shift",
    "speakers",
    "tone_words",
]

EXCERPT_WORDS = 25
"""No excerpt of an article is longer than this many words."""

MOST_EXCERPTS = 5
"""Excerpts that stand under one row of a table."""

_REACH = 400
_INTRODUCTION = 9
"""Words that mostly hold the verb and the speaker."""

EVIDENCE = ["row", "total", "parts", "outlet", "published", "url", "article_id"]
"""Columns of evidence: the row of the table that it belongs to, an excerpt as pairs (text, mark), where it stands.

The mark is empty, `mark`, or for lexicon hits `term`, or `positive`, `negative` after any negation, with ¬ where there is one.
"""


def speakers(tables: Tables, ranked: pd.DataFrame, *, most: int = 20) -> pd.DataFrame:
    """Take some quotes of the first speakers of a table (see `summaries.speakers`), of as many articles as there are.

    Returns the columns `EVIDENCE`: `row` is the position in `ranked`, `total` how many there are of it; at
    most `MOST_EXCERPTS` rows for each.
    """
    rows = {name: number for number, name in enumerate(ranked["speaker"].head(most))}
    listed = _with_texts(tables, voices.outermost(tables.quotes))
    known = listed[listed["speaker"].isin(rows)].assign(row=lambda table: table["speaker"].map(rows))
    return _excerpts(_spread(known.assign(total=known.groupby("row")["row"].transform("size"))))


def copies(tables: Tables, found: pd.DataFrame, *, most: int = 20) -> pd.DataFrame:
    """List the articles behind the first rows of a table of copies (see `summaries.copies`): headline and opening words of each.

    Returns the columns `EVIDENCE`, in the order of publication; at most `MOST_EXCERPTS` rows for each.
    """
    rows = {cluster: number for number, cluster in enumerate(found["copy_cluster"].head(most))}
    placed = with_outlet(tables.articles[tables.articles["copy_cluster"].isin(rows)])
    ordered = placed.sort_values(["published", "article_id"], na_position="last", kind="stable")
    total = ordered.groupby("copy_cluster")["article_id"].transform("size")
    known = ordered.assign(row=ordered["copy_cluster"].map(rows), total=total)
    shown = known.sort_values("row", kind="stable").groupby("row").head(MOST_EXCERPTS)
    listed = [(one.row, one.total, _opening(one), *_place(one)) for one in _rows(shown)]
    return pd.DataFrame(listed, columns=EVIDENCE)


def _opening(article: Any) -> tuple[tuple[str, str], ...]:
    """The headline of an article, marked, and the first words of its text behind it."""
    title = article.title if isinstance(article.title, str) else ""
    own = _shortened(title)
    room = EXCERPT_WORDS - len(own.split())
    words = article.text.removeprefix(title).split()
    return (own, "mark"), (" " + " ".join(words[:room]) + " …" * (len(words) > room), "")


def quotes(tables: Tables) -> pd.DataFrame:
    """List all quotes of standfirst and body, those of the most quoted speakers first.

    Returns `speaker, cue, stance, kind, excerpt, outlet, article_id, url`.
    """
    listed = _with_texts(tables, voices.counted_speech(tables.quotes))
    words = listed.groupby("reference")["n_words"].sum()
    spans = zip(listed["text"], listed["start"], listed["end"], strict=True)
    shown = listed.assign(
        excerpt=[_shortened(text[start:end]) for text, start, end in spans],
        rank=listed["reference"].map(words).fillna(0),
        stance=listed["cue_class"],
    )
    ordered = shown.sort_values(["rank", "speaker", "article_id", "start"], ascending=[False, True, True, True])
    return ordered[["speaker", "cue", "stance", "kind", "excerpt", "outlet", "article_id", "url"]].reset_index(drop=True)


def tone_words(one: Tables) -> pd.DataFrame:
    """List the words of tone of an article in the order of its text: `kind` (the side, after negation), `note`, `excerpt`."""
    found = layers(one).query("layer == 'tone words'")
    text = "".join(one.articles["text"])
    excerpts = ["".join(part for part, _ in _excerpt(text, row.start, row.end)) for row in _rows(found)]
    return found.assign(excerpt=excerpts)[["kind", "note", "excerpt"]].reset_index(drop=True)


def pairs(tables: Tables, found: pd.DataFrame, *, most: int = 20) -> pd.DataFrame:
    """Take some sentences of the first pairs of a table (see `summaries.comention_pairs`); the columns are `EVIDENCE`.

    Marked is the stretch from one name to the other, where they stand closest.
    """
    joint = joint_sentences(tables, found.head(most))
    rows = {(pair.entity_a, pair.entity_b): number for number, pair in enumerate(_rows(found.head(most)))}
    texts = tables.articles[["article_id", "outlet", "published", "url", "text"]].fillna({"outlet": NO_OUTLET})
    listed = joint.merge(texts, on="article_id")
    spans = zip(listed["text"], listed["start"], listed["end"], strict=True)
    placed = listed.assign(
        row=[rows[pair] for pair in zip(listed["entity_a"], listed["entity_b"], strict=True)],
        n_words=[len(text[start:end].split()) for text, start, end in spans],
    )
    return _excerpts(_spread(placed.assign(total=placed.groupby("row")["row"].transform("size"))))


def hits(tables: Tables, ranked: pd.DataFrame, by: list[str], *, most: int = 40) -> pd.DataFrame:
    """Take some sentences with lexicon hits behind the first rows of a table; the columns are `EVIDENCE`.

    Every hit of the excerpt that the row counts is marked with its side; `total` counts sentences. For a
    table of frames the hits in categories count, for others those with a side.

    Parameters
    ----------
    ranked
        A table with the columns `by`.
    by
        What a row is about, of: outlet, period, speaker, entity, lexicon, voice, term, negated, is_topic, frame.
    """
    if ranked.empty or tables.hits.empty:
        return pd.DataFrame(columns=EVIDENCE)
    return _sentences(tables, _placed_hits(tables, set(by)), ranked.head(most)[by])


def shift(tables: Tables, shifted: pd.DataFrame, *, most: int = 40) -> pd.DataFrame:
    """Take some sentences behind the first rows of a word shift (see `summaries.word_shift`), of its two groups only."""
    if shifted.empty:
        return pd.DataFrame(columns=EVIDENCE)
    groups = [shifted["group_a"].iloc[0], shifted["group_b"].iloc[0]]
    by = ["term", "negated", "is_topic", "lexicon"]
    compared = "outlet" if "voice" in shifted.columns else "voice"
    found = _placed_hits(tables, {compared})
    by += ["voice"] * (compared == "outlet")
    return _sentences(tables, found[found[compared].isin(groups)], shifted.head(most)[by])


def _sentences(tables: Tables, found: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Choose a few sentences of hits for each wanted row, of as many articles as there are."""
    wanted = wanted.reset_index(drop=True)
    merged = found.merge(wanted.assign(row=range(len(wanted))), on=list(wanted.columns))
    first = merged.drop_duplicates(["row", "article_id", "sentence"])
    first = first.assign(
        total=first.groupby("row")["row"].transform("size"), turn=first.groupby(["row", "article_id"]).cumcount()
    )
    chosen = first.sort_values(["row", "turn"], kind="stable").groupby("row").head(MOST_EXCERPTS)
    texts = tables.articles[["article_id", "published", "url", "text"]]
    spans = tables.sentences[["article_id", "sentence", "start", "end"]].rename(columns={"start": "opens", "end": "closes"})
    shown = chosen.drop(columns="published").merge(texts, on="article_id").merge(spans, on=["article_id", "sentence"])
    marks = _marks(merged)
    rows = [
        (one.row, one.total, _marked_excerpt(one, marks[one.row, one.article_id, one.sentence]), *_place(one))
        for one in _rows(shown.sort_values(["row", "turn"], kind="stable"))
    ]
    return pd.DataFrame(rows, columns=EVIDENCE)


def _placed_hits(tables: Tables, by: set[str]) -> pd.DataFrame:
    """The hits that a table counts with their outlet, and their period, speaker or entity where asked for."""
    counted = vocabulary_hits(tables.hits).rename(columns={"category": "frame"}) if "frame" in by else sided_hits(tables.hits)
    articles = with_outlet(tables.articles)[["article_id", "outlet", "published"]]
    if "period" in by:
        articles = articles.merge(with_period(tables.articles, finest="week")[["article_id", "period"]], on="article_id")
    found = counted.merge(articles, on="article_id")
    if "speaker" in by:
        named = tables.quotes[["article_id", "quote", "reference"]].rename(columns={"reference": "speaker"})
        found = found.merge(named, on=["article_id", "quote"])
    if "entity" in by:
        found = found.merge(
            tables.mentions[["article_id", "sentence", "entity"]].drop_duplicates(), on=["article_id", "sentence"]
        )
    return found


def _marks(merged: pd.DataFrame) -> dict[tuple[int, str, int], list[tuple[int, int, str]]]:
    """The hits that a row counts in a sentence, by row, article and sentence, as (start, end, mark)."""
    found: dict[tuple[int, str, int], list[tuple[int, int, str]]] = {}
    for hit in _rows(merged.drop_duplicates(["row", "article_id", "start"]).sort_values("start")):
        sides = ("negative¬", "positive¬") if hit.negated else ("positive", "negative")
        mark = "term" if pd.isna(hit.polarity) else sides[hit.polarity != "positive"]
        found.setdefault((hit.row, hit.article_id, hit.sentence), []).append((hit.start, hit.end, mark))
    return found


def _marked_excerpt(one: Any, marks: list[tuple[int, int, str]]) -> tuple[tuple[str, str], ...]:
    """Cut at most `EXCERPT_WORDS` words around a hit out of its sentence, all hits in them marked."""
    words = [
        (one.opens + found.start(), one.opens + found.end()) for found in re.finditer(r"\S+", one.text[one.opens : one.closes])
    ]
    centre = next(number for number, (_, end) in enumerate(words) if end > one.start)
    first = max(0, min(centre - EXCERPT_WORDS // 2, len(words) - EXCERPT_WORDS))
    shown = words[first : first + EXCERPT_WORDS]
    left, right = shown[0][0], shown[-1][1]
    parts, at = [("… " * (first > 0), "")], left
    for start, end, mark in marks:
        if left <= start and end <= right:
            parts += [(_plain(one.text[at:start]), ""), (_plain(one.text[start:end]), mark)]
            at = end
    return (*parts, (_plain(one.text[at:right]) + " …" * (right < words[-1][1]), ""))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def joint_sentences(tables: Tables, found: pd.DataFrame) -> pd.DataFrame:
    """List every sentence that names both of a pair: `entity_a, entity_b, article_id, sentence, start, end`.

    `start` and `end` are those of the shortest stretch of the article that holds both names.
    """
    counted = tables.mentions[tables.mentions["zone"].isin(COUNTED_ZONES)]
    named = counted[counted["entity"].isin({*found["entity_a"], *found["entity_b"]})][
        ["article_id", "sentence", "entity", "start", "end"]
    ]
    key = ["article_id", "sentence"]
    both = found[["entity_a", "entity_b"]].merge(named.rename(columns={"entity": "entity_a"}), on="entity_a")
    both = both.merge(named.rename(columns={"entity": "entity_b"}), on=["entity_b", *key], suffixes=("", "_b"))
    spans = both.assign(start=both[["start", "start_b"]].min(axis=1), end=both[["end", "end_b"]].max(axis=1))
    shortest = spans.assign(length=spans["end"] - spans["start"]).sort_values(["length", "start"])
    kept = shortest.drop_duplicates(["entity_a", "entity_b", *key]).drop(columns=["start_b", "end_b"])
    return kept.sort_values(["entity_a", "entity_b", *key], ignore_index=True)[["entity_a", "entity_b", *key, "start", "end"]]


def _with_texts(tables: Tables, quotes: pd.DataFrame) -> pd.DataFrame:
    texts = tables.articles[["article_id", "outlet", "published", "url", "text"]]
    listed = quotes.merge(texts.fillna({"outlet": NO_OUTLET}), on="article_id")
    return listed.assign(speaker=listed["reference"].fillna(voices.UNATTRIBUTED))


def _spread(listed: pd.DataFrame) -> pd.DataFrame:
    """Keep a few spans a row, of many articles; those first that leave room for the words that introduce them."""
    fitting = listed["n_words"].where(listed["n_words"] <= EXCERPT_WORDS - _INTRODUCTION, 0)
    ranked = listed.assign(fitting=fitting).sort_values(
        ["row", "fitting", "article_id", "start"], ascending=[True, False, True, True]
    )
    turn = ranked.groupby(["row", "article_id"]).cumcount()
    ordered = ranked.assign(turn=turn).sort_values(["row", "turn"], kind="stable")
    return ordered.groupby("row").head(MOST_EXCERPTS)


def _excerpts(listed: pd.DataFrame) -> pd.DataFrame:
    rows = [(one.row, one.total, _excerpt(one.text, one.start, one.end), *_place(one)) for one in _rows(listed)]
    return pd.DataFrame(rows, columns=EVIDENCE)


def _place(one: Any) -> tuple[Any, ...]:
    return one.outlet, one.published, one.url, one.article_id


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples()


def _shortened(text: str) -> str:
    """The first `EXCERPT_WORDS` words of a text."""
    words = text.split()
    return " ".join(words[:EXCERPT_WORDS]) + " …" * (len(words) > EXCERPT_WORDS)


def _excerpt(text: str, start: int, end: int) -> tuple[tuple[str, str], ...]:
    """Cut an excerpt of at most `EXCERPT_WORDS` words: the span, and as much of its paragraph on both sides as there is room for."""
    marked = _shortened(text[start:end])
    room = max(EXCERPT_WORDS - len(marked.split()), 0)
    left = re.split(r"\n\s*\n", text[max(0, start - _REACH) : start])[-1] if room else ""
    right = re.split(r"\n\s*\n", text[end : end + _REACH], maxsplit=1)[0] if room else ""
    before, after = left.split(), right.split()
    n_before = min(len(before), max(room - len(after), room // 2))
    n_after = min(len(after), room - n_before)
    shown_before = "… " * (n_before < len(before)) + " ".join(before[len(before) - n_before :]) + left[len(left.rstrip()) :]
    shown_after = right[: len(right) - len(right.lstrip())] + " ".join(after[:n_after]) + " …" * (n_after < len(after))
    return (shown_before, ""), (marked, "mark"), (shown_after, "")

"""The few numbers that open a report, stand on the shelf, and are compared from one report to the next."""

import numpy as np
import pandas as pd

from analysis import voices
from analysis.summaries.groups import clusters_of
from analysis.summaries.intervals import interval, lix_of, logit_of, ratio_of, wilson
from analysis.summaries.texts import over_texts
from analysis.summaries.tone import FEWEST_FOR_TONE, FEWEST_HITS
from analysis.tables import COUNTED_ZONES, Tables
from analysis.tone import count_sides, sided_hits

__all__ = ["KEY_FIGURES", "key_figures"]

KEY_FIGURES = {
    "articles": "count",
    "outlets": "count",
    "words": "count",
    "speakers": "count",
    "quote density, marked": "share",
    "quote density, reported": "share",
    "most quoted speaker": "share",
    "quoted words without a speaker": "share",
    "most named entity": "share",
    "LIX": "index",
    "narrator's tone": "index",
}
"""What is counted, and the unit: a count, a share (0 to 1), or an index."""

_COLUMNS = ["figure", "name", "value", "low", "high"]


@over_texts
def key_figures(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Gather the key figures of a corpus: `figure, name, value, low, high, unit, n_articles`.

    `figure` is one of `KEY_FIGURES`, `name` what it is about where that varies (the speaker, the entity, the language
    of LIX, the lexicon of tone), `low, high` the 95 % interval: by bootstrap over articles, of entities by Wilson's
    formula; null of counts and of few articles. Shares of speakers are of reported words; tone is the logit of the
    narrator's words, of all articles in the lexicon's language.
    """
    rows = [*_counts(tables), *_quoting(tables, seed), *_naming(tables), *_reading(tables, seed), *_toning(tables, seed)]
    found = pd.DataFrame(rows, columns=_COLUMNS).astype({"value": "float64", "low": "float64", "high": "float64"})
    return found.assign(unit=found["figure"].map(KEY_FIGURES), n_articles=len(tables.articles))


Row = tuple[str, str | None, float, float | None, float | None]


def _counts(tables: Tables) -> list[Row]:
    speakers = voices.outermost(tables.quotes)["reference"].nunique()
    counts = {
        "articles": len(tables.articles),
        "outlets": tables.articles["outlet"].nunique(),
        "words": tables.metrics["n_words"].sum(),
        "speakers": speakers,
    }
    return [(figure, None, value, None, None) for figure, value in counts.items()]


def _quoting(tables: Tables, seed: int) -> list[Row]:
    """Both densities, and whose the quoted words are."""
    numbers = tables.metrics.set_index("article_id")
    clusters = clusters_of(tables.articles).reindex(numbers.index)
    rows: list[Row] = [
        (f"quote density, {layer}", None, *interval(numbers[[f"n_{layer}_words", "n_words"]], ratio_of, seed, clusters))
        for layer in ("marked", "reported")
    ]
    spoken = voices.outermost(tables.quotes)
    quoted = spoken.groupby("article_id")["n_words"].sum().reindex(numbers.index, fill_value=0)
    ranked = spoken.groupby("reference")["n_words"].sum().sort_values(ascending=False, kind="stable")
    parts = [
        *[("most quoted speaker", name, spoken["reference"] == name) for name in ranked.index[:1]],
        ("quoted words without a speaker", None, spoken["reference"].isna()),
    ]
    for figure, name, is_own in parts:
        own = spoken[is_own]
        words = own.groupby("article_id")["n_words"].sum().reindex(numbers.index, fill_value=0)
        rows.append((figure, name, *interval(pd.DataFrame({"own": words, "all": quoted}), ratio_of, seed, clusters)))
    return rows


def _naming(tables: Tables) -> list[Row]:
    counted = tables.mentions[tables.mentions["zone"].isin(COUNTED_ZONES)]
    named = counted.groupby("entity")["article_id"].nunique().sort_values(ascending=False, kind="stable")
    if named.empty:
        return []
    total = len(tables.articles)
    low, high = wilson(np.array([named.iloc[0]], dtype=np.float64), total, clusters_of(tables.articles))
    return [("most named entity", str(named.index[0]), named.iloc[0] / total, low[0], high[0])]


def _reading(tables: Tables, seed: int) -> list[Row]:
    columns = ["n_words", "n_sentences", "n_long_words"]
    numbers = tables.metrics.merge(tables.articles[["article_id", "language"]], on="article_id").query("n_words > 0")
    if numbers.empty:
        return []
    language = numbers["language"].value_counts().index[0]
    own = numbers[numbers["language"] == language]
    return [("LIX", language, *interval(own[columns], lix_of, seed, clusters_of(tables.articles)[own["article_id"]]))]


def _toning(tables: Tables, seed: int) -> list[Row]:
    told = sided_hits(tables.hits).query("voice == 'narrator'")
    languages = tables.articles.set_index("article_id")["language"]
    clusters = clusters_of(tables.articles)
    rows: list[Row] = []
    for lexicon, hits in told.groupby("lexicon"):
        articles = languages.index[languages == languages[hits["article_id"].iloc[0]]]
        sides = count_sides(hits, ["article_id"]).set_index("article_id")[["n_positive", "n_negative"]]
        if len(articles) < FEWEST_FOR_TONE:
            continue
        logit, low, high = interval(sides.reindex(articles, fill_value=0), logit_of, seed, clusters[articles])
        has_both = sides.sum().min() >= FEWEST_HITS
        rows.append(("narrator's tone", str(lexicon), logit, *((low, high) if has_both else (None, None))))
    return rows

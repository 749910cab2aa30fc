"""Tables of articles → the figures of a report: rates by outlet and period, with intervals.

Rates are ratios of sums; intervals are percentiles of a bootstrap over articles, near-copies together, and null below
`FEWEST_ARTICLES`. Every summary keeps the counts behind its ratios.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis import voices
from analysis.association import Support, associate, communities
from analysis.entities import read_aliases
from analysis.readability import READING_EASE, reading_ease, reference_scores
from analysis.summaries.article import ARTICLE_NUMBERS, article_numbers, find_article, select_article, zones
from analysis.summaries.comparison import OTHERS, compare, group_outlets, group_shift, groups_of, name_groups
from analysis.summaries.essentials import KEY_FIGURES, key_figures
from analysis.summaries.frames import frames
from analysis.summaries.groups import clusters_of, with_outlet, with_period
from analysis.summaries.intervals import DRAWS, FEWEST_ARTICLES, interval, lix_of, ratio_of, spearman, wilson
from analysis.summaries.pieces import ADDITIVE, add_up
from analysis.summaries.texts import TEXTS, choose_texts, copies, over_texts
from analysis.summaries.tone import (
    fingerprints,
    lexicon_agreement,
    lexicon_coverage,
    tone_around_entities,
    tone_by_outlet,
    tone_by_part,
    tone_by_speaker,
    tone_differences,
    tone_over_time,
    tone_terms,
    word_shift,
    word_shift_groups,
)
from analysis.tables import COUNTED_ZONES, Tables, require

__all__ = [
    "ADDITIVE",
    "ARTICLE_NUMBERS",
    "CAUTIONS",
    "COLUMNS",
    "DRAWS",
    "FEWEST_ARTICLES",
    "FEWEST_QUOTES",
    "KEY_FIGURES",
    "OTHERS",
    "OVERVIEW",
    "TEXTS",
    "add_up",
    "article_numbers",
    "cautions",
    "choose_texts",
    "comention_pairs",
    "compare",
    "copies",
    "coverage",
    "diversity",
    "entities",
    "find_article",
    "fingerprints",
    "frames",
    "group_outlets",
    "group_shift",
    "groups_of",
    "key_figures",
    "lexicon_agreement",
    "lexicon_coverage",
    "merges",
    "name_groups",
    "outlet_entities",
    "outlets",
    "overview",
    "quote_density",
    "readability",
    "readability_check",
    "select_article",
    "speakers",
    "stances",
    "tone_around_entities",
    "tone_by_outlet",
    "tone_by_part",
    "tone_by_speaker",
    "tone_differences",
    "tone_over_time",
    "tone_terms",
    "word_shift",
    "word_shift_groups",
    "zones",
]

COLUMNS = (
    *("figure", "value", "outlet", "first", "last", "layer", "density", "speaker", "kind", "share", "lexicon", "voice"),
    *(
        "period",
        "unit",
        "entity",
        "language",
        "stance",
        "verbs",
        "rule",
        "name",
        "p",
        "q",
        "z",
        "cue",
        "excerpt",
        "url",
        "formula",
        "ours",
        "textstat",
        "group",
        "item",
        *("term", "sign", "difference", "contribution", "frame", "part", "fingerprint"),
        *("measure", "zone", "median", "rank", "note", "layer", "start", "end"),
    ),
)
"""Columns of these summaries whose names are plain words, shown as they are (translated)."""

_MOST_IN_COVERAGE = 6

_COUNTS = ["n_words", "n_sentences", "n_syllables", "n_long_words", "n_marked_words", "n_reported_words"]

OVERVIEW: dict[str, Callable[[Tables], float]] = {
    "articles": lambda tables: len(tables.articles),
    "distinct texts": lambda tables: len(choose_texts(tables.articles, "distinct")),
    "undated articles": lambda tables: tables.articles["published"].isna().sum(),
    "outlets": lambda tables: tables.articles["outlet"].nunique(),
    "articles from an agency": lambda tables: tables.articles["agency"].notna().sum(),
    "words": lambda tables: tables.metrics["n_words"].sum(),
    "sentences": lambda tables: tables.metrics["n_sentences"].sum(),
    "quotes": lambda tables: tables.metrics["n_quotes"].sum(),
    "marked spans that are not speech": lambda tables: tables.metrics["n_not_speech"].sum(),
    "lexicon hits": lambda tables: tables.metrics["n_hits"].sum(),
    "mentions": lambda tables: tables.metrics["n_mentions"].sum(),
    "failures": lambda tables: len(tables.failures),
}
"""The counts that open a report."""


def overview(tables: Tables) -> pd.DataFrame:
    """Count what the corpus holds: rows `figure, value`."""
    return pd.DataFrame({"figure": list(OVERVIEW), "value": [int(count(tables)) for count in OVERVIEW.values()]})


_NOT_FRENCH = "Articles in a language other than French: names are found by rules only."
_UNKNOWN = "Articles in a language other than French and English: no quotes by verb, no tone."

CAUTIONS: dict[str, tuple[str, str]] = {
    "is_single": (("n = 1: a single article. Its numbers describe it; there is nothing to compare and no interval.",) * 2),
    "few": ("Few texts (n = {n}, near-copies counted once): no interval is given of fewer than ten.",) * 2,
    "repeated": (
        "{n} article repeats the text of an earlier one; each counts, unless the parameter texts is distinct.",
        "{n} articles repeat the text of an earlier one; each counts, unless the parameter texts is distinct.",
    ),
    "left_out": (
        "{n} article is left out, because it repeats the text of an earlier one: the parameter texts is distinct.",
        "{n} articles are left out, because they repeat the text of an earlier one: the parameter texts is distinct.",
    ),
    "failed": (
        "{n} item could not be read or analysed; it is listed at the end.",
        "{n} items could not be read or analysed; they are listed at the end.",
    ),
    "undated": (
        "{n} article without a date is left out of everything that runs over time.",
        "{n} articles without a date are left out of everything that runs over time.",
    ),
    "is_not_french": (_NOT_FRENCH, _NOT_FRENCH),
    "is_unknown": (_UNKNOWN, _UNKNOWN),
}
"""What a reader must know first, where the number of that name is not 0: of one, of several."""


def cautions(tables: Tables) -> list[tuple[str, str, int]]:
    """List the cautions that hold of a corpus: a sentence for one and for several, and the number."""
    n, n_texts, languages = len(tables.articles), clusters_of(tables.articles).nunique(), set(tables.articles["language"])
    numbers = {
        "is_single": int(n == 1),
        "few": n_texts if n > 1 and n_texts < FEWEST_ARTICLES else 0,
        "repeated": n - n_texts,
        "left_out": tables.articles.attrs.get("left_out", 0),
        "failed": len(tables.failures),
        "undated": int(tables.articles["published"].isna().sum()),
        "is_not_french": int(bool(languages - {"fr"})),
        "is_unknown": int(bool(languages - {"fr", "en"})),
    }
    return [(*CAUTIONS[name], number) for name, number in numbers.items() if number]


@over_texts
def outlets(tables: Tables) -> pd.DataFrame:
    """Describe the outlets: `outlet, n_articles, n_words, n_agency, first, last`, largest first."""
    merged = with_outlet(tables.articles).merge(tables.metrics[["article_id", "n_words"]], on="article_id", how="left")
    found = merged.groupby("outlet", as_index=False).agg(
        n_articles=("article_id", "size"),
        n_words=("n_words", "sum"),
        n_agency=("agency", "count"),
        first=("published", "min"),
        last=("published", "max"),
    )
    return found.sort_values(["n_articles", "outlet"], ascending=[False, True], ignore_index=True)


@over_texts
def coverage(articles: pd.DataFrame) -> pd.DataFrame:
    """Count articles by outlet and period of publication (UTC): `outlet, period, unit, n_articles`.

    The unit is the day up to three months, the week up to two years, then the month; `period` is its
    first day. Undated articles are left out; beyond six outlets the smaller ones are one row, `OTHERS`.
    """
    require(articles, "outlet", "published", of="articles")
    dated = with_period(with_outlet(articles))
    largest = dated["outlet"].value_counts().index[:_MOST_IN_COVERAGE]
    if dated["outlet"].nunique() > _MOST_IN_COVERAGE + 1:
        dated = dated.assign(outlet=dated["outlet"].where(dated["outlet"].isin(largest), OTHERS))
    return dated.groupby(["outlet", "period", "unit"], as_index=False).agg(n_articles=("period", "size"))


@over_texts
def quote_density(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Measure the share of quoted words by outlet, in two layers that are never mixed.

    `marked` = words inside direct and partial quotes ÷ words of standfirst and body; `reported` adds
    indirect speech. Returns one row an outlet and layer: `outlet, layer, density, low, high` (95 %
    interval), `n_articles, n_words, n_quoted_words`.
    """
    numbers = _metrics_by_outlet(tables)
    layers = {"marked": "n_marked_words", "reported": "n_reported_words"}
    rows = [
        (
            outlet,
            layer,
            *interval(group[[column, "n_words"]], ratio_of, seed, group["cluster"]),
            len(group),
            group["n_words"].sum(),
            group[column].sum(),
        )
        for layer, column in layers.items()
        for outlet, group in numbers.groupby("outlet")
    ]
    names = ["outlet", "layer", "density", "low", "high", "n_articles", "n_words", "n_quoted_words"]
    return pd.DataFrame(rows, columns=names).sort_values(["outlet", "layer"], ignore_index=True)


@over_texts
def speakers(tables: Tables) -> pd.DataFrame:
    """Rank the speakers by quoted words (see `analysis.voices.speakers`); unattributed quotes are a row."""
    return voices.speakers(tables.quotes, tables.articles)


@over_texts
def stances(tables: Tables, by: str = "outlet") -> pd.DataFrame:
    """Count how quotes are introduced, by `outlet` or `speaker`, those with most quotes first (see `analysis.voices.stances`)."""
    found = voices.stances(tables.quotes, with_outlet(tables.articles), by)
    total = found.groupby(by)["n_quotes"].transform("sum")
    ordered = found.assign(total=total).sort_values(["total", by, "n_quotes"], ascending=[False, True, False])
    return ordered.drop(columns="total").reset_index(drop=True)


FEWEST_QUOTES = 20
"""Attributed quotes below which an outlet's diversity is not rarefied."""


@over_texts
def diversity(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Tell how many voices an outlet gives: one row an outlet.

    `outlet, n_quotes` (attributed), `n_speakers, effective_voices` (exp(entropy) of quoted words),
    `top_share` (of the most quoted speaker), and the last two for a common number of quotes, so that
    outlets compare: `n_common, effective_voices_common, top_share_common` (`analysis.voices.rarefied`),
    null below `FEWEST_QUOTES`.
    """
    articles = with_outlet(tables.articles)
    spoken = voices.outermost(tables.quotes).merge(articles[["article_id", "outlet"]], on="article_id")
    named = spoken.dropna(subset=["reference"])
    sizes = named.groupby("outlet").size()
    common = int(sizes[sizes >= FEWEST_QUOTES].min()) if (sizes >= FEWEST_QUOTES).any() else 0
    rows = [_diversity(outlet, named[named["outlet"] == outlet], common, seed) for outlet in sorted(articles["outlet"].unique())]
    return pd.DataFrame(rows, columns=_DIVERSITY).astype({"n_common": "Int64"})


_DIVERSITY = [
    *("outlet", "n_quotes", "n_speakers", "effective_voices", "top_share"),
    *("n_common", "effective_voices_common", "top_share_common"),
]


def _diversity(outlet: str, named: pd.DataFrame, common: int, seed: int) -> tuple[object, ...]:
    words = named.groupby("reference")["n_words"].sum()
    ranked = pd.DataFrame({"speaker": words.index, "n_words": words.to_numpy()})
    top = float(words.max() / words.sum()) if words.sum() else np.nan
    size = common if len(named) >= common else 0
    return (
        outlet,
        len(named),
        len(words),
        voices.effective_voices(ranked),
        top,
        size or None,
        *voices.rarefied(named, size, seed=seed),
    )


@over_texts
def entities(tables: Tables) -> pd.DataFrame:
    """Rank the entities of standfirst and body by the articles that name them.

    Returns `entity, kind, n_articles, share_articles, low, high` (share of all articles, 95 % Wilson
    interval, null below `FEWEST_ARTICLES` articles), `n_mentions, n_outlets, share_quoted` (share of the
    mentions inside quotes), `wikidata` (as `data/aliases.csv` has it).
    """
    counted = _counted_mentions(tables)
    found = (
        counted.assign(is_quoted=counted["voice"] == "quoted")
        .groupby("entity", as_index=False)
        .agg(
            n_articles=("article_id", "nunique"),
            n_mentions=("kind", "size"),
            n_outlets=("outlet", "nunique"),
            share_quoted=("is_quoted", "mean"),
        )
    )
    found["kind"] = found["entity"].map(_likeliest_kinds(counted, ["entity"]))
    total = len(tables.articles)
    low, high = wilson(found["n_articles"].to_numpy(dtype="float64"), total, clusters_of(tables.articles))
    shares = found["n_articles"] / max(total, 1)
    known = {alias.canonical: alias.wikidata for alias in read_aliases() if alias.wikidata}
    placed = found.assign(share_articles=shares, low=low, high=high, wikidata=found["entity"].map(known))
    ordered = placed.sort_values(["n_articles", "n_mentions", "entity"], ascending=[False, False, True], ignore_index=True)
    return ordered[_ENTITIES]


_ENTITIES = [
    "entity",
    "kind",
    "n_articles",
    "share_articles",
    "low",
    "high",
    "n_mentions",
    "n_outlets",
    "share_quoted",
    "wikidata",
]


def _counted_mentions(tables: Tables) -> pd.DataFrame:
    """The mentions of standfirst and body, with the outlet of their article."""
    counted = tables.mentions[tables.mentions["zone"].isin(COUNTED_ZONES)]
    return counted.merge(with_outlet(tables.articles)[["article_id", "outlet"]], on="article_id")


@over_texts
def outlet_entities(tables: Tables, *, most: int = 15) -> pd.DataFrame:
    """Tell which outlets name the foremost entities: `outlet, entity, share, n_articles` (of the outlet)."""
    foremost = list(entities(tables)["entity"].head(most))
    counted = _counted_mentions(tables)
    named = counted[counted["entity"].isin(foremost)].groupby(["outlet", "entity"])["article_id"].nunique()
    sizes = with_outlet(tables.articles).groupby("outlet").size()
    every = pd.MultiIndex.from_product([sizes.index, foremost], names=["outlet", "entity"])
    found = named.reindex(every, fill_value=0).rename("named").reset_index()
    n_articles = found["outlet"].map(sizes).astype("int64")
    return found.assign(share=found["named"] / n_articles, n_articles=n_articles)[["outlet", "entity", "share", "n_articles"]]


@over_texts
def merges(tables: Tables) -> pd.DataFrame:
    """List every name that is counted as another's: `name, entity, kind, rule, n_mentions, n_articles`.

    A row of `data/aliases.csv` with the name as alias and as canonical name undoes a merge.
    """
    merged, key = tables.mentions.dropna(subset=["rule"]), ["surface", "entity", "rule"]
    counts = merged.groupby(key).agg(n_mentions=("kind", "size"), n_articles=("article_id", "nunique"))
    grouped = counts.assign(kind=_likeliest_kinds(merged, key)).reset_index()
    ordered = grouped.sort_values(["n_mentions", "surface"], ascending=[False, True], ignore_index=True)
    return ordered.rename(columns={"surface": "name"})[["name", "entity", "kind", "rule", "n_mentions", "n_articles"]]


def _likeliest_kinds(mentions: pd.DataFrame, by: list[str]) -> "pd.Series[str]":
    """Return the kind that each group of mentions is given most often; `other` only where nothing else is."""
    counts = mentions.groupby([*by, "kind"], as_index=False).size()
    ordered = counts.assign(is_other=counts["kind"] == "other").sort_values(
        [*by, "is_other", "size", "kind"], ascending=[*[True] * len(by), True, False, True]
    )
    return ordered.drop_duplicates(by).set_index(by)["kind"]


@over_texts
def comention_pairs(tables: Tables, *, context: str = "sentence", seed: int = 0) -> pd.DataFrame:
    """List the pairs of entities that are named together often enough, those of the backbone first.

    Returns the columns of `analysis.association.associate`, `kind_a, kind_b`, and `community_a,
    community_b` (Louvain, of the backbone). Support: five sentences in three texts; in a corpus of fewer
    than 100 articles two in two; of fewer than `FEWEST_ARTICLES` one. Copies of one text, to the letter, are
    one text in `n_texts`; the other numbers count every article.
    """
    n_articles = len(tables.articles)
    support = Support() if n_articles >= 100 else Support(2, 2) if n_articles >= FEWEST_ARTICLES else Support(1, 1)
    texts = tables.articles.set_index("article_id")["text"].str.split().str.join(" ")
    pairs = associate(tables.mentions, tables.sentences, context=context, support=support, texts=texts, seed=seed)
    kinds = _likeliest_kinds(tables.mentions, ["entity"])
    groups = communities(pairs[pairs["in_backbone"]], seed=seed)
    named = {
        f"{column}_{end}": pairs[f"entity_{end}"].map(values)
        for column, values in (("kind", kinds), ("community", groups))
        for end in "ab"
    }
    placed = pairs.assign(**named).astype({"community_a": "Int64", "community_b": "Int64"})
    return placed.sort_values(["in_backbone", "n", "npmi"], ascending=[False, False, False], ignore_index=True)


@over_texts
def readability(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Score reading ease and LIX by outlet and language, from summed counts, with 95 % intervals of LIX.

    Returns `outlet, language, reading_ease, lix, low, high, n_articles, n_words, words_per_sentence`.
    Never compare across languages.
    """
    numbers = _metrics_by_outlet(tables)
    numbers = numbers[numbers["n_words"] > 0]
    columns = ["n_words", "n_sentences", "n_long_words"]
    rows = [
        (outlet, language, *interval(group[columns], lix_of, seed, group["cluster"]), len(group), *group[_COUNTS[:4]].sum())
        for (outlet, language), group in numbers.groupby(["outlet", "language"])
    ]
    found = pd.DataFrame(rows, columns=["outlet", "language", "lix", "low", "high", "n_articles", *_COUNTS[:4]])
    scores = [reading_ease(found, language).where(found["language"] == language) for language in READING_EASE]
    ease = scores[0].combine_first(scores[1])
    return found.assign(reading_ease=ease, words_per_sentence=found["n_words"] / found["n_sentences"])


@over_texts
def readability_check(tables: Tables, *, most: int = 200, seed: int = 0) -> pd.DataFrame:
    """Compare our scores with textstat's on the same whole texts, a random sample of at most `most` articles.

    Returns a row for each language and formula: `language, formula, ours, textstat` (means over
    articles), `spearman` (do they rank alike), `n_articles`. Ours leave out titles and captions.
    """
    sample = tables.articles.sample(min(most, len(tables.articles)), random_state=seed)
    both = (
        reference_scores(sample).merge(tables.metrics, on="article_id").merge(sample[["article_id", "language"]], on="article_id")
    )
    formulas = {"Kandel–Moles": ("kandel_moles", "textstat_reading_ease"), "LIX": ("lix", "textstat_lix")}
    rows = [
        (
            language,
            formula,
            group[ours].mean(),
            group[theirs].mean(),
            spearman(group[[ours, theirs]].dropna())[0],
            group[ours].count(),
        )
        for formula, (ours, theirs) in formulas.items()
        for language, group in both.groupby("language")
        if group[[ours, theirs]].dropna().shape[0]
    ]
    return pd.DataFrame(rows, columns=["language", "formula", "ours", "textstat", "spearman", "n_articles"])


def _metrics_by_outlet(tables: Tables) -> pd.DataFrame:
    named = with_outlet(tables.articles)[["article_id", "outlet", "language"]]
    named = named.assign(cluster=clusters_of(tables.articles).to_numpy())
    return named.merge(tables.metrics[["article_id", *_COUNTS]], on="article_id")

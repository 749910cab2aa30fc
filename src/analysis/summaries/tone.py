"""Tone by outlet, period, speaker, entity and part of the article; what makes it differ; what the lexicons are worth.

Every table keeps the counts behind its figures and names the fingerprint of the lexicon. Tone is null for
fewer than two articles: no verdict on a single article. Narrator and quoted voices are never mixed.
"""

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from analysis import voices
from analysis.errors import SettingsError
from analysis.summaries.groups import clusters_of, with_outlet, with_period
from analysis.summaries.intervals import FEWEST_ARTICLES, intervals, logit_of, ratio_of, spearman
from analysis.summaries.texts import over_texts
from analysis.tables import COUNTED_ZONES, HEADLINE_ZONES, Tables
from analysis.tone import count_sides, sided_hits, tone
from analysis.tone import word_shift as shift_words

__all__ = [
    "FEWEST_FOR_TONE",
    "fingerprints",
    "lexicon_agreement",
    "lexicon_coverage",
    "tone_around_entities",
    "tone_by_outlet",
    "tone_by_part",
    "tone_by_speaker",
    "tone_differences",
    "tone_over_time",
    "tone_terms",
    "word_shift",
    "word_shift_groups",
]

FEWEST_FOR_TONE = 2
"""Articles below which no tone is given."""

FEWEST_HITS = 5
"""Positive and negative hits below which a group's tone has no interval and is not compared."""

_SUMS = ["n_positive", "n_negative", "n_words"]
_PERMUTATIONS = 1_000
_BATCH = 100
"""Draws at a time: memory grows with the articles, not with the draws."""

Numbers = npt.NDArray[np.float64]


@over_texts
def tone_by_outlet(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Measure tone by outlet, lexicon and voice.

    Returns `outlet, lexicon, voice, logit, low, high, net, net_low, net_high` (formulas in `analysis.tone`, 95 %
    bootstrap intervals over articles, null below `FEWEST_ARTICLES` articles or `FEWEST_HITS` hits of a side),
    `n_positive, n_negative, n_words` (of the voice), `n_articles` (with words of the voice), `logit_no_topics`
    (without the words that name a topic), `language` and `fingerprint` of the lexicon.
    """
    placed = with_outlet(tables.articles)[["article_id", "outlet"]]
    found = _tone_by(_counts(tables, placed), "outlet", tables, seed)
    key = ["outlet", "lexicon", "voice"]
    bare = tone(_counts(tables, placed, topics=False).groupby(key, as_index=False)[_SUMS].sum())
    joined = found.merge(bare[[*key, "logit"]].rename(columns={"logit": "logit_no_topics"}), on=key, how="left")
    return joined.assign(logit_no_topics=joined["logit_no_topics"].where(joined["logit"].notna()))


@over_texts
def tone_over_time(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Measure tone by period, lexicon and voice: weeks up to two years, then months; undated articles are left out.

    `period` is the first day of the week (Monday) or month, `unit` says which; else as `tone_by_outlet`.
    """
    placed = with_period(tables.articles, finest="week")
    unit = placed["unit"].iloc[0] if len(placed) else "week"
    return _tone_by(_counts(tables, placed[["article_id", "period"]]), "period", tables, seed).assign(unit=unit)


@over_texts
def tone_by_speaker(tables: Tables, *, seed: int = 0, most: int = 15) -> pd.DataFrame:
    """Measure the tone of what the most quoted speakers say, by lexicon; else as `tone_by_outlet`."""
    spoken = voices.outermost(tables.quotes).dropna(subset=["reference"])
    words = spoken.groupby("reference")["n_words"].sum().sort_values(ascending=False, kind="stable")
    said = spoken[spoken["reference"].isin(words.index[:most])].assign(speaker=spoken["reference"])
    units = said.groupby(["article_id", "speaker"], as_index=False)["n_words"].sum()
    named = tables.quotes[["article_id", "quote", "reference"]].rename(columns={"reference": "speaker"})
    hits = sided_hits(tables.hits).merge(named, on=["article_id", "quote"])
    counts = count_sides(hits, ["article_id", "speaker", "lexicon"])
    grid = units.merge(_lexicons_of(tables), on="article_id")
    filled = _filled(grid, counts, ["article_id", "speaker", "lexicon"]).assign(voice="quoted")
    return _in_order(_tone_by(filled, "speaker", tables, seed), "speaker", words.index)


@over_texts
def tone_around_entities(tables: Tables, *, seed: int = 0, most: int = 15) -> pd.DataFrame:
    """Measure the tone of the sentences that name the foremost entities, by lexicon and voice of the hit.

    That is co-occurrence, not an opinion of the entity. `n_articles` are those with such a hit, `n_sentences` all
    that name the entity; words are not counted by voice inside a sentence, so that `net` is null. Else as `tone_by_outlet`.
    """
    counted = tables.mentions[tables.mentions["zone"].isin(COUNTED_ZONES)]
    foremost = counted.groupby("entity")["article_id"].nunique().sort_values(ascending=False, kind="stable").index[:most]
    places = counted[counted["entity"].isin(foremost)][["article_id", "sentence", "entity"]].drop_duplicates()
    hits = sided_hits(tables.hits).merge(places, on=["article_id", "sentence"])
    counts = count_sides(hits, ["article_id", "entity", "lexicon", "voice"])
    units = places[["article_id", "entity"]].drop_duplicates()
    grid = units.merge(_lexicons_of(tables), on="article_id").merge(pd.Series(["narrator", "quoted"], name="voice"), how="cross")
    filled = _filled(grid.assign(n_words=0), counts, ["article_id", "entity", "lexicon", "voice"])
    found = _tone_by(filled, "entity", tables, seed)
    used = places.merge(_lexicons_of(tables), on="article_id").groupby(["entity", "lexicon"], as_index=False)
    return _in_order(
        found.merge(used.size().rename(columns={"size": "n_sentences"}), on=["entity", "lexicon"]), "entity", foremost
    )


def _in_order(found: pd.DataFrame, by: str, names: "pd.Index[str]") -> pd.DataFrame:
    """Put the groups of a table in the order of their names."""
    places = {name: place for place, name in enumerate(names)}
    return found.sort_values(by, key=lambda column: column.map(places), kind="stable", ignore_index=True)


@over_texts
def tone_by_part(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Measure the narrator's tone in headlines against standfirst and body: `part` is headline or body.

    Only articles with a headline count; else as `tone_by_outlet`.
    """
    numbers = tables.metrics[tables.metrics["n_title_words"] > 0]
    words = {"headline": numbers["n_title_words"], "body": numbers["n_words"] - numbers["n_reported_words"]}
    counted = []
    for part, zones in (("headline", HEADLINE_ZONES), ("body", COUNTED_ZONES)):
        counts = count_sides(sided_hits(tables.hits, zones).query("voice == 'narrator'"), ["article_id", "lexicon"])
        grid = numbers[["article_id"]].assign(n_words=words[part]).merge(_lexicons_of(tables), on="article_id")
        counted.append(_filled(grid, counts, ["article_id", "lexicon"]).assign(part=part, voice="narrator"))
    return _tone_by(pd.concat(counted, ignore_index=True), "part", tables, seed)


def _counts(tables: Tables, groups: pd.DataFrame, *, topics: bool = True) -> pd.DataFrame:
    """Hits of both sides and words of each article, lexicon of its language and voice, zeros included, with its group.

    Words of the voice `quoted` are the reported ones, of `narrator` the rest.
    """
    hits = sided_hits(tables.hits)
    counts = count_sides(hits if topics else hits[~hits["is_topic"]], ["article_id", "lexicon", "voice"])
    numbers = tables.metrics[["article_id", "n_words", "n_reported_words"]]
    quoted = numbers.assign(voice="quoted", n_words=numbers["n_reported_words"])
    narrated = numbers.assign(voice="narrator", n_words=numbers["n_words"] - numbers["n_reported_words"])
    words = pd.concat([narrated, quoted], ignore_index=True)[["article_id", "voice", "n_words"]]
    grid = words.merge(_lexicons_of(tables), on="article_id").merge(groups, on="article_id")
    return _filled(grid, counts, ["article_id", "lexicon", "voice"])


def _lexicons_of(tables: Tables) -> pd.DataFrame:
    """The lexicons that count in each article: those that take sides in its language; `article_id, lexicon`."""
    languages = tables.articles[["article_id", "language"]]
    known = tables.hits.loc[tables.hits["polarity"].notna(), ["article_id", "lexicon"]].drop_duplicates()
    used = known.merge(languages, on="article_id")[["language", "lexicon"]].drop_duplicates()
    return languages.merge(used, on="language")[["article_id", "lexicon"]]


def _filled(grid: pd.DataFrame, counts: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    filled = grid.merge(counts, on=key, how="left")
    return filled.fillna({"n_positive": 0, "n_negative": 0}).astype({"n_positive": "int64", "n_negative": "int64"})


def _tone_by(counts: pd.DataFrame, by: str, tables: Tables, seed: int) -> pd.DataFrame:
    """Tone of each group, lexicon and voice, from the counts of articles; those without a word of the voice do not count."""
    numbers, is_there = counts[_SUMS].to_numpy(dtype="float64"), _has_voice(counts).to_numpy()
    articles = pd.factorize(counts["article_id"])[0]
    clusters = counts["article_id"].map(clusters_of(tables.articles)).fillna(counts["article_id"]).to_numpy(dtype=object)
    groups: dict[Any, Any] = dict(counts.groupby([by, "lexicon", "voice"]).indices)
    rows = [
        (*key, *_tone_of(numbers[own], len(np.unique(articles[own])), clusters[own], seed))
        for key, own in ((key, places[is_there[places]]) for key, places in groups.items())
    ]
    names = [by, "lexicon", "voice", "logit", "low", "high", "net", "net_low", "net_high", *_SUMS, "n_articles"]
    found = pd.DataFrame(rows, columns=names).astype(dict.fromkeys([*_SUMS, "n_articles"], "int64"))
    languages = _languages_of(tables)
    return found.assign(language=found["lexicon"].map(languages), fingerprint=found["lexicon"].map(fingerprints(tables)))


def _has_voice(counts: pd.DataFrame) -> "pd.Series[bool]":
    """Whether an article has a word of the voice, or a hit where words are not counted."""
    return (counts[_SUMS] > 0).any(axis=1)


def _languages_of(tables: Tables) -> "pd.Series[str]":
    """The language of each lexicon that takes sides."""
    joined = tables.hits[["article_id", "lexicon"]].merge(tables.articles[["article_id", "language"]], on="article_id")
    return joined.drop_duplicates("lexicon").set_index("lexicon")["language"]


def _tone_of(numbers: Numbers, n_articles: int, clusters: npt.NDArray[np.object_], seed: int) -> tuple[float | None, ...]:
    """Tone and intervals of the articles of a group (rows of positive hits, negative hits, words), their sums and number."""
    sums = numbers.sum(axis=0)
    if n_articles < FEWEST_FOR_TONE:
        return (*[None] * 6, *sums, n_articles)
    logit, net = intervals(numbers, (lambda drawn: logit_of(drawn[:, :2]), _net_of), seed, clusters)
    if min(sums[:2]) < FEWEST_HITS:  # a sample without one side cannot cross 0
        logit, net = (logit[0], None, None), (net[0], None, None)
    return (*logit, *net, *sums, n_articles)


def _net_of(sums: Numbers) -> Numbers:
    """Positive less negative hits per hundred words."""
    return ratio_of(np.stack([100 * (sums[:, 0] - sums[:, 1]), sums[:, 2]], axis=1))


def fingerprints(tables: Tables) -> dict[str, str]:
    """Map the lexicons that the tables were made with to the fingerprints of their files."""
    return dict(tables.articles.attrs.get("lexicons", {}))


@over_texts
def tone_differences(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Compare each outlet with all others of its language, by lexicon and voice.

    Returns `outlet, lexicon, voice, difference` (of logits), `low, high` (95 % bootstrap interval), `p` (how often
    articles dealt to outlets at random differ as much in units of the standard error, two-sided, 1,000 deals) and
    `q` (false-discovery rate over all rows, Benjamini & Yekutieli 2001, doi:10.1214/aos/1013699998, since each outlet
    is also among the others' rest), `n_articles, n_others`. Left out: sides of fewer than `FEWEST_ARTICLES`
    articles with words of the voice or `FEWEST_HITS` positive or negative hits, where the logit depends on how much
    there is; the second of two outlets, which is the first turned round. Dividing by the standard error keeps p
    right where outlets differ in length and number of articles (Chung & Romano 2013, doi:10.1214/13-AOS1090).
    """
    placed = with_outlet(tables.articles)[["article_id", "outlet"]]
    counts = _counts(tables, placed)
    there = counts[_has_voice(counts)]
    rows = [
        (outlet, *key, *row)
        for key, group in there.groupby(["lexicon", "voice"])
        for outlet, row in _compare(group, seed).items()
    ]
    names = ["outlet", "lexicon", "voice", "difference", "low", "high", "p", "n_articles", "n_others"]
    found = pd.DataFrame(rows, columns=names)
    return found.assign(q=false_discovery_control(found["p"], method="by") if len(found) else []).sort_values(
        ["q", "p"], ignore_index=True
    )


def _compare(group: pd.DataFrame, seed: int) -> dict[str, tuple[float, ...]]:
    """Difference of each outlet's logit from the rest's, its interval, and its p under deals at random."""
    names, codes = np.unique(group["outlet"], return_inverse=True)
    sides = group[["n_positive", "n_negative"]].to_numpy(dtype="float64")
    chance = np.random.default_rng(seed)
    n = np.bincount(codes, minlength=len(names))
    own = np.column_stack([np.bincount(codes, column, len(names)) for column in sides.T])
    few = np.minimum(own, sides.sum(axis=0) - own).min(axis=1) < FEWEST_HITS
    large = np.flatnonzero((n >= FEWEST_ARTICLES) & (len(codes) - n >= FEWEST_ARTICLES) & ~few)
    if len(names) == 2:
        large = large[:1]
    if not len(large):
        return {}
    columns = _columns(sides)
    is_member = np.eye(len(names))[codes]
    observed, scaled = (found[0] for found in _differences((is_member.T @ columns)[None]))
    by_deal = np.concatenate([_dealt_sums(codes, columns, len(names), chance) for _ in range(_PERMUTATIONS // _BATCH)])
    by_draw = np.concatenate([_drawn_sums(is_member, columns, chance) for _ in range(_PERMUTATIONS // _BATCH)])
    low, high = np.nanpercentile(_differences(by_draw)[0], [2.5, 97.5], axis=0)
    p = (1 + (np.abs(_differences(by_deal)[1]) >= np.abs(scaled) - 1e-12).sum(axis=0)) / (1 + _PERMUTATIONS)
    return {str(names[i]): (observed[i], low[i], high[i], p[i], n[i], len(codes) - n[i]) for i in large}


def _dealt_sums(codes: npt.NDArray[np.int64], columns: Numbers, n_groups: int, chance: np.random.Generator) -> Numbers:
    """Sums of each group in a batch of deals of the articles at random: draws × groups × columns."""
    dealt = np.stack([chance.permutation(codes) for _ in range(_BATCH)])
    return np.stack([(dealt == group).astype(np.float64) @ columns for group in range(n_groups)], axis=1)


def _drawn_sums(is_member: Numbers, columns: Numbers, chance: np.random.Generator) -> Numbers:
    """Sums of each group in a batch of bootstrap samples of the articles: draws × groups × columns."""
    rows = chance.integers(len(columns), size=(_BATCH, len(columns)))
    weights = np.stack([np.bincount(drawn, minlength=len(columns)) for drawn in rows]).astype(np.float64)
    return np.stack([(weights * own) @ columns for own in is_member.T], axis=1)


def _columns(sides: Numbers) -> Numbers:
    """What is summed of each article: 1, positive and negative hits, their squares and product."""
    positive, negative = sides.T
    return np.stack([np.ones(len(sides)), positive, negative, positive**2, positive * negative, negative**2], axis=1)


def _differences(sums: Numbers) -> tuple[Numbers, Numbers]:
    """Logit of each group minus that of the rest, and the same in units of its standard error over articles.

    `sums` are those of `_columns`, draws × groups × 6; both results are draws × groups.
    """
    own, rest = np.moveaxis(sums, 2, 0), np.moveaxis(sums.sum(axis=1, keepdims=True) - sums, 2, 0)
    difference = _logit_of_sums(own) - _logit_of_sums(rest)
    return difference, difference / np.sqrt(_variance(own) + _variance(rest) + _TINY)


_TINY = 1e-9


def _logit_of_sums(sums: Numbers) -> Numbers:
    return np.asarray(np.log((sums[1] + 0.5) / (sums[2] + 0.5)))


def _variance(sums: Numbers) -> Numbers:
    """Variance of a logit over articles: that of Σ positive − share · hits, by the delta method."""
    n, positive, negative, positive2, product, negative2 = sums
    hits = np.maximum(positive + negative, 1)
    share = positive / hits
    residuals = (1 - share) ** 2 * positive2 - 2 * share * (1 - share) * product + share**2 * negative2
    slope = 1 / (positive + 0.5) + 1 / (negative + 0.5)
    return np.asarray(n / np.maximum(n - 1, 1) * residuals * slope**2)


@over_texts
def lexicon_agreement(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Correlate the tones of each two lexicons of one language, over articles and over outlets.

    Returns `lexicon_a, lexicon_b, unit` (article, outlet), `spearman, low, high` (95 % bootstrap interval), `n_compared`:
    Spearman's ρ of `logit`, both voices together, over what each lexicon hits; null below `FEWEST_ARTICLES`.
    """
    sided = sided_hits(tables.hits).merge(with_outlet(tables.articles)[["article_id", "outlet", "language"]], on="article_id")
    rows = []
    units = (("article", "article_id"), ("outlet", "outlet"))
    for (unit, column), (_language, own) in product(units, list(sided.groupby("language"))):
        wide = tone(count_sides(own, [column, "lexicon"]).assign(n_words=1)).pivot_table(
            index=column, columns="lexicon", values="logit"
        )
        names = sorted(wide.columns)
        pairs = [(a, b, wide[[a, b]].dropna()) for i, a in enumerate(names) for b in names[i + 1 :]]
        rows += [(a, b, unit, *spearman(both, seed=seed), len(both)) for a, b, both in pairs if len(both)]
    return pd.DataFrame(rows, columns=["lexicon_a", "lexicon_b", "unit", "spearman", "low", "high", "n_compared"])


@over_texts
def lexicon_coverage(tables: Tables) -> pd.DataFrame:
    """Tell how much each lexicon sees of standfirst and body.

    Returns `lexicon, n_terms_hit, n_hits, n_words_hit, n_words, share_words` (words hit of all words of its
    language), `share_negated, share_graded` (intensified or downtoned), `share_topics, share_quoted` (of the
    hits), `top_terms, fingerprint`. A word counts once, in however many categories.
    """
    counted = tables.hits[tables.hits["zone"].isin(COUNTED_ZONES)].drop_duplicates(["article_id", "lexicon", "start"])
    words = tables.articles[["article_id", "language"]].merge(tables.metrics[["article_id", "n_words"]], on="article_id")
    rows = [
        (
            *(name, hits["term"].nunique(), len(hits), hits["n_words"].sum(), _words_of(words, hits)),
            *(hits["negated"].mean(), hits["degree"].notna().mean(), hits["is_topic"].mean(), (hits["voice"] == "quoted").mean()),
            ", ".join(hits["term"].value_counts().index[:8]),
        )
        for name, hits in counted.groupby("lexicon")
    ]
    shares = ["share_negated", "share_graded", "share_topics", "share_quoted"]
    names = ["lexicon", "n_terms_hit", "n_hits", "n_words_hit", "n_words", *shares, "top_terms"]
    found = pd.DataFrame(rows, columns=names)
    silent = [(name, 0, 0, 0) for name in fingerprints(tables) if name not in set(found["lexicon"])]
    found = pd.concat([found, pd.DataFrame(silent, columns=names[:4])], ignore_index=True).astype({"n_words": "Int64"})
    return found.assign(
        share_words=found["n_words_hit"] / found["n_words"], fingerprint=found["lexicon"].map(fingerprints(tables))
    )


def _words_of(words: pd.DataFrame, hits: pd.DataFrame) -> int:
    """Words of all articles in the languages of these hits' articles."""
    languages = words.loc[words["article_id"].isin(hits["article_id"]), "language"].unique()
    return int(words.loc[words["language"].isin(languages), "n_words"].sum())


@over_texts
def tone_terms(tables: Tables) -> pd.DataFrame:
    """List the terms that tone is made of, those that weigh most first.

    Returns `lexicon, voice, term, sign` (1 or -1, after negation), `negated, is_topic, n_hits, n_articles,
    share` (of the hits of that lexicon and voice).
    """
    sided = sided_hits(tables.hits)
    key = ["lexicon", "voice", "term", "sign", "negated", "is_topic"]  # "crise*" names a topic in some of its forms only
    found = sided.groupby(key, as_index=False).agg(n_hits=("start", "size"), n_articles=("article_id", "nunique"))
    total = found.groupby(["lexicon", "voice"])["n_hits"].transform("sum")
    named = found.assign(share=found["n_hits"] / total)
    return named.sort_values(["n_hits", "lexicon", "voice", "term"], ascending=[False, True, True, True], ignore_index=True)


@over_texts
def word_shift(tables: Tables, a: str, b: str, *, by: str = "outlet", lexicon: str = "", voice: str = "narrator") -> pd.DataFrame:
    """Explain by its terms why group b has another net tone than group a (see `analysis.tone.word_shift`).

    Parameters
    ----------
    a, b
        Names of two groups.
    by
        `outlet`; or `voice`, to compare the narrator with the quoted ("narrator", "quoted").
    lexicon
        By default the one with most hits.
    voice
        Whose words, where `by` is `outlet`.

    Raises
    ------
    SettingsError
        When `by` is neither, or an outlet has no words: the message lists those that have.
    """
    placed = with_outlet(tables.articles)[["article_id", "outlet"]]
    hits = sided_hits(tables.hits).merge(placed, on="article_id")
    known = {"by": ("outlet", "voice"), "lexicon": tuple(hits["lexicon"].unique()), "voice": ("narrator", "quoted")}
    given = {"by": by, "lexicon": lexicon or None, "voice": voice, **({"a": a, "b": b} if by == "voice" else {})}
    for name, value in given.items():
        choices = known.get(name, known["voice"])
        if value is not None and value not in choices and len(hits):
            raise SettingsError(f"{name}={value!r}: give one of {', '.join(choices)}")
    lexicon = lexicon or (str(hits["lexicon"].mode().iloc[0]) if len(hits) else "")
    counts = _counts(tables, placed)
    words = counts[counts["lexicon"] == lexicon]
    if by == "outlet":
        hits, words = hits[hits["voice"] == voice], words[words["voice"] == voice]
    n_words = words.groupby(by)["n_words"].sum()
    unknown = [name for name in (a, b) if not n_words.get(name, 0)]
    if unknown and by == "outlet":
        raise SettingsError(f"{by} {unknown[0]!r} has no words for {lexicon}; there are {', '.join(map(str, n_words.index))}")
    chosen = hits[(hits["lexicon"] == lexicon) & (not unknown)]  # a corpus without quotes has nothing to compare
    found = shift_words(chosen[chosen[by] == a], int(n_words.get(a, 1)), chosen[chosen[by] == b], int(n_words.get(b, 1)))
    found = found.assign(group_a=a, group_b=b, lexicon=lexicon, fingerprint=fingerprints(tables).get(lexicon))
    return found.assign(voice=voice) if by == "outlet" else found


def word_shift_groups(tables: Tables) -> dict[str, str]:
    """Choose what a report's word shift compares: the narrators of the two outlets farthest apart, else narrator and quoted.

    Returns `a, b, by, lexicon` for `word_shift`; outlets of fewer than `FEWEST_ARTICLES` articles are not chosen.
    """
    counts = _counts(tables, with_outlet(tables.articles)[["article_id", "outlet"]])
    n_hits = (counts["n_positive"] + counts["n_negative"]).groupby(counts["lexicon"]).sum()
    lexicon = str(n_hits.idxmax()) if len(n_hits) else ""
    told = counts.query("lexicon == @lexicon and voice == 'narrator' and n_words > 0")
    sums = tone(told.groupby("outlet", as_index=False)[_SUMS].sum().assign(n_articles=told.groupby("outlet").size().to_numpy()))
    ordered = sums[sums["n_articles"] >= FEWEST_ARTICLES].sort_values("net")
    if len(ordered) < 2:
        return {"a": "narrator", "b": "quoted", "by": "voice", "lexicon": lexicon}
    return {"a": str(ordered["outlet"].iloc[0]), "b": str(ordered["outlet"].iloc[-1]), "by": "outlet", "lexicon": lexicon}

"""Two groups of outlets side by side: what differs between them, with intervals."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from analysis import voices
from analysis.errors import SettingsError
from analysis.summaries.frames import FEWEST_TERMS, vocabulary_hits
from analysis.summaries.groups import clusters_of, with_outlet
from analysis.summaries.intervals import Statistic, difference, lix_of, logit_of, ratio_of, share_difference
from analysis.summaries.texts import over_texts
from analysis.summaries.tone import word_shift
from analysis.tables import COUNTED_ZONES, Tables
from analysis.tone import count_sides, sided_hits
from analysis.tone import word_shift as shift_words

__all__ = ["OTHERS", "compare", "group_outlets", "group_shift", "groups_of", "name_groups"]

OTHERS = "(others)"
"""How a group is called that holds all outlets that are not named."""

_MOST_NAMED = 15
_FEWEST_HITS = 5
_LONGEST_NAME = 60


def group_outlets(tables: Tables, first: list[str] | None = None, second: list[str] | None = None) -> Tables:
    """Put outlets into two groups: in the tables returned, `outlet` is the name of the group and no other article is left.

    Every summary by outlet then compares the groups. By default the outlet with most articles against all others.

    Raises
    ------
    SettingsError
        When an outlet is unknown or stands in both groups, or a group has no article.
    """
    articles = with_outlet(tables.articles)
    names = name_groups(articles, first, second)
    kept = articles[articles["outlet"].isin(names)]
    grouped = kept.assign(outlet=kept["outlet"].map(names)).reset_index(drop=True)
    grouped.attrs.update({**tables.articles.attrs, "groups": tuple(dict.fromkeys(names.values()))})
    own = {
        name: table[table["article_id"].isin(grouped["article_id"])].reset_index(drop=True)
        for name, table in tables._asdict().items()
        if name not in ("articles", "failures")
    }
    return tables._replace(articles=grouped, **own)


def name_groups(articles: pd.DataFrame, first: list[str] | None = None, second: list[str] | None = None) -> dict[str, str]:
    """Map each outlet of two groups to the name of its group, the first group's first (see `group_outlets`)."""
    sizes = with_outlet(articles)["outlet"].value_counts()
    if len(sizes) < 2:
        raise SettingsError(
            "the corpus has articles of one outlet only: there is nothing to compare; read it with framing_report"
        )
    chosen = first or list(sizes.index[:1])
    against = second or [outlet for outlet in sizes.index if outlet not in chosen]
    unknown = [outlet for outlet in (*chosen, *against) if outlet not in sizes.index]
    if unknown:
        raise SettingsError(f"outlet {unknown[0]!r} is not in the corpus; there are: {', '.join(map(str, sizes.index))}")
    both = sorted(set(chosen) & set(against))
    if both or not against:
        raise SettingsError(f"outlet {(both or chosen)[0]!r} stands in both groups, or the second group is empty; name others")
    return {**dict.fromkeys(chosen, _name(chosen)), **dict.fromkeys(against, _name(against) if second else OTHERS)}


def _name(outlets: list[str]) -> str:
    joined = " + ".join(outlets)
    return joined if len(joined) <= _LONGEST_NAME else joined[: _LONGEST_NAME - 1] + "…"


def groups_of(tables: Tables) -> tuple[str, str]:
    """Return the names of the two groups, in the order in which `group_outlets` was given them."""
    first, second = tables.articles.attrs["groups"]
    return str(first), str(second)


class _Measure(NamedTuple):
    """Something measured of every article: columns that are summed, and the statistic of the sums."""

    measure: str
    name: str | None
    unit: str
    columns: pd.DataFrame
    statistic: Statistic
    is_indicator: bool = False
    """Whether an article has it or not, so that the share is one of articles."""


@over_texts
def compare(tables: Tables, *, seed: int = 0) -> pd.DataFrame:
    """Compare two groups of outlets (see `group_outlets`) in everything that is counted of articles.

    Returns `measure, name` (of the entity, lexicon, frame; else null), `unit` (share, logit, index), `value_a, value_b,
    difference` (b minus a), `low, high, p` (of shares of articles by `share_difference`, else by bootstrap over the articles of
    both groups, see `intervals.difference`), `q` (false-discovery
    rate over all rows, Benjamini & Yekutieli 2001, doi:10.1214/aos/1013699998), `n_articles_a, n_articles_b, group_a, group_b`, the rows that
    differ most surely first. Intervals, p and q are null below `FEWEST_ARTICLES` articles of a group, and of tones where a
    side of a group has fewer than five hits. Only articles of the commonest language that both groups have count for LIX, tone
    and frames.
    """
    a, b = groups_of(tables)
    placed = tables.articles.set_index("article_id")["outlet"]
    clusters = clusters_of(tables.articles)
    rows = [(*_row(one, placed, clusters, (a, b), seed), a, b) for one in _measures(tables)]
    names = [
        "measure",
        "name",
        "unit",
        "value_a",
        "value_b",
        "difference",
        "low",
        "high",
        "p",
        "n_articles_a",
        "n_articles_b",
        "group_a",
        "group_b",
    ]
    found = pd.DataFrame(rows, columns=names).dropna(subset=["difference"])
    numeric = ["value_a", "value_b", "difference", "low", "high", "p"]
    found = found.astype(dict.fromkeys(numeric, "float64"))
    tested = found["p"].notna()
    found.loc[tested, "q"] = false_discovery_control(found.loc[tested, "p"], method="by") if tested.any() else []
    order = found.assign(size=found["difference"].abs()).sort_values(
        ["q", "p", "size"], ascending=[True, True, False], kind="stable"
    )
    return order[[*names[:9], "q", *names[9:]]].reset_index(drop=True)


def _row(
    one: _Measure, placed: "pd.Series[str]", clusters: "pd.Series[str]", names: tuple[str, str], seed: int
) -> tuple[object, ...]:
    groups = placed.reindex(one.columns.index)
    sides = [one.columns[groups == name] for name in names]
    values = [float(one.statistic(side.to_numpy(dtype="float64").sum(axis=0, keepdims=True))[0]) for side in sides]
    own = clusters[sides[0].index], clusters[sides[1].index]
    if one.is_indicator:
        first, second = ((int(side["own"].sum()), len(side)) for side in sides)
        found = share_difference(first, second, own)
    else:
        found = difference(sides[0], sides[1], one.statistic, seed, own)
    if one.unit == "logit" and min(side.iloc[:, :2].sum().min() for side in sides) < _FEWEST_HITS:
        found = (found[0], None, None, None)
    return (one.measure, one.name, one.unit, *values, *found, *map(len, sides))


def _measures(tables: Tables) -> Iterator[_Measure]:
    numbers = tables.metrics.set_index("article_id")
    yield from _writing(numbers)
    yield from _quoting(tables, numbers)
    yield from _naming(tables, numbers.index)
    own = _shared_language(tables)
    if own is not None:
        inside = numbers.loc[numbers.index.isin(own)]
        yield _Measure("LIX", None, "index", inside[["n_words", "n_sentences", "n_long_words"]], lix_of)
        yield from _toning(tables, inside.index)
        yield from _framing(tables, inside.index)


@over_texts
def group_shift(tables: Tables) -> pd.DataFrame:
    """Explain by its terms why the narrators of two groups differ in tone (see `summaries.word_shift`).

    Only articles in the commonest language that both groups write count; no row where there is none.
    """
    a, b = groups_of(tables)
    own = _shared_language(tables)
    told = sided_hits(tables.hits).query("voice == 'narrator'")
    told = told[told["article_id"].isin(own if own is not None else [])]
    if told.empty:
        return shift_words(told, 1, told, 1).assign(group_a=a, group_b=b, lexicon="", fingerprint=None, voice="narrator")
    found: pd.DataFrame = word_shift(tables, a, b, lexicon=str(told["lexicon"].mode().iloc[0]))
    return found


def _shared_language(tables: Tables) -> "pd.Index[str] | None":
    """The articles in the commonest language that both groups write."""
    counts = pd.crosstab(tables.articles["language"], tables.articles["outlet"])
    shared = counts[(counts > 0).all(axis=1)].sum(axis=1)
    is_own = tables.articles["language"] == (shared.idxmax() if len(shared) else "")
    return pd.Index(tables.articles.loc[is_own, "article_id"]) if is_own.any() else None


def _writing(numbers: pd.DataFrame) -> Iterator[_Measure]:
    each = numbers.assign(one=1)
    yield _Measure("words per article", None, "index", each[["n_words", "one"]], ratio_of)
    yield _Measure("words per sentence", None, "index", each[["n_words", "n_sentences"]], ratio_of)


def _quoting(tables: Tables, numbers: pd.DataFrame) -> Iterator[_Measure]:
    for layer in ("marked", "reported"):
        yield _Measure(f"quote density, {layer}", None, "share", numbers[[f"n_{layer}_words", "n_words"]], ratio_of)
    spoken = voices.outermost(tables.quotes)
    words = _sums(spoken, numbers.index)
    unknown = _sums(spoken[spoken["reference"].isna()], numbers.index)
    yield _Measure("quoted words without a speaker", None, "share", pd.DataFrame({"own": unknown, "all": words}), ratio_of)
    cued = voices.counted_speech(tables.quotes).dropna(subset=["cue_class"])
    plain = cued[cued["cue_class"] == "neutral"].groupby("article_id").size().reindex(numbers.index, fill_value=0)
    every = cued.groupby("article_id").size().reindex(numbers.index, fill_value=0)
    yield _Measure("quotes with a neutral verb", None, "share", pd.DataFrame({"own": plain, "all": every}), ratio_of)


def _sums(quotes: pd.DataFrame, index: "pd.Index[str]") -> "pd.Series[int]":
    return quotes.groupby("article_id")["n_words"].sum().reindex(index, fill_value=0)


def _naming(tables: Tables, index: "pd.Index[str]") -> Iterator[_Measure]:
    counted = tables.mentions[tables.mentions["zone"].isin(COUNTED_ZONES)]
    foremost = counted.groupby("entity")["article_id"].nunique().sort_values(ascending=False, kind="stable").index[:_MOST_NAMED]
    for entity in foremost:
        named = index.isin(counted.loc[counted["entity"] == entity, "article_id"])
        yield _Measure("articles that name", str(entity), "share", _indicator(named, index), ratio_of, is_indicator=True)


def _indicator(is_so: npt.NDArray[np.bool_], index: "pd.Index[str]") -> pd.DataFrame:
    return pd.DataFrame({"own": is_so.astype("float64"), "all": 1.0}, index=index)


def _toning(tables: Tables, index: "pd.Index[str]") -> Iterator[_Measure]:
    hits = sided_hits(tables.hits)
    for (lexicon, voice), own in hits[hits["article_id"].isin(index)].groupby(["lexicon", "voice"]):
        sides = count_sides(own, ["article_id"]).set_index("article_id")[["n_positive", "n_negative"]]
        measure = "narrator's tone" if voice == "narrator" else "tone of quoted words"
        yield _Measure(measure, str(lexicon), "logit", sides.reindex(index, fill_value=0), logit_of)


def _framing(tables: Tables, index: "pd.Index[str]") -> Iterator[_Measure]:
    used = vocabulary_hits(tables.hits)
    for frame, own in used[used["article_id"].isin(index)].groupby("category"):
        distinct = own.groupby("article_id")["term"].nunique()
        using = index.isin(distinct.index[distinct >= FEWEST_TERMS])
        yield _Measure(
            "articles with the frame vocabulary", str(frame), "share", _indicator(using, index), ratio_of, is_indicator=True
        )

"""Mentions of many articles → one name an entity: acronyms, spellings, initials, and the user's own list, which wins.

Within an article names are tied together when it is analysed (`analysis.mentions`); here articles are
compared, each time tables are read, so that a changed `data/aliases.csv` needs no new analysis. Every
merge has its rule in the column `rule` of `mentions`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.comentions import comentions
from analysis.errors import SettingsError
from analysis.language.countries import fold
from analysis.language.spelling import is_initial_of, is_same_spelling
from analysis.places import PROJECT
from analysis.tables import Tables

__all__ = ["ALIASES", "Alias", "Merge", "find_merges", "read_aliases", "unify"]

ALIASES = PROJECT / "data" / "aliases.csv"
"""The user's own list: `alias,canonical,kind,wikidata`."""

_COLUMNS = ("alias", "canonical", "kind", "wikidata")
_KINDS = ("", "person", "place", "organisation", "other")
_CLEAR_MAJORITY = 0.9
_FEWEST_DEFINITIONS = 2
"""Articles that must define an acronym alike before others are read by it."""


class Alias(NamedTuple):
    """A row of the user's list.

    An alias that is its own canonical name is kept from every merge; one without a canonical name is left
    out of every count ("Français", where nationalities are no entities).
    """

    alias: str
    canonical: str
    kind: str
    wikidata: str


class Merge(NamedTuple):
    """A name that is another's: the entity, its kind where that is told, and the rule."""

    entity: str
    kind: str | None
    rule: str


def read_aliases(path: Path = ALIASES) -> list[Alias]:
    """Read the user's list of names; none where there is no file.

    Raises
    ------
    SettingsError
        With the line that breaks the format.
    """
    if not path.is_file():
        return []
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"alias", "canonical"} - set(reader.fieldnames or ())
        if missing:
            raise SettingsError(
                f"{path}: no column {', '.join(sorted(missing))}; the first line is alias,canonical,kind,wikidata"
            )
        for row in reader:
            values = Alias(*(" ".join((row.get(name) or "").split()) for name in _COLUMNS))
            if not values.alias or values.kind not in _KINDS:
                told = "an alias is needed, and a kind of person, place, organisation, other or none"
                raise SettingsError(f"{path}, line {reader.line_num}: {told}")
            rows.append(values)
    return rows


def find_merges(mentions: pd.DataFrame, aliases: list[Alias]) -> dict[str, Merge]:
    """Tell which names of a corpus are another's: {name: merge}; the user's list first, and never against it.

    Names that differ in case, accents or hyphens only are one. Acronyms take the long form that the corpus
    defines for them, if it is one (two articles, and nine definitions in ten); persons' names the commonest of their spellings (`analysis.language.spelling`), an initial the
    only full name that fits. Places and organisations are never merged by their spelling.
    """
    own = {alias.alias: Merge(alias.canonical, alias.kind or None, "alias") for alias in aliases if alias.canonical}
    kept = set(own) | {alias.canonical for alias in aliases}
    found = {**dict(_letters(mentions)), **dict(_acronyms(mentions)), **dict(_persons(mentions))}
    merges = {**{name: merge for name, merge in found.items() if name not in kept}, **own}
    return {name: _final(name, merge, merges) for name, merge in merges.items()}


def _final(name: str, merge: Merge, merges: dict[str, Merge]) -> Merge:
    """Go on to where the entity of a merge is merged in turn; the first rule is kept."""
    seen = {name}
    while merge.entity in merges and merge.entity not in seen:
        seen.add(merge.entity)
        onward = merges[merge.entity]
        merge = merge._replace(entity=onward.entity, kind=onward.kind or merge.kind)
    return merge


def _letters(mentions: pd.DataFrame) -> Iterator[tuple[str, Merge]]:
    """Names that differ in nothing but case, accents and hyphens: the commonest way to write them."""
    counts = mentions.groupby("entity")["article_id"].nunique().sort_values(ascending=False, kind="stable")
    commonest: dict[str, str] = {}
    for name in counts.index:
        known = commonest.setdefault(fold(name), name)
        if known != name:
            yield name, Merge(known, None, "spelling")


def _acronyms(mentions: pd.DataFrame) -> Iterator[tuple[str, Merge]]:
    defined = mentions[mentions["rule"] == "acronym"]
    for acronym, rows in defined.groupby("surface"):
        counts = rows.drop_duplicates(["article_id", "entity"])["entity"].value_counts()
        if counts.iloc[0] >= max(_CLEAR_MAJORITY * counts.sum(), _FEWEST_DEFINITIONS):
            kind = defined.loc[defined["entity"] == counts.index[0], "kind"].iloc[0]
            yield str(acronym), Merge(str(counts.index[0]), str(kind), "acronym")


def _persons(mentions: pd.DataFrame) -> Iterator[tuple[str, Merge]]:
    persons = mentions[(mentions["kind"] == "person") & mentions["entity"].str.contains(" ", regex=False)]
    counts = persons.groupby("entity")["article_id"].nunique().sort_values(ascending=False, kind="stable")
    by_surname: dict[str, list[str]] = defaultdict(list)
    by_initials: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in counts.index:
        words = fold(name).split()
        by_surname[words[-1]].append(name)
        near = next((known for known in by_initials[tuple(word[0] for word in words)] if is_same_spelling(name, known)), None)
        if near is not None:
            yield name, Merge(near, "person", "spelling")
        else:
            by_initials[tuple(word[0] for word in words)].append(name)
    for name in counts.index:
        full = [other for other in by_surname[fold(name).split()[-1]] if is_initial_of(name, other)]
        if len(full) == 1:
            yield name, Merge(full[0], "person", "initial")


def _without(tables: Tables, names: set[str]) -> Tables:
    """Leave out the mentions of some names, and their pairs."""
    dropped = tables.mentions["entity"].isin(names) | tables.mentions["surface"].isin(names)
    if not dropped.any():
        return tables
    pairs = tables.comentions
    kept = ~(pairs["entity_a"].isin(names) | pairs["entity_b"].isin(names))
    return tables._replace(
        mentions=tables.mentions[~dropped].reset_index(drop=True), comentions=pairs[kept].reset_index(drop=True)
    )


def unify(tables: Tables, aliases: list[Alias]) -> Tables:
    """Put the mentions, co-mentions and speakers of a corpus under one name an entity (see `find_merges`)."""
    tables = _without(tables, {alias.alias for alias in aliases if not alias.canonical})
    merges = find_merges(tables.mentions, aliases)
    entity = tables.mentions["entity"]
    changed = entity.isin([name for name, merge in merges.items() if merge.entity != name])
    if not changed.any():
        return tables
    rows = tables.mentions[changed]
    kinds = rows["entity"].map({name: merge.kind for name, merge in merges.items()}).fillna(rows["kind"])
    mentions = tables.mentions.copy()
    mentions.loc[changed, "rule"] = rows["entity"].map({name: merge.rule for name, merge in merges.items()})
    mentions.loc[changed, "kind"] = kinds
    mentions.loc[changed, "entity"] = rows["entity"].map({name: merge.entity for name, merge in merges.items()})
    touched = set(rows["article_id"])
    again = comentions(mentions[mentions["article_id"].isin(touched)], tables.sentences)
    others = tables.comentions[~tables.comentions["article_id"].isin(touched)]
    names = {name: merge.entity for name, merge in merges.items()}
    return tables._replace(
        mentions=mentions,
        comentions=pd.concat([others, again], ignore_index=True),
        quotes=tables.quotes.assign(reference=tables.quotes["reference"].replace(names)),
    )

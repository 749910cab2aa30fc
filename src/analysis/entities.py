"""Mentions of many articles → one name an entity: acronyms, spellings, initials, and the user's own list, which wins.

Within an article names are tied together when it is analysed (`analysis.mentions`); here articles are
compared, each time tables are read, so that a changed `data/aliases.csv` needs no new analysis. Every
merge has its rule in the column `rule` of `mentions`.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.comentions import comentions
from analysis.errors import SettingsError
from analysis.language.countries import fold
from analysis.language.spelling import is_initial, is_initial_of, is_same_spelling, spelling_key
from analysis.language.words import normalise
from analysis.places import PROJECT
from analysis.readers.encoding import open_source
from analysis.readers.records import UnreadableError
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
    """Read the user's list of names, in any encoding and with commas or semicolons; none where there is no file.

    Raises
    ------
    SettingsError
        With the line that breaks the format, or the names that stand for one another in a circle.
    """
    if not path.is_file():
        return []
    try:
        text = open_source(path, path.name).read()
    except UnreadableError as error:
        raise SettingsError(f"{path}: {error}") from error
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = {"alias", "canonical"} - set(reader.fieldnames or ())
    if missing:
        raise SettingsError(f"{path}: no column {', '.join(sorted(missing))}; the first line is alias,canonical,kind,wikidata")
    rows: dict[str, Alias] = {}
    for row in reader:
        values = Alias(*(" ".join(normalise(row.get(name) or "").split()) for name in _COLUMNS))
        if not any(values):
            continue
        if not values.alias or values.kind not in _KINDS:
            told = "an alias is needed, and a kind of person, place, organisation, other or none"
            raise SettingsError(f"{path}, line {reader.line_num}: {told}")
        if rows.setdefault(values.alias, values) != values:
            raise SettingsError(f"{path}, line {reader.line_num}: {values.alias!r} stands for two names; keep one")
    _refuse_circles(path, rows)
    return list(rows.values())


def _refuse_circles(path: Path, rows: dict[str, Alias]) -> None:
    for alias in rows.values():
        seen, name = {alias.alias}, alias.canonical
        while name in rows and rows[name].canonical != name:
            if name in seen:
                raise SettingsError(f"{path}: {', '.join(sorted(seen))} stand for one another; say which is the canonical name")
            seen.add(name)
            name = rows[name].canonical


def find_merges(mentions: pd.DataFrame, aliases: list[Alias]) -> dict[str, Merge]:
    """Tell which names of a corpus are another's: {name: merge}; the user's list first, and never against it.

    Names of one kind that differ in case or hyphens only are one. Acronyms take the long form that the
    corpus defines for them, if it is one (two articles, and nine definitions in ten); persons' names the
    commonest of their spellings (`analysis.language.spelling`), an initial the only full name that fits.
    Places and organisations are never merged by their spelling.
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
    """Names of one kind that differ in case and hyphens only: the commonest way to write them; acronyms stay apart."""
    counts = mentions.groupby(["kind", "entity"])["article_id"].nunique().sort_values(ascending=False, kind="stable")
    commonest: dict[tuple[str, str], str] = {}
    for kind, name in counts.index:
        if not name.isupper():
            known = commonest.setdefault((kind, name.casefold().replace("-", " ")), name)
            if known != name:
                yield name, Merge(known, None, "letters")


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
    commonest: dict[str, str] = {}
    for name in counts.index:
        by_surname[fold(name).split()[-1]].append(name)
        known = commonest.setdefault(spelling_key(name), name)
        if known != name and is_same_spelling(name, known):
            yield name, Merge(known, "person", "spelling")
    for name in (name for name in counts.index if is_initial(name)):
        full = {commonest[spelling_key(other)] for other in by_surname[fold(name).split()[-1]] if is_initial_of(name, other)}
        if len(full) == 1:
            yield name, Merge(next(iter(full)), "person", "initial")


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
    """Put the mentions, co-mentions and speakers of a corpus under one name an entity (see `find_merges`).

    The user's list is asked for the name as written first, and so undoes what was tied inside an article.
    """
    tables = _without(tables, {alias.alias for alias in aliases if not alias.canonical})
    merges = find_merges(tables.mentions, aliases)
    written = {alias.alias for alias in aliases}
    kinds = {alias.canonical: alias.kind for alias in aliases if alias.kind}
    made = tables.mentions.copy()
    number = made.groupby(["surface", *_NAMED], dropna=False, sort=False).ngroup()  # few names, many mentions
    found = [_merged(mention, merges, written, kinds) for mention in made[~number.duplicated()].itertuples()]
    made[_NAMED] = pd.DataFrame(found, columns=_NAMED, dtype="object").iloc[number].set_axis(made.index)
    changed = (made["entity"] != tables.mentions["entity"]) | (made["kind"] != tables.mentions["kind"])
    if not changed.any():
        return tables
    touched = set(made.loc[changed, "article_id"])
    again = comentions(made[made["article_id"].isin(touched)], tables.sentences)
    others = tables.comentions[~tables.comentions["article_id"].isin(touched)]
    names = [merges[name].entity if name in merges else name for name in tables.quotes["reference"]]
    of_kind = [kinds.get(name, kind) for name, kind in zip(names, tables.quotes["reference_kind"], strict=True)]
    return tables._replace(
        mentions=made.astype(tables.mentions.dtypes.to_dict()),
        comentions=pd.concat([others, again], ignore_index=True),
        quotes=tables.quotes.assign(reference=names, reference_kind=of_kind).astype(tables.quotes.dtypes.to_dict()),
    )


def _merged(mention: Any, merges: dict[str, Merge], written: set[str], kinds: dict[str, str]) -> tuple[str, str, str | None]:
    """Entity, kind and rule of a mention; the user's list is asked for the name as written before the entity."""
    name = mention.surface if mention.surface in written else mention.entity
    merge = merges.get(name)
    entity = merge.entity if merge else name
    kind = kinds.get(entity) or (merge.kind if merge else None) or mention.kind
    rule = None if entity == mention.surface else merge.rule if merge else mention.rule
    return entity, kind, rule


_NAMED = ["entity", "kind", "rule"]

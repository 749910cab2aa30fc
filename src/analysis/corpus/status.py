"""What is stored of a corpus, what is missing, what failed, and which stores are of an older version."""

from pathlib import Path
from typing import NamedTuple

from analysis.analyzer import Settings, fingerprint, ingredients
from analysis.errors import AnalysisError
from analysis.places import tables_folder
from analysis.readers.inventory import take_inventory
from analysis.store import Store
from analysis.store.care import SMALL, stores

__all__ = ["CorpusStatus", "StoreStatus", "corpus_status", "store_status"]


class CorpusStatus(NamedTuple):
    """Articles of a corpus by what is known of them under some settings."""

    store: Store
    n_articles: int
    n_contents: int
    """Different texts with different headlines: what is analysed."""
    n_unreadable: int
    n_done: int
    n_failed: int
    n_missing: int


class StoreStatus(NamedTuple):
    """One store: whether it is of this version, and how large it is."""

    store: Store
    settings: str
    stale: tuple[str, ...] | None
    """What has changed since; empty: it is current; null: what it is of is not known."""
    n_parts: int
    n_small: int
    n_damaged: int
    n_contents: int
    n_bytes: int


def corpus_status(corpus: str | Path, settings: Settings | None = None) -> CorpusStatus:
    """Compare a corpus with the store of some settings; files that have changed are listed anew, nothing is analysed."""
    store = Store(tables_folder().absolute(), fingerprint(settings or Settings()))
    reading = take_inventory(corpus, tables_folder().absolute() / "inventories", known=None, keep=lambda _: None)
    state = reading.articles["content"].map({content: failed for content, (_, failed) in store.contents().items()})
    return CorpusStatus(
        store=store,
        n_articles=len(state),
        n_contents=reading.articles["content"].nunique(),
        n_unreadable=len(reading.failures),
        n_done=int((state == False).sum()),  # noqa: E712 -- null is neither
        n_failed=int((state == True).sum()),  # noqa: E712
        n_missing=int(state.isna().sum()),
    )


def store_status() -> list[StoreStatus]:
    """Describe every store in the folder of tables, current ones first."""
    found = [_describe(store) for store in stores(tables_folder())]
    return sorted(found, key=lambda one: (one.stale != (), one.store.folder.name))


def _describe(store: Store) -> StoreStatus:
    parts = store.parts()
    about = store.about().get("settings") or {}
    return StoreStatus(
        store=store,
        settings=f"ner {about['ner']}, lexicons {' '.join(about['lexicons'])}" if about else "(unknown)",
        stale=_stale(store),
        n_parts=len(parts),
        n_small=sum(len(part.contents) < SMALL for part in parts),
        n_damaged=len(store.part_folders()) - len(parts),
        n_contents=len(store.contents()),
        n_bytes=sum(about["bytes"] for part in parts for about in part.files.values()),
    )


def _stale(store: Store) -> tuple[str, ...] | None:
    about = store.about()
    try:
        settings = Settings(**about["settings"])
        now = ingredients(settings)
    except (KeyError, TypeError, AnalysisError):  # a lexicon by a relative path, from elsewhere
        return None
    changed = tuple(name for name, value in now.items() if about.get(name) != value)
    return changed or (() if fingerprint(settings) == store.folder.name else ("settings",))

"""What was found in one article, as spans of its text in five layers: what a close reading marks."""

import pandas as pd

from analysis.summaries.frames import vocabulary_hits
from analysis.tables import SPEECH_KINDS, Tables
from analysis.tone import sided_hits

__all__ = ["LAYERS", "layers"]

LAYERS = ("quotes", "speakers", "names", "tone words", "frame words")
"""In the order in which a reader switches them on and off."""

_COLUMNS = ["layer", "start", "end", "kind", "note"]
_TEXT_ZONES = ("title", "dateline", "byline", "standfirst", "caption", "credit", "body", "related", "tags", "duplicate")


def layers(tables: Tables) -> pd.DataFrame:
    """Lay the spans of one article out: `layer, start, end, kind, note`, by start.

    `kind` is that of the quote, the speaker, the name; the side of a tone word after negation; the category of a frame
    word. `note` is who is quoted or named, or the term and its lexicon; null where nobody is known.
    """
    found = pd.concat([_quotes(tables), _speakers(tables), _names(tables), _tone(tables), _frames(tables)], ignore_index=True)
    return found.astype({"start": "int64", "end": "int64"}).sort_values(["start", "end", "layer"], ignore_index=True)


def _quotes(tables: Tables) -> pd.DataFrame:
    spoken = tables.quotes[tables.quotes["kind"].isin(SPEECH_KINDS)]
    return spoken.assign(layer="quotes", note=spoken["reference"])[_COLUMNS]


def _speakers(tables: Tables) -> pd.DataFrame:
    spoken = tables.quotes[tables.quotes["kind"].isin(SPEECH_KINDS)].dropna(subset=["speaker_start", "speaker_end"])
    placed = spoken.drop_duplicates(["speaker_start", "speaker_end"])
    return placed.assign(
        layer="speakers", start=placed["speaker_start"], end=placed["speaker_end"], kind=placed["reference_kind"], note=placed["reference"]
    )[_COLUMNS]  # fmt: skip


def _names(tables: Tables) -> pd.DataFrame:
    return tables.mentions.assign(layer="names", note=tables.mentions["entity"])[_COLUMNS]


def _tone(tables: Tables) -> pd.DataFrame:
    sided = sided_hits(tables.hits, _TEXT_ZONES)
    kinds = sided["sign"].map({1: "positive", -1: "negative"})
    return sided.assign(layer="tone words", kind=kinds, note=sided["term"] + " · " + sided["lexicon"])[_COLUMNS]


def _frames(tables: Tables) -> pd.DataFrame:
    used = vocabulary_hits(tables.hits)
    return used.assign(layer="frame words", kind=used["category"], note=used["term"] + " · " + used["lexicon"])[_COLUMNS]

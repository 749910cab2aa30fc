"""Find names by one of three engines: the neural model, the fast tagger, or rules where there is neither."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from analysis.language.capitals import find_names as find_by_capitals
from analysis.language.pipeline import Span, find_entities, model_version
from analysis.language.tagger import Tagger, read_tagger
from analysis.places import models_folder

__all__ = ["ENGINES", "engine_languages", "engine_version", "find_names"]

ENGINES = ("model", "fast", "rules")
"""The neural model (the default and the best), a CRF (for millions of articles), capitals and lists."""


def find_names(texts: Sequence[str], language: str, engine: str, models: Mapping[str, str]) -> Iterator[list[Span]]:
    """Find the names of each text, in order, with the best engine that the language has, at most the one named."""
    chosen = _available(language, engine, models)
    if chosen == "model":
        return find_entities(texts, models[language], weights=_weights(language, models[language]))
    if chosen == "fast":
        return _tagger(_crf(language), language).find_names(texts)
    return (find_by_capitals(text, language) for text in texts)


def engine_version(language: str, engine: str, models: Mapping[str, str]) -> str:
    """Say what finds the names of a language: engine, model and version, digest of our weights."""
    chosen = _available(language, engine, models)
    if chosen == "model":
        weights = _weights(language, models[language])
        own = f" + {weights.name} {_digest(weights / 'model')}" if weights else ""
        return f"model {models[language]}=={model_version(models[language])}{own}"
    return f"fast tagger {_digest(_crf(language))}" if chosen == "fast" else "rules"


def engine_languages(models: Mapping[str, str]) -> list[str]:
    """List the languages that have a model, or weights of ours."""
    return sorted({*models, *(path.name.split("_")[0] for path in models_folder().glob("*_names*"))})


def _available(language: str, engine: str, models: Mapping[str, str]) -> str:
    available = {"model": language in models, "fast": _crf(language).is_file(), "rules": True}
    return next(name for name in ENGINES[ENGINES.index(engine) :] if available[name])


def _weights(language: str, model: str) -> Path | None:
    """Our weights, where they were trained on from this very model; those of another would be noise."""
    folder = models_folder() / f"{language}_names"
    if not (folder / "model").is_file():
        return None
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return folder if (about["base"], about["base_version"]) == (model, model_version(model)) else None


def _crf(language: str) -> Path:
    return models_folder() / f"{language}_names.crfsuite"


@cache
def _tagger(path: Path, language: str) -> Tagger:
    return read_tagger(path, language)


def _digest(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=4).hexdigest()

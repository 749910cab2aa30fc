"""Invented corpora of any size, for measuring growth: articles of shuffled sentences of the sample, with planted near-copies.

    python benchmarks/invented.py FOLDER N

Sentences come from the project's own sample corpus with one word in four replaced, so that vocabularies
grow with the corpus as they do in news. One article in ten is a near-copy of another: with a new headline,
with every twentieth word changed, with its end cut, or with a paragraph of others added.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

import analysis

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
OUTLETS = [f"Journal {number}" for number in range(1, 13)]
SENTENCES, PER_ARTICLE, PER_PARAGRAPH = 20_000, 24, 3
COPIES = 0.1
KINDS = ("headline", "words", "cut", "added")
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
ARTICLES_PER_FILE = 20_000


def invented_articles(n: int, *, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Invent articles one by one; the field `original` of a near-copy is the id of what it copies, `kind` how."""
    chance = np.random.default_rng(seed)
    pool = _sentences(chance)
    recent: list[dict[str, Any]] = []
    for number in range(n):
        if recent and chance.random() < COPIES:
            yield _copy(recent[chance.integers(len(recent))], number, pool, chance)
            continue
        article = _article(number, pool, chance)
        recent = [*recent[-99:], article]
        yield article


def _article(number: int, pool: list[str], chance: np.random.Generator) -> dict[str, Any]:
    drawn = [pool[index] for index in chance.integers(len(pool), size=PER_ARTICLE + 1)]
    return {**_fields(number, chance), "title": drawn[0], "text": _text(drawn[1:]), "original": None, "kind": None}


def _fields(number: int, chance: np.random.Generator) -> dict[str, Any]:
    moment = FIRST_DAY + timedelta(minutes=int(number * 5))
    return {
        "id": f"i{number}",
        "source": OUTLETS[int(chance.integers(12) * chance.random())],
        "date": moment.isoformat(),
        "lang": "fr",
    }


def _text(sentences: list[str]) -> str:
    return "\n\n".join(" ".join(sentences[first : first + PER_PARAGRAPH]) for first in range(0, len(sentences), PER_PARAGRAPH))


def _copy(article: dict[str, Any], number: int, pool: list[str], chance: np.random.Generator) -> dict[str, Any]:
    kind = KINDS[int(chance.integers(len(KINDS)))]
    text = article["text"]
    other = [pool[index] for index in chance.integers(len(pool), size=PER_PARAGRAPH + 1)]
    made = {
        "headline": lambda: text,
        "words": lambda: _changed(text, other[0].split(), chance),
        "cut": lambda: text[: text.rfind(" ", 0, len(text) * 8 // 10)],
        "added": lambda: f"{text}\n\n{' '.join(other[1:])}",
    }[kind]()
    title = other[0] if kind == "headline" else article["title"]
    return {**_fields(number, chance), "title": title, "text": made, "original": article["id"], "kind": kind}


def _changed(text: str, words: list[str], chance: np.random.Generator) -> str:
    """Change every twentieth word, at random places."""
    paragraphs = [paragraph.split(" ") for paragraph in text.split("\n\n")]
    places = [(row, column) for row, paragraph in enumerate(paragraphs) for column in range(len(paragraph))]
    for place in chance.choice(len(places), size=len(places) // 20, replace=False):
        row, column = places[place]
        paragraphs[row][column] = words[int(chance.integers(len(words)))]
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


def _sentences(chance: np.random.Generator) -> list[str]:
    """Sentences of the sample with one word in four replaced by a word of its other sentences."""
    articles = analysis.read_articles(SAMPLE)
    tables = analysis.analyze(articles[articles["language"] == "fr"], analysis.Settings(lexicons=(), ner="rules"))
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    body = tables.sentences.query("zone == 'body' and n_words > 8")
    found = [texts[one.article_id][one.start : one.end].split() for one in body.itertuples()]
    words = [word for sentence in found for word in sentence[1:-1] if word.isalpha()]
    drawn = [found[index] for index in chance.integers(len(found), size=SENTENCES)]
    return [" ".join(_replaced(sentence, words, chance)) for sentence in drawn]


def _replaced(sentence: list[str], words: list[str], chance: np.random.Generator) -> Iterator[str]:
    chosen = chance.random(len(sentence)) < 1 / 4
    others = chance.integers(len(words), size=len(sentence))
    for word, is_chosen, other in zip(sentence, chosen, others, strict=True):
        yield words[other] if is_chosen and word.isalpha() else word


def write_corpus(folder: Path, n: int, *, seed: int = 0) -> Path:
    """Write an invented corpus as JSON lines, 20,000 articles a file; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    articles = invented_articles(n, seed=seed)
    for number in range(-(-n // ARTICLES_PER_FILE)):
        with (folder / f"{number:04}.jsonl").open("w", encoding="utf-8") as file:
            for _, article in zip(range(min(ARTICLES_PER_FILE, n - number * ARTICLES_PER_FILE)), articles, strict=False):
                file.write(json.dumps(article, ensure_ascii=False) + "\n")
    return folder


if __name__ == "__main__":
    print(write_corpus(Path(sys.argv[1]), int(sys.argv[2])))

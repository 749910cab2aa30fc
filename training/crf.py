"""Train the fast tagger: `make train GOLD=entities.jsonl` → `data/models/fr_names.crfsuite`."""

import argparse
import time
from pathlib import Path

import pycrfsuite
from gold import HELD_OUT_FROM, Paragraph, read_paragraphs

from analysis.language.tagger import Tagger, features, read_tagger, tokenize

PARAMETERS = {"c1": 0.05, "c2": 0.01, "feature.minfreq": 2, "max_iterations": 120, "feature.possible_transitions": True}


def main() -> None:
    """Train, save, and print the score on the months set aside."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    trainer = pycrfsuite.Trainer(verbose=False)
    for paragraph in read_paragraphs(options.gold, until=HELD_OUT_FROM):
        tokens = tokenize(paragraph.text)
        if tokens:
            trainer.append(features(tokens, "fr"), _labels(paragraph))
    trainer.set_params(PARAMETERS)
    trainer.train(str(options.out))
    _score(read_tagger(options.out, "fr"), read_paragraphs(options.gold, since=HELD_OUT_FROM, until="9999"))


def _labels(paragraph: Paragraph) -> list[str]:
    labels = []
    for token in tokenize(paragraph.text):
        inside = next((span for span in paragraph.spans if span[0] <= token.start < span[1]), None)
        labels.append("O" if inside is None else f"{'B' if token.start == inside[0] else 'I'}-{inside[2]}")
    return labels


def _score(tagger: Tagger, held_out: list[Paragraph]) -> None:
    started, n_words = time.process_time(), sum(len(one.text.split()) for one in held_out)
    found = [
        {(span.start, span.end, span.label) for span in spans} for spans in tagger.find_names([one.text for one in held_out])
    ]
    speed = n_words / (time.process_time() - started)
    for kinds in (("PER",), ("LOC",), ("ORG",), ("PER", "LOC", "ORG")):
        a = [{span for span in one.spans if span[2] in kinds} for one in held_out]
        b = [{span for span in spans if span[2] in kinds} for spans in found]
        matched = sum(len(x & y) for x, y in zip(a, b, strict=True))
        print("+".join(kinds), f"F1 {200 * matched / (sum(map(len, a)) + sum(map(len, b))):.1f}")
    print(f"{speed:,.0f} words a CPU second")


if __name__ == "__main__":
    main()

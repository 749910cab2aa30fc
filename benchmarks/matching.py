"""Time and memory of finding terms, against `ahocorasick_rs` made exact; and how time grows with the text.

    pip install ahocorasick_rs==1.0.3
    python benchmarks/matching.py CORPUS [ROUNDS]

Both get a text and give (first character, one past the last, term). The other one gets the words of the project's
rule joined by two blanks, terms padded with one (" bien  sûr "), so that the leftmost-longest match is always one of
whole words; its places are then mapped back. It knows nothing of commas between words: such hits are left out of the
comparison of results. CPU seconds on one core, both in turn in each round; quote the ratios.
"""

import gc
import json
import math
import random
import re
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from statistics import median

import ahocorasick_rs

import analysis
from analysis.language.vocabulary import conjugate, verbs
from analysis.language.words import find_words, normalise
from analysis.lexicons import fold_words
from analysis.lexicons.matching import Matcher, build_matcher, find_matches

SIZES = {14_000: 0.15, 100_000: 0.06}
"""Numbers of terms, and the share of them that are single words of the texts: about 8 % and 28 % of words are hits."""

MULTI_WORD = 0.16
Span = tuple[int, int, int]


def main(corpus: str, rounds: int = 5) -> None:
    """Print a line for each number of terms, then the growth."""
    texts = list(analysis.read_articles(corpus).query("language == 'fr'")["text"])
    n_words = sum(len(find_words(normalise(text)).starts) for text in texts)
    print(f"{len(texts)} texts, {n_words} words; medians of {rounds} rounds")
    for size in SIZES:
        terms = make_terms(texts, size)
        ours, theirs = build_matcher(terms), AhoCorasick(terms)
        check(texts, ours, theirs)
        pairs = [
            (cpu(partial(list, map(partial(find, ours), texts))), cpu(partial(list, map(theirs.find, texts))))
            for _ in range(rounds)
        ]
        mine, other = (median(column) for column in zip(*pairs, strict=True))
        hits = sum(len(find(ours, text)) for text in texts) / len(texts)
        print(
            f"{size:7,} terms, {hits:5.1f} hits a text: ours {n_words / mine / 1e6:.2f}, ahocorasick_rs {n_words / other / 1e6:.2f}"
            f" million words/s, ratio {median(b / a for a, b in pairs):.2f}; our memory {megabytes(terms):.1f} MB"
        )
    growth(texts, build_matcher(make_terms(texts, max(SIZES))))


def make_terms(texts: list[str], size: int, seed: int = 0) -> list[tuple[str, ...]]:
    """Draw terms from the words and the runs of two to four words of the texts, and fill up with forms of verbs."""
    chance = random.Random(seed)
    words, runs = set(), set()
    for text in texts:
        for piece in re.findall(r"[^\W\d_]+(?:[' -][^\W\d_]+)*", normalise(text)):
            folded = fold_words(piece, find_words(piece))
            words.update((word,) for word in folded if len(word) > 3)
            runs.update(run for length in (2, 3, 4) for run in zip(*(folded[skip:] for skip in range(length)), strict=False))
    forms = {(form,) for verb in verbs_in_er() for kind in conjugate("fr", verb, "").values() for form in kind}
    forms |= {(f"re{form}",) for (form,) in forms}
    n_runs = round(MULTI_WORD * size)
    n_words = min(round(size * SIZES[size]), len(words))
    chosen = chance.sample(sorted(runs), n_runs) + chance.sample(sorted(words), n_words)
    return chosen + chance.sample(sorted(forms - set(chosen)), size - len(chosen))


def verbs_in_er() -> list[str]:
    """The infinitives behind the project's table of verbs."""
    return sorted(
        {form[:-1] + "er" for form in verbs("fr") if form.endswith("e")}
        | {form[:-3] + "er" for form in verbs("fr") if form.endswith("era")}
    )


def find(matcher: Matcher, text: str) -> list[tuple[int, int, int, int]]:
    """What the project does: text in, spans with the number of words and the term out."""
    plain = normalise(text)
    words = find_words(plain)
    return find_matches(matcher, fold_words(plain, words), plain, words)


class AhoCorasick:
    """The same by `ahocorasick_rs`, whole words by padding."""

    def __init__(self, terms: list[tuple[str, ...]]) -> None:
        self.automaton = ahocorasick_rs.AhoCorasick(
            [f" {'  '.join(words)} " for words in terms],
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def find(self, text: str) -> list[Span]:
        """Text in, spans with the term out."""
        plain = normalise(text)
        words = find_words(plain)
        starts, ends = words
        folded = fold_words(plain, words)
        places = list(accumulate((len(word) + 2 for word in folded), initial=0))
        found = self.automaton.find_matches_as_indexes(f" {'  '.join(folded)} ")
        return [(starts[bisect_left(places, a)], ends[bisect_left(places, b) - 1], number) for number, a, b in found]


def check(texts: list[str], ours: Matcher, theirs: AhoCorasick) -> None:
    """Stop where the two differ in any text whose words nothing but blanks part."""
    for text in texts:
        bare = " ".join(fold_words(normalise(text), find_words(normalise(text)))).replace("' ", "'")
        if [(start, end, number) for start, end, _, number in find(ours, bare)] != theirs.find(bare):
            sys.exit(f"different hits in {bare[:80]!r}")


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def megabytes(terms: list[tuple[str, ...]]) -> float:
    """What matching adds to the resident memory of a process, read in one that does nothing else."""
    script = (
        "import json, sys, gc, psutil\n"
        "from analysis.lexicons.matching import build_matcher\n"
        "terms = [tuple(words) for words in json.load(sys.stdin)]\n"
        "gc.collect(); before = psutil.Process().memory_info().rss\n"
        "matcher = build_matcher(terms); gc.collect()\n"
        "print(psutil.Process().memory_info().rss - before)"
    )
    found = subprocess.run([sys.executable, "-c", script], input=json.dumps(terms), text=True, capture_output=True, check=True)
    return int(found.stdout) / 1e6


def growth(texts: list[str], matcher: Matcher) -> None:
    """Print the seconds of 1, 2, 4 and 8 times the texts joined as one, and the exponent between the ends."""
    whole = "\n".join(texts)
    unit = whole[: len(whole) // 4]
    seconds = {times: min(cpu(lambda n=times: find(matcher, unit * n)) for _ in range(3)) for times in (1, 2, 4, 8)}
    exponent = math.log(seconds[8] / seconds[1], 8)
    print("growth: " + ", ".join(f"{n}× {value:.2f} s" for n, value in seconds.items()) + f"; exponent {exponent:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], *(int(number) for number in sys.argv[2:3]))

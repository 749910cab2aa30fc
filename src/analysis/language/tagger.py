"""Find names with a linear-chain CRF (Lafferty et al. 2001): eight times as fast as the neural model, less exact.

The features of a word do not depend on where it stands; a token sees its own, and part of its neighbours'. So
their weights are added up once a word and kept, and the best labels of many texts are found together.
Trained by `training/crf.py` with CRFsuite, whose labels these are; run by NumPy, about three times as fast.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.language.countries import country_name
from analysis.language.pipeline import Span
from analysis.language.vocabulary import function_words, genders, titles, verbs

__all__ = ["LABELS", "Tagger", "Token", "decode", "features", "read_tagger", "tokenize"]

LABELS = ("PER", "LOC", "ORG", "MISC")
_TOKEN = re.compile(r"\w+(?:[-.&]\w+)*'?|[^\w\s]|\n")


class Token(NamedTuple):
    """A word or a mark: first character, one past the last, as written."""

    start: int
    end: int
    text: str


def tokenize(text: str) -> list[Token]:
    """Cut a text into words and marks; an elided word keeps its apostrophe, a hyphened word is one."""
    return [Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text)]


class _Word(NamedTuple):
    """Features of a word: as it stands, as its neighbours see it, as those one further see it."""

    own: tuple[str, ...]
    seen: tuple[str, ...]
    far: tuple[str, ...]


_SEEN, _FAR = ("-1", "+1"), ("-2", "+2")
"""How features of the word before and of that behind are marked, one and two places away."""


def _word(text: str, language: str) -> _Word:
    lower = text.lower()
    shape = _RUN.sub(r"\1", text.translate(_SHAPES))
    word, form, ending = f"w={lower}", f"s={shape}", f"e3={lower[-3:]}"
    classes = [f"c={name}" for name in _classes(text, lower, language)]
    return _Word(
        own=(word, form, f"p={lower[:3]}", f"e2={lower[-2:]}", ending, f"e4={lower[-4:]}", *classes),
        seen=(word, form, ending, *classes),
        far=(word, f"s={shape[:2]}"),
    )


_RUN = re.compile(r"(.)\1+")
_LATIN = [chr(code) for code in range(0x250)]
_SHAPES = str.maketrans(
    {
        **{char: "X" for char in _LATIN if re.match("[A-ZÀ-Þ]", char)},
        **{char: "x" for char in _LATIN if re.match("[a-zà-ÿ]", char)},
        **dict.fromkeys("0123456789", "9"),
    }
)
"""Capitals, small letters and digits, each as one sign."""


def _classes(text: str, lower: str, language: str) -> Iterator[str]:
    """What lists know of a word."""
    words = function_words(language)
    if text[:1].isupper():
        yield "capital"
        if lower in genders(language):
            yield "first"
        if country_name(text, language):
            yield "country"
        if verbs(language).get(lower) is not None:
            yield "Verb"
    elif verbs(language).get(lower):
        yield "verb"
    singular = lower.removesuffix("s")
    if text in titles(language) or f"{text}." in titles(language):
        yield "title"
    for name in ("person", "generic", "body", "preposition", "determiner", "linker", "day"):
        known = getattr(words, name)
        if lower in known or singular in known:
            yield name


def features(tokens: Sequence[Token], language: str) -> list[list[str]]:
    """List the features of each token, and of each pair with its neighbours."""
    words = [_word(token.text, language) for token in tokens]
    return [[*word.own, *_left(tokens, words, index), *_right(words, index)] for index, word in enumerate(words)]


def _left(tokens: Sequence[Token], words: list[_Word], index: int) -> Iterator[str]:
    if index == 0:
        yield "first"
        return
    before = words[index - 1]
    yield from (f"-1{name}" for name in before.seen)
    yield f"{tokens[index - 1].text.lower()}|{tokens[index].text.lower()}"
    yield f"S{before.own[1]}{words[index].own[1]}"
    if index > 1:
        yield from (f"-2{name}" for name in words[index - 2].far)


def _right(words: list[_Word], index: int) -> Iterator[str]:
    if index == len(words) - 1:
        yield "last"
        return
    behind = words[index + 1]
    yield from (f"+1{name}" for name in behind.seen)
    yield f"S+{words[index].own[1]}{behind.own[1]}"
    if index + 2 < len(words):
        yield from (f"+2{name}" for name in words[index + 2].far)


def decode(places: Iterable[tuple[int, int]], labels: Iterable[str]) -> list[Span]:
    """Turn the B- and I- labels of tokens, given as first and one-past-last characters, into spans."""
    spans: list[Span] = []
    open_label = ""
    for (start, end), label in zip(places, labels, strict=True):
        if label[0] == "I" and label[2:] == open_label:
            spans[-1] = spans[-1]._replace(end=end)
        elif label != "O":
            spans.append(Span(label[2:], start, end))
        open_label = label[2:]
    return spans


Numbers = npt.NDArray[np.float32]

_SIDES = 1 + len(_SEEN) + len(_FAR)
_TEXTS_AT_ONCE = 256
_MOST_WORDS = 100_000
"""Words whose weights are kept, some 40 MB; when there are more, all are forgotten."""


class _Weights(NamedTuple):
    """The weights of features: `numbers[rows[name]]`, for each label, or for each side and label; row 0 is nothing."""

    rows: dict[str, int]
    numbers: Numbers

    def of(self, name: str) -> Numbers:
        """The weights of a feature, zero where it has none."""
        found: Numbers = self.numbers[self.rows.get(name, 0)]
        return found

    def add_up(self, lists: Iterable[Iterable[str]]) -> Numbers:
        """The sum over each list of features."""
        picked: list[int] = []
        starts: list[int] = []
        for names in lists:
            starts.append(len(picked))
            picked += [0, *(self.rows[name] for name in names if name in self.rows)]
        sums: Numbers = np.add.reduceat(self.numbers[picked], starts, axis=0)
        return sums


def _weights(features: Mapping[str, Numbers], zero: Numbers) -> _Weights:
    return _Weights({name: row for row, name in enumerate(features, 1)}, np.stack([zero, *features.values()]))


class _Pairs(NamedTuple):
    """The features that are two neighbouring words: a number for each word that is part of one, and for each pair its feature."""

    words: dict[str, int]
    keys: npt.NDArray[np.int64]
    """first · (words + 1) + second, sorted."""
    rows: npt.NDArray[np.int64]

    def find(self, words: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Which words make a pair with the one before, and the row of its feature; words by number, 0 for those in no pair."""
        pairs = words[:-1] * (len(self.words) + 1) + words[1:]
        place = np.minimum(np.searchsorted(self.keys, pairs), len(self.keys) - 1)
        found = np.flatnonzero(self.keys[place] == pairs)
        return found + 1, self.rows[place[found]]


def _pairs(rows: Mapping[str, int]) -> _Pairs:
    cut = [(name[:at], name[at + 1 :], row) for name, row in rows.items() for at, char in enumerate(name) if char == "|"]
    pairs = [(first, second, row) for first, second, row in cut if _TOKEN.fullmatch(first) and _TOKEN.fullmatch(second)]
    words = {word: number for number, word in enumerate(dict.fromkeys(word for pair in pairs for word in pair[:2]), 1)}
    keyed = sorted((words[first] * (len(words) + 1) + words[second], row) for first, second, row in pairs)
    keys, of_keys = zip(*keyed, strict=True) if keyed else ((-1,), (0,))
    return _Pairs(words, np.array(keys, dtype=np.int64), np.array(of_keys, dtype=np.int64))


class Tagger:
    """A trained tagger: the weight of each feature for each label, and of each label behind each other."""

    def __init__(self, language: str, labels: Sequence[str], weights: Mapping[str, Numbers], transitions: Numbers) -> None:
        self._language = language
        self._labels = tuple(labels)
        self._transitions = transitions
        self._weights = _weights(weights, np.zeros(len(labels), dtype=np.float32))
        self._seen, self._far = self._by_side(_SEEN), self._by_side(_FAR)
        self._pairs = _pairs(self._weights.rows)
        self._forget()

    def _by_side(self, sides: tuple[str, str]) -> _Weights:
        """The weights of features as seen from either side, by their names without the side."""
        names = {name.removeprefix(side) for side in sides for name in self._weights.rows if name.startswith(side)}
        stacked = {name: np.stack([self._weights.of(side + name) for side in sides]) for name in sorted(names)}
        return _weights(stacked, np.zeros((len(sides), len(self._labels)), dtype=np.float32))

    def _forget(self, n_words: int = 0) -> None:
        """Begin anew with room for `_MOST_WORDS` words, or for so many where they stand in one batch."""
        size = max(n_words, _MOST_WORDS)
        self._known: dict[str, int] = {}
        self._sums = np.zeros((size, _SIDES, len(self._labels)), dtype=np.float32)
        self._shapes: dict[str, int] = {}
        self._shape_of = np.zeros(size, dtype=np.int64)
        self._in_pairs = np.zeros(size, dtype=np.int64)

    def find_names(self, texts: Sequence[str]) -> Iterator[list[Span]]:
        """Find the names of each text, in order."""
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            batch = texts[first : first + _TEXTS_AT_ONCE]
            words = [_TOKEN.findall(text) for text in batch]
            labels = self._label([one for one in words if one])
            for text, own in zip(batch, words, strict=True):
                found = next(labels) if own else []
                has_name = found.count("O") < len(found)
                yield decode([match.span() for match in _TOKEN.finditer(text)], found) if has_name else []

    def _label(self, sequences: list[list[str]]) -> Iterator[list[str]]:
        """Find the likeliest labels of the words of each sequence."""
        if sequences:
            lengths = np.array([len(words) for words in sequences])
            scores = self._score([word for words in sequences for word in words], lengths)
            for path in _best_paths(scores, lengths, self._transitions):
                yield [self._labels[label] for label in path]

    def _score(self, words: list[str], lengths: npt.NDArray[np.int64]) -> Numbers:
        """The weights of each token's features, added up: tokens × labels, the sequences one behind the other."""
        codes = self._codes(words)
        place = np.arange(len(words)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        left = np.repeat(lengths, lengths) - place - 1
        sums = self._sums[codes]
        scores: Numbers = sums[:, 0].copy()
        for side, distance in enumerate((1, -1, 2, -2), 1):  # before, behind, far before, far behind
            seen, seeing = (
                (slice(None, -distance), slice(distance, None))
                if distance > 0
                else (slice(-distance, None), slice(None, distance))
            )
            is_near = (place if distance > 0 else left)[seeing] >= abs(distance)
            scores[seeing] += sums[seen, side] * is_near[:, None]
        scores[place == 0] += self._weights.of("first")
        scores[left == 0] += self._weights.of("last")
        self._add_pairs(scores, codes, place)
        return scores

    def _add_pairs(self, scores: Numbers, codes: npt.NDArray[np.int64], place: npt.NDArray[np.int64]) -> None:
        """Add the weights of two neighbouring words, and of their shapes, as either sees the other."""
        second, rows = self._pairs.find(self._in_pairs[codes])
        is_one = place[second] > 0  # both in one sequence
        scores[second[is_one]] += self._weights.numbers[rows[is_one]]
        shapes, names, is_pair = self._shape_of[codes], list(self._shapes), place[1:] > 0
        pairs, which = np.unique((shapes[:-1] * len(names) + shapes[1:])[is_pair], return_inverse=True)
        together = [names[first] + names[behind] for first, behind in zip(*divmod(pairs, len(names)), strict=True)]
        for sign, sees in (("S", scores[1:]), ("S+", scores[:-1])):
            found = [self._weights.rows.get(sign + pair, 0) for pair in together]
            sees[is_pair] += self._weights.numbers[found][which]

    def _codes(self, words: list[str]) -> npt.NDArray[np.int64]:
        """Numbers of words, under which the sums of their weights are kept."""
        distinct = dict.fromkeys(words)
        new = [word for word in distinct if word not in self._known]
        if len(self._known) + len(new) > len(self._sums):
            self._forget(len(distinct))
            new = list(distinct)
        if new:
            self._learn(new)
        return np.fromiter(map(self._known.__getitem__, words), dtype=np.int64, count=len(words))

    def _learn(self, texts: list[str]) -> None:
        """Add up the weights of new words, as they stand and as their neighbours see them."""
        first = len(self._known)
        codes = slice(first, first + len(texts))
        self._known.update(zip(texts, range(first, codes.stop), strict=True))
        words = [_word(text, self._language) for text in texts]
        self._shape_of[codes] = [self._shapes.setdefault(word.own[1], len(self._shapes)) for word in words]
        self._in_pairs[codes] = [self._pairs.words.get(text.lower(), 0) for text in texts]
        self._sums[codes, 0] = self._weights.add_up(word.own for word in words)
        self._sums[codes, 1:3] = self._seen.add_up(word.seen for word in words)
        self._sums[codes, 3:5] = self._far.add_up(word.far for word in words)


def _best_paths(scores: Numbers, lengths: npt.NDArray[np.int64], transitions: Numbers) -> Iterator[list[int]]:
    """Find the best path through the labels of each sequence (Viterbi 1967), of all sequences at once, longest first."""
    order = np.argsort(-lengths, kind="stable")
    starts, ranked = (np.cumsum(lengths) - lengths)[order], lengths[order]
    n_steps = int(ranked[0])
    going = [int(np.searchsorted(-ranked, -step)) for step in range(n_steps + 1)]  # how many sequences are longer
    best = [scores[starts]]
    for step in range(1, n_steps):
        now = going[step]
        reached = best[-1][:now].T[:, :, None] + transitions[:, None, :]  # label before × sequence × label
        best.append(reached.max(axis=0) + scores[starts[:now] + step])
    paths = np.zeros((len(ranked), n_steps), dtype=np.int64)
    for step in range(n_steps - 1, -1, -1):
        now, on = going[step], going[step + 1]  # those behind `on` end here
        ahead = paths[:on, step + 1] if on else paths[:0, 0]
        paths[:on, step] = (best[step][:on] + transitions[:, ahead].T).argmax(axis=1)
        paths[on:now, step] = best[step][on:now].argmax(axis=1)
    return (paths[row, :length].tolist() for row, length in zip(np.argsort(order), lengths, strict=True))


def read_tagger(path: Path, language: str) -> Tagger:
    """Read the weights of a model of CRFsuite."""
    from pycrfsuite import Tagger as Model

    model = Model()
    model.open(str(path))
    with tempfile.TemporaryDirectory() as folder:
        model.dump(f"{folder}/weights.txt")
        dump = Path(folder, "weights.txt").read_text(encoding="utf-8")
    _, _, after = dump.partition("TRANSITIONS = {")
    between, _, states = after.partition("STATE_FEATURES = {")
    labels = model.labels()
    weights: dict[str, Numbers] = {}
    for feature, label, weight in _WEIGHT.findall(states):
        weights.setdefault(feature, np.zeros(len(labels), dtype=np.float32))[labels.index(label)] = float(weight)
    transitions = np.zeros((len(labels),) * 2, dtype=np.float32)
    for label, following, weight in _WEIGHT.findall(between):
        transitions[labels.index(label), labels.index(following)] = float(weight)
    return Tagger(language, labels, weights, transitions)


_WEIGHT = re.compile(r"  \(\d\) (.*?) --> (\S+): (-?[\d.]+)\n", re.DOTALL)
"""A line of a dump: kind, feature (a line end may be one), label, weight."""

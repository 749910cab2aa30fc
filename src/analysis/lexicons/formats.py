"""Files → rows of a lexicon: CSV and TSV, LIWC `.dic`, Lexicoder `.lc3`, quanteda YAML.

Every format may open with comment lines `# key: value` (language, version, licence, source, match …).
"""

import csv
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.errors import LexiconError

__all__ = ["FORMATS", "NEGATIVE", "POSITIVE", "Row", "read_text", "split_header"]

POSITIVE, NEGATIVE = "positive", "negative"

_SIDES = {
    **dict.fromkeys(("positive", "positives", "pos", "positif", "positifs", "posemo", "emopos", "tone_pos"), POSITIVE),
    **dict.fromkeys(
        (
            "negative",
            "negatives",
            "neg",
            "négatif",
            "négative",
            "négatifs",
            "négatives",
            "negatif",
            "negemo",
            "emoneg",
            "tone_neg",
        ),
        NEGATIVE,
    ),
    "neg_positive": NEGATIVE,  # Lexicoder lists negated positives as terms of their own, and they are negative
    "neg_negative": POSITIVE,
}
_SIGNS = {**dict.fromkeys(("+", "+1", "1"), POSITIVE), **dict.fromkeys(("-", "−", "-1"), NEGATIVE)}
"""What else stands in a column of polarities; in one of categories these are names like any other."""

_NO_SIDE = ("", "0", "neutral", "neutre")
_ENCODINGS = (("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))


class Row(NamedTuple):
    """One entry of a lexicon file; `place` is its file and line, for messages."""

    term: str
    polarity: str | None
    weight: float
    category: str
    place: str


class _Line(NamedTuple):
    number: int
    text: str


def read_text(path: Path, *, checks: bool = True) -> str:
    """Read a text file as UTF-8, as UTF-16 with a mark, or as Windows-1252 where it is neither; in Unicode NFC.

    Raises
    ------
    LexiconError
        With `checks`, when it was once saved in a wrong encoding.
    """
    content = path.read_bytes()
    encoding = next((name for name, mark in _ENCODINGS if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    for damaged in ("\ufffd", "Ã©", "Ã¨", "Ãª") if checks else ():
        if damaged in text:
            number = text[: text.index(damaged)].count("\n") + 1
            raise LexiconError(f"{path}, line {number}: {damaged!r} is a letter in a wrong encoding; save the file as UTF-8")
    return unicodedata.normalize("NFC", text)


def split_header(text: str) -> tuple[dict[str, str], list[_Line]]:
    """Part the comment lines at the top from the other lines, which keep their numbers; empty lines are left out."""
    lines = [_Line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    n_comments = next((place for place, line in enumerate(lines) if not line.text.startswith("#")), len(lines))
    split = (line.text.lstrip("# ").partition(":") for line in lines[:n_comments])
    about = {key.strip().casefold(): value.strip() for key, colon, value in split if colon}
    return about, [line for line in lines[n_comments:] if not line.text.startswith("# ")]


def _read_delimited(path: Path, lines: list[_Line]) -> Iterator[Row]:
    """Rows of a table with the columns `term` and at least one of `polarity`, `weight` (signed), `category`."""
    delimiter = max(",;\t", key=lines[0].text.count) if lines else ","
    place = f"{path}, line {lines[0].number if lines else 1}"
    listed: list[tuple[dict[str, Any], str]] = []
    rows = csv.DictReader((line.text for line in lines), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().lower() for name in rows.fieldnames or ()]
        rows.fieldnames = columns
        for row in rows:
            place = f"{path}, line {lines[rows.line_num - 1].number}"
            if rows.line_num != len(listed) + 2:
                raise LexiconError(f"{place}: a term over several lines; write it on one, quotes in pairs")
            listed.append((row, place))
    except csv.Error as error:
        raise LexiconError(f"{place}, or the line behind it: {error}; write a term on one line, quotes in pairs") from error
    if "term" not in columns or not {"polarity", "weight", "category"} & set(columns) or len(columns) > len(set(columns)):
        there = ", ".join(columns) or "none"
        first = lines[0].number if lines else 1
        raise LexiconError(
            f"{path}, line {first}: the columns are {there}; needed are term and one or more of polarity, weight, category, each once"
        )
    is_signed = "polarity" not in columns and any((row.get("weight") or "").strip().startswith(("-", "−")) for row, _ in listed)
    for row, place in listed:
        yield _from_columns(row, place, is_signed=is_signed)


def _from_columns(row: dict[str, Any], place: str, *, is_signed: bool) -> Row:
    if None in row or None in row.values():
        raise LexiconError(f"{place}: more or fewer columns than the first line names; put a term with a comma in quotes")
    category = (row.get("category") or "").strip()
    polarity = _polarity(row["polarity"], place) if "polarity" in row else _SIDES.get(category.casefold())
    weight = _weight(row.get("weight") or "1", place)
    if weight and (is_signed or not ("polarity" in row or category)):
        polarity, weight = POSITIVE if weight > 0 else NEGATIVE, abs(weight)
    if weight <= 0:
        raise LexiconError(f"{place}: weight {weight:g} is not above 0; the polarity gives the sign")
    if not (category or polarity):
        raise LexiconError(f"{place}: neither polarity nor category; give positive, negative or the name of a category")
    return Row(row["term"], polarity, weight, category or str(polarity), place)


def _polarity(value: str, place: str) -> str | None:
    name = value.strip().casefold()
    if name in _NO_SIDE:
        return None
    if name not in _SIDES | _SIGNS:
        raise LexiconError(f"{place}: polarity {value!r} is not one of positive, negative (or empty)")
    return (_SIDES | _SIGNS)[name]


def _weight(value: str, place: str) -> float:
    try:
        weight = float(value.strip().replace(",", ".").replace("−", "-"))
    except ValueError as error:
        raise LexiconError(f"{place}: weight {value!r} is not a number; write it as 1.5") from error
    if not math.isfinite(weight):
        raise LexiconError(f"{place}: weight {value!r} is not a finite number")
    return weight


_LIWC_ENTRY = re.compile(r"(?P<term>\S.*?)\s*\t\s*(?P<tabbed>[\d\s]+)|(?P<word>\S+)\s+(?P<spaced>[\d\s]+)")


def _read_liwc(path: Path, lines: list[_Line]) -> Iterator[Row]:
    """Rows of a LIWC dictionary: numbered categories between two `%`, then terms with the numbers of theirs."""
    bounds = [place for place, line in enumerate(lines) if line.text.strip() == "%"]
    if len(bounds) < 2:
        raise LexiconError(f"{path}, line 1: a LIWC dictionary has its categories between two lines with %; {len(bounds)} found")
    names: dict[str, str] = {}
    for line in lines[bounds[0] + 1 : bounds[1]]:
        number, _, name = line.text.strip().partition("\t")
        if not number.strip().isdigit() or not name.strip():
            raise LexiconError(f"{path}, line {line.number}: {line.text.strip()!r} is no category; write number, tab, name")
        names[number.strip()] = name.split("(")[0].strip()
    for line in lines[bounds[1] + 1 :]:
        yield from _liwc_entry(line.text.strip(), names, f"{path}, line {line.number}")


def _liwc_entry(text: str, names: dict[str, str], place: str) -> Iterator[Row]:
    entry = _LIWC_ENTRY.fullmatch(text)
    if entry is None:
        raise LexiconError(f"{place}: {text!r} is no term, tab and numbers of categories; conditional entries are not read")
    for number in (entry["tabbed"] or entry["spaced"]).split():
        if number not in names:
            raise LexiconError(f"{place}: category {number} is not among {', '.join(names)}; add it between the two %")
        yield _of_category(entry["term"] or entry["word"], names[number], place)


def _of_category(term: str, category: str, place: str) -> Row:
    sides = {_SIDES[part] for part in category.casefold().split("/") if part in _SIDES}
    if len(sides) > 1:
        raise LexiconError(f"{place}: category {category!r} is both positive and negative; rename one part")
    return Row(term, next(iter(sides), None), 1.0, category, place)


def _read_lexicoder(path: Path, lines: list[_Line]) -> Iterator[Row]:
    """Rows of a Lexicoder 3 dictionary: a line `+CATEGORY`, then its terms, one a line."""
    category = ""
    for line in lines:
        text = line.text.strip()
        if text.startswith("+"):
            category = text[1:].strip()
        elif category:
            yield _of_category(text, category, f"{path}, line {line.number}")
        else:
            raise LexiconError(f"{path}, line {line.number}: {text!r} stands before the first category; open with +CATEGORY")


def _read_yaml(path: Path, lines: list[_Line]) -> Iterator[Row]:
    """Rows of a quanteda dictionary in YAML: categories, also nested ("economy/positive"), with lists of terms."""
    first = lines[0].number if lines else 1
    try:
        content = yaml.safe_load("\n" * (first - 1) + "\n".join(_numbered(lines, first)))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "line 1"
        raise LexiconError(f"{path}, {place}: no YAML ({getattr(error, 'problem', error)}); indent lists with blanks") from error
    try:
        yield from _yaml_entries(content, "", path)
    except RecursionError as error:
        raise LexiconError(f"{path}, line 1: categories are nested without end; flatten them") from error


def _numbered(lines: list[_Line], first: int) -> Iterator[str]:
    """The lines with the empty ones between them back, so that messages give the numbers of the file."""
    expected = first
    for line in lines:
        yield from [""] * (line.number - expected)
        yield line.text
        expected = line.number + 1


def _yaml_entries(content: Any, category: str, path: Path) -> Iterator[Row]:
    if isinstance(content, dict):
        for name, below in content.items():
            yield from _yaml_entries(below, f"{category}/{name}".lstrip("/"), path)
    elif isinstance(content, list) and category:
        for below in content:
            yield from _yaml_entries(below, category, path)
    elif isinstance(content, str | int | float) and not isinstance(content, bool) and category:
        yield _of_category(str(content), category, f"{path}, category {category}")
    else:
        place = f"category {category}" if category else "line 1"
        raise LexiconError(f'{path}, {place}: {content!r} is neither a category nor a term; put words like "no" in quotes')


FORMATS: dict[str, Callable[[Path, list[_Line]], Iterator[Row]]] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".dic": _read_liwc,
    ".lc3": _read_lexicoder,
    ".yml": _read_yaml,
    ".yaml": _read_yaml,
}
"""What reads a file, by its ending."""

"""One article's text → its zones: what is title, stamp, byline, caption, boilerplate, and what is news.

A crude scraper leaves a page as lines: title, date, agency, standfirst, photo credit, the standfirst
again as a caption, body, "read also", hashtags. Nothing is deleted; each stretch gets a name, and the
zones partition the text. Within a zone, line breaks that a scraper made around quotation marks and
links are told from true paragraph breaks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from analysis.language.vocabulary import agencies, boilerplate, stamp_words
from analysis.language.words import Size, Words, find_words, known_words, normalise
from analysis.tables import Article, Zone

__all__ = ["PreparedArticle", "prepare", "zone_at"]


class PreparedArticle(NamedTuple):
    """An article made ready for every `find_*`: normalised once, its words and zones found once.

    `text` has the length of `article.text`: apostrophes and spaces are plain, breaks made by scraping
    are blanks, so that a line end left in it ends a paragraph. `paragraphs` are (start, end) spans that
    cover the text; none crosses a zone.
    """

    article: Article
    text: str
    words: Words
    forms: list[str]
    """The words as written."""
    folded: list[str]
    """The words in lower case."""
    sizes: list[Size]
    zones: list[Zone]
    paragraphs: list[tuple[int, int]]


def prepare(article: Article) -> PreparedArticle:
    """Normalise an article's text and find its zones, paragraphs and words."""
    plain = normalise(article.text)
    zones = _find_zones(article, plain)
    text = "".join(_join_scraped_lines(plain[zone.start : zone.end]) for zone in zones)
    paragraphs = [span for zone in zones for span in _paragraphs(text, zone)]
    words = find_words(text)
    forms = [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
    known = list(map(known_words(article.language).__getitem__, forms))
    return PreparedArticle(
        article=article,
        text=text,
        words=words,
        forms=forms,
        folded=[word.folded for word in known],
        sizes=[word.size for word in known],
        zones=zones,
        paragraphs=paragraphs,
    )


def zone_at(zones: list[Zone], position: int) -> str:
    """Name the zone that holds a character."""
    index = bisect_right(zones, position, key=lambda zone: zone.start) - 1
    return zones[index].zone if index >= 0 and position < zones[index].end else "body"


class _Line(NamedTuple):
    start: int
    end: int
    text: str


_HEADER_LINES = 8
_LONGEST_TITLE = 200
_LONGEST_STAMP = 80
_LONGEST_BYLINE = 60
_MOST_BYLINES = 2
_LONGEST_TEASER_WORDS = 25
_FEWEST_REPEATED_WORDS = 5
_SENTENCE_END = re.compile(r"[.!?…][\s»”\"')\]]*$")
_LONGEST_ENDING = 20
_HASHTAG_LINE = re.compile(r"#[^\W_]\S*(?:(?:[ \t]+[^\s#]+){0,5}|(?:\s+#[^\W_]\S*)*)\s*$")
_INLINE_DATELINE = re.compile(
    r"\s*(?:[A-ZÉÈÀÂÎÔ][\w' .-]{1,40}?(?:,\s*[^—–()\n]{1,30}?)?\s*\((?P<agency>[A-Z][\w .-]{1,20})\)"  # Paris (AFP) —
    r"|\d{1,2}(?:er|st|nd|rd|th)?\s+[^\W\d_]+\s+\d{4}(?:\s*,?\s*\d{1,2}\s?[hH:]\s?\d{0,2})?"  # 3 mai 2016, 14h30 –
    r")\s*[.,]*\s*[–—-]\s*"
)


def _find_zones(article: Article, text: str) -> list[Zone]:
    named: list[tuple[str, int]] = []  # (zone, first character)
    for zone, start in _named_lines(article, text):
        if not named or named[-1][0] != zone:
            named.append((zone, start if named else 0))
    if not named and text:  # nothing but blanks
        named.append(("body", 0))
    ends = [start for _, start in named[1:]] + [len(text)] * bool(named)
    return [Zone(article.article_id, zone, start, end) for (zone, start), end in zip(named, ends, strict=True) if start < end]


def _named_lines(article: Article, text: str) -> Iterator[tuple[str, int]]:
    lines = list(_lines(text))
    zones = _header(article, text, lines)
    inside = ""  # the boilerplate block that following lines belong to
    seen = {_key(line.text) for line, zone in zip(lines, zones, strict=False) if zone in ("title", "standfirst")}
    for number, line in enumerate(lines):
        zone = zones[number] if number < len(zones) else ""
        if not zone:
            zone = _line_zone(line.text, inside)
            inside = zone if zone == "related" else ""
        if zone in ("body", "caption"):
            zone = _unless_repeated(line.text, zone, seen)
        yield from _split_dateline(line, zone, first=number == 0 or zones[:number] == ["title"])


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield _Line(start, start + len(line), line)
        start += len(line) + 1


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text[-_LONGEST_ENDING:]) is not None


def _split_dateline(line: _Line, zone: str, *, first: bool) -> Iterator[tuple[str, int]]:
    dateline = _INLINE_DATELINE.match(line.text) if first and zone == "body" else None
    if dateline is None:
        yield zone, line.start
        return
    yield "dateline", line.start
    if dateline.end() < len(line.text):
        yield "body", line.start + dateline.end()


def _unless_repeated(text: str, zone: str, seen: set[str]) -> str:
    key = _key(text)
    if key in seen:
        return "duplicate"
    if key.count(" ") >= _FEWEST_REPEATED_WORDS - 1:
        seen.add(key)
    return zone


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _line_zone(text: str, inside: str) -> str:
    stripped = text.strip()
    if _HASHTAG_LINE.match(stripped):
        return "tags"
    opened = next((zone for zone, pattern in boilerplate() if pattern.match(stripped)), "")
    if opened == "related" or (opened == "credit" and len(stripped) <= _LONGEST_TITLE):
        return opened
    if opened == "byline" and len(stripped) <= _LONGEST_BYLINE and not _ends_sentence(stripped):
        return opened
    return "related" if inside == "related" and _is_teaser(stripped) else "body"


def _is_teaser(text: str) -> bool:
    """Whether a line below "read also" may be a headline: short, without a full stop, no quote."""
    is_quote = re.search(r"[«“\"]", text) is not None or text[:1].islower()
    return not _ends_sentence(text) and len(text.split()) <= _LONGEST_TEASER_WORDS and not is_quote


def _header(article: Article, text: str, lines: list[_Line]) -> list[str]:
    """Name the first lines: all of the header where a stamp line shows a scraped page, else a title at most."""
    stamps = [number for number, line in enumerate(lines[:_HEADER_LINES]) if _is_stamp(line.text)]
    if not stamps:
        return ["title"] if lines and _is_title(article, lines) else []
    stamp = stamps[0]
    zones = ["title"] * min(stamp, 1) + ["standfirst"] * (stamp - 1) + ["dateline"]
    below = lines[stamp + 1 :]
    signed = 0
    while signed < min(len(below), _MOST_BYLINES) and _is_byline(below[signed].text):
        signed += 1
    return zones + ["byline"] * signed + _standfirst_block(_whole_lines(text, below[signed : signed + _HEADER_LINES]))


class _WholeLine(NamedTuple):
    """Lines that a scraper cut out of one, put together; `n_lines` of the text."""

    start: int
    end: int
    text: str
    n_lines: int


def _whole_lines(text: str, lines: list[_Line]) -> list[_WholeLine]:
    """Put the lines together that a scraper cut at quotation marks or links."""
    whole: list[_WholeLine] = []
    for line in lines:
        found = _BREAK.search(text, whole[-1].end, line.start) if whole else None
        if found is not None and not _joined(text, found).strip(" "):
            joined = f"{whole[-1].text} {line.text.lstrip()}"
            whole[-1] = _WholeLine(whole[-1].start, line.end, joined, whole[-1].n_lines + 1)
        else:
            whole.append(_WholeLine(*line, 1))
    return whole


def _standfirst_block(lines: list[_WholeLine]) -> list[str]:
    """Name standfirst, credit and caption where a credit line or a repetition within four lines shows them."""
    return [zone for line, zone in zip(lines, _standfirst_zones(lines), strict=False) for _ in range(line.n_lines)]


def _standfirst_zones(lines: list[_WholeLine]) -> list[str]:
    if not lines or _line_zone(lines[0].text, "") != "body":
        return []
    below = [_line_zone(line.text, "") for line in lines[1:3]]
    if below[:1] == ["credit"]:
        caption = ["caption"] if len(lines) > 2 and _follows(lines[1], lines[2]) else []
        return ["standfirst", "credit", *caption]
    repeated = any(_key(line.text) == _key(lines[0].text) for line in lines[1:4])
    return ["standfirst"] if repeated else []


def _follows(line: _WholeLine, following: _WholeLine) -> bool:
    return following.start - line.end <= 1


def _is_title(article: Article, lines: list[_Line]) -> bool:
    first = lines[0].text.strip()
    if article.title:
        return _key(first) == _key(normalise(article.title))
    if len(lines) < 2 or len(first) > _LONGEST_TITLE or _line_zone(first, "") != "body":
        return False
    return lines[1].start - lines[0].end > 1 and len(lines[1].text) > len(first) and not first.endswith((":", ","))


_SIGNED = re.compile(r"\s+(?:par|by)\s+(?=[A-ZÀ-Ý]).*$")


def _is_stamp(text: str) -> bool:
    if len(text) > _LONGEST_STAMP + _LONGEST_BYLINE:
        return False
    text = _SIGNED.sub("", text)
    if len(text) > _LONGEST_STAMP or not re.search(r"(?:19|20)\d\d", text):
        return False
    spoken = re.findall(r"[^\W\d_]+", text.lower())
    return len(re.findall(r"\d+", text)) >= 2 and all(word in stamp_words() for word in spoken)


def _is_byline(text: str) -> bool:
    stripped = text.strip()
    if stripped in agencies() or (len(stripped) <= 6 and stripped.isupper() and stripped.isalpha()):
        return True
    is_short = len(stripped) <= _LONGEST_BYLINE and not _ends_sentence(stripped) and not re.search(r'[:«»“”"]', stripped)
    return is_short and len(stripped.split()) <= 6 and _line_zone(stripped, "") in ("body", "byline")


_MARKS = '«»“”„‟"‹›'
_BREAK = re.compile(r"\n[ \t\r\f\v]*")
_CONTINUES = re.compile(r"[a-zà-öø-ÿ,.;:!?…)\]»”›]")
_HANGING_MARK = re.compile(rf"(?:^|[\s(])[{_MARKS}]$|[«„‹]$")
_CLOSED_FRAGMENT = re.compile(rf"[^\s.!?…]\s?[{_MARKS}]$")


def _join_scraped_lines(text: str) -> str:
    """Turn single line breaks that a scraper made inside a sentence into blanks of the same length."""
    return _BREAK.sub(lambda found: _joined(text, found), text)


def _joined(text: str, found: re.Match[str]) -> str:
    before = text[max(0, found.start() - _LONGEST_ENDING) : found.start()].rstrip(" \t\r\f\v")
    after = text[found.end() : found.end() + 1]
    if not before or before.endswith("\n") or after in ("", "\n"):
        return found.group()
    continues = (
        _CONTINUES.match(after)
        or (after in _MARKS and not _ends_sentence(before))
        or _HANGING_MARK.search(before)
        or _CLOSED_FRAGMENT.search(before)
    )
    return " " * len(found.group()) if continues else found.group()


def _paragraphs(text: str, zone: Zone) -> Iterator[tuple[int, int]]:
    start = zone.start
    for found in re.finditer(r"\n\s*", text[zone.start : zone.end]):
        yield start, zone.start + found.end()
        start = zone.start + found.end()
    if start < zone.end:
        yield start, zone.end

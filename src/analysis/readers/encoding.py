"""Bytes → text: UTF-8 with or without BOM, UTF-16, cp1252; anything else is called binary.

A file is never held whole: its encoding is found in one pass, and its text is read in lines or pieces.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from analysis.readers.records import UnreadableError

__all__ = ["Source", "open_source"]

_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE = 65_536
_PIECE = 1 << 20
_MOST_CONTROLS = 0.05
_MOST_NULS_IN_ODD_PLACES = 0.3
_MOST_DAMAGE = 0.01
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_MAGIC = {
    b"%PDF": "a PDF; export the articles as CSV, JSON lines or text instead",
    b"PK\x03\x04": "a ZIP or Office file; unpack it, or save it as CSV or text",
    b"\x1f\x8b": "a gzip file; unpack it first",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"{\\rtf": "an RTF file; save it as text",
}


class Source(NamedTuple):
    """A file ready to be read: how its text is encoded, and the beginning of it; both null for Parquet, read from the path."""

    path: Path
    name: str
    encoding: str | None
    errors: str
    opening: str | None
    note: str | None

    def lines(self, newline: str | None = "\n") -> Iterator[str]:
        """Read the text line by line; `newline` as in `open`."""
        with self.path.open(encoding=self.encoding, errors=self.errors, newline=newline) as opened:
            yield from opened

    def read(self) -> str:
        """Read the whole text."""
        with self.path.open(encoding=self.encoding, errors=self.errors, newline="") as opened:
            return opened.read()


def open_source(path: Path, name: str) -> Source:
    """Find out how a file is encoded.

    Raises
    ------
    UnreadableError
        When it is empty or binary.
    """
    with path.open("rb") as opened:
        head = opened.read(_SAMPLE)
    if head.startswith(b"PAR1"):
        return Source(path, name, None, "strict", None, None)
    if not any(piece.strip(_BLANK) for piece in _pieces(path)):
        raise UnreadableError("the file is empty; delete it or download it again")
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            raise UnreadableError(f"this is {kind}")
    encoding, errors, note = _encoding(path, head, name)
    with path.open(encoding=encoding, errors=errors, newline="") as text:
        opening = text.read(_SAMPLE)
    if len(_CONTROL.findall(opening)) > _MOST_CONTROLS * len(opening):
        raise UnreadableError("this is binary, not text; give JSON lines, CSV, Parquet or text files")
    return Source(path, name, encoding, errors, opening, note)


_BLANK = b" \t\r\n\x00\xef\xbb\xbf"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


def _encoding(path: Path, head: bytes, name: str) -> tuple[str, str, str | None]:
    """Encoding, what to do with damaged bytes, and a note where something had to be decided."""
    if head.startswith(_UTF16_BOMS) or _is_bare_utf16(head):
        encoding = "utf-16" if head.startswith(_UTF16_BOMS) else _bare_utf16(head)
        damaged = _first_damage(path, encoding)
        if damaged is not None:
            raise UnreadableError(f"damaged UTF-16 at byte {damaged}; save the file as UTF-8")
        return encoding, "strict", f"{name}: read as {encoding.upper()}"
    first = _first_damage(path, "utf-8-sig")
    return ("utf-8-sig", "strict", None) if first is None else _not_utf8(path, name, first)


def _first_damage(path: Path, encoding: str) -> int | None:
    """The place of the first byte that an encoding does not know; null where it reads the whole file."""
    decoder, place, held = codecs.getincrementaldecoder(encoding)(), 0, 0
    try:
        for piece in _pieces(path):
            held = len(decoder.getstate()[0])
            decoder.decode(piece)
            place += len(piece)
        held = len(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return place - held + error.start
    return None


def _not_utf8(path: Path, name: str, first: int) -> tuple[str, str, str | None]:
    n_damaged, n_proper, n_characters = _count_damage(path)
    if n_proper > n_damaged and n_damaged <= _MOST_DAMAGE * n_characters + 1:
        return "utf-8-sig", "replace", f"{name}: {n_damaged} byte(s) are not UTF-8, the first at {first}; shown as \ufffd"
    failed = _first_damage(path, "cp1252")
    if failed is not None:
        message = f"neither UTF-8, UTF-16 nor Windows-1252 (byte {failed}); save the file as UTF-8"
        raise UnreadableError(message)
    return "cp1252", "strict", f"{name}: read as Windows-1252, because it is not UTF-8"


def _count_damage(path: Path) -> tuple[int, int, int]:
    """Read as UTF-8: count the damaged bytes, the proper characters that are not ASCII, and all characters."""
    n_damaged = n_beyond = n_characters = 0
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        while piece := text.read(_PIECE):
            n_damaged += piece.count("\ufffd")
            n_beyond += sum(char > "\x7f" for char in piece)
            n_characters += len(piece)
    return n_damaged, n_beyond - n_damaged, n_characters


def _is_bare_utf16(sample: bytes) -> bool:
    places = (sample[0::2].count(0), sample[1::2].count(0))
    return max(places) > _MOST_NULS_IN_ODD_PLACES * len(sample) and min(places) * 10 < max(places)


def _bare_utf16(sample: bytes) -> str:
    return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"

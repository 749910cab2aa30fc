"""Bytes → text: UTF-8 with or without BOM, UTF-16, cp1252; anything else is called binary."""

import re
from pathlib import Path
from typing import NamedTuple

from analysis.readers.records import UnreadableError

__all__ = ["Source", "open_source"]

_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE = 65_536
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
    """A file ready to be read: its text, or null for Parquet, which is read from the path."""

    path: Path
    name: str
    text: str | None
    note: str | None


def open_source(path: Path, name: str) -> Source:
    """Read a file and decode it.

    Raises
    ------
    UnreadableError
        When it is empty or binary.
    """
    with path.open("rb") as opened:
        if opened.read(4) == b"PAR1":
            return Source(path, name, None, None)
    content = path.read_bytes()
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UnreadableError("the file is empty; delete it or download it again")
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            raise UnreadableError(f"this is {kind}")
    text, note = _decode(content, name)
    if len(_CONTROL.findall(text[:_SAMPLE])) > _MOST_CONTROLS * min(len(text), _SAMPLE):
        raise UnreadableError("this is binary, not text; give JSON lines, CSV, Parquet or text files")
    return Source(path, name, text, note)


def _decode(content: bytes, name: str) -> tuple[str, str | None]:
    if content.startswith(_UTF16_BOMS) or _is_bare_utf16(content):
        encoding = "utf-16" if content.startswith(_UTF16_BOMS) else _bare_utf16(content)
        try:
            return content.decode(encoding), f"{name}: read as {encoding.upper()}"
        except UnicodeDecodeError as error:
            raise UnreadableError(f"damaged UTF-16 at byte {error.start}; save the file as UTF-8") from error
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return _decode_not_utf8(content, name, error)


def _decode_not_utf8(content: bytes, name: str, error: UnicodeDecodeError) -> tuple[str, str | None]:
    replaced = content.decode("utf-8-sig", errors="replace")
    n_damaged = replaced.count("\ufffd")
    n_proper = sum(char > "\x7f" for char in replaced) - n_damaged
    if n_proper > n_damaged and n_damaged <= _MOST_DAMAGE * len(replaced) + 1:
        return replaced, f"{name}: {n_damaged} byte(s) are not UTF-8, the first at {error.start}; shown as \ufffd"
    try:
        return content.decode("cp1252"), f"{name}: read as Windows-1252, because it is not UTF-8"
    except UnicodeDecodeError as failed:
        message = f"neither UTF-8, UTF-16 nor Windows-1252 (byte {failed.start}); save the file as UTF-8"
        raise UnreadableError(message) from failed


def _is_bare_utf16(content: bytes) -> bool:
    sample = content[:_SAMPLE]
    places = (sample[0::2].count(0), sample[1::2].count(0))
    return max(places) > _MOST_NULS_IN_ODD_PLACES * len(sample) and min(places) * 10 < max(places)


def _bare_utf16(content: bytes) -> str:
    return "utf-16-le" if content[1::2].count(0) > content[0::2].count(0) else "utf-16-be"

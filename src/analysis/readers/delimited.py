"""Read CSV and TSV: separator `,` `;` tab or `|`, column names in French or English."""

import csv
from collections.abc import Iterator

from analysis.readers.encoding import Source
from analysis.readers.records import Notes, Record, UnreadableError, describe_columns, map_columns
from analysis.tables import Failure

__all__ = ["read_records", "recognises"]

_SEPARATORS = ",;\t|"
_SUFFIXES = (".csv", ".tsv", ".tab")
_EXCEL_LIMIT = 32_767
_LONGEST_CELL = 2**31 - 1
_LONGEST_HEADER = 20


def recognises(source: Source) -> bool:
    """Whether the first line names at least two columns of articles, the text among them, or the suffix says CSV."""
    if source.path.suffix.lower() in _SUFFIXES:
        return True
    columns = map_columns(_header(source))
    return "text" in columns and len(columns) > 1


def read_records(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    """Read one record a row; a row with more cells than the header is a failure.

    Raises
    ------
    UnreadableError
        When no column holds the text: the message lists the columns that there are.
    """
    header = _header(source)
    columns = map_columns(header)
    if "text" not in columns:
        raise UnreadableError(f"no text column among {', '.join(header) or '(none)'}; name it 'text' or 'texte'")
    notes.add(f"{source.name}: {describe_columns(header, columns)}")
    for line, cells in _rows(source):
        yield _record(source, line, cells, header, columns, notes)


def _rows(source: Source) -> Iterator[tuple[int, list[str] | None]]:
    """Cut a file into rows with the number of their first line; null for a row that cannot be cut.

    A quotation mark that is never closed would swallow all that follows: the row that opens it is taken
    alone, as it stands, and the cutting goes on with the next line.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines, width, separator = _lines(source), len(_header(source)), _separator(source)
    first = 1
    while first < len(lines):
        reader = csv.reader(lines[first:], delimiter=separator, strict=True)
        begun = 0
        try:
            for cells in reader:
                if cells:
                    yield first + begun + 1, cells
                begun = reader.line_num
        except csv.Error:
            broken = first + begun
            alone = next(csv.reader([lines[broken]], delimiter=separator, quoting=csv.QUOTE_NONE), [])
            yield broken + 1, alone if len(alone) == width else None
            first = broken + 1
        else:
            return


def _record(
    source: Source, line: int, cells: list[str] | None, header: list[str], columns: dict[str, str], notes: Notes
) -> Record | Failure:
    if cells is None:
        return _failure(source, line, "a quotation mark is opened and never closed; close it or double it")
    if len(cells) > len(header):
        return _failure(source, line, "more cells than the header has; quote the cells that hold the separator")
    row = dict(zip(header, cells, strict=False))
    fields = {field: row.get(column) for field, column in columns.items()}
    if len(fields["text"] or "") == _EXCEL_LIMIT:
        notes.add(f"{source.name}: a text of exactly {_EXCEL_LIMIT} characters was probably cut by a spreadsheet")
    return Record(fields, f"{source.name}, line {line}", source.name)


def _failure(source: Source, line: int, reason: str) -> Failure:
    return Failure(None, source.name, "read", "InvalidRecord", f"{source.name}, line {line}: {reason}")


def _lines(source: Source) -> list[str]:
    text = (source.text or "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    return [f"{line}\n" for line in text.split("\n")]


def _separator(source: Source) -> str:
    line = next(iter(_lines(source)), "")
    return max(_SEPARATORS, key=line.count)


def _header(source: Source) -> list[str]:
    opening = csv.reader(_lines(source)[:_LONGEST_HEADER], delimiter=_separator(source))
    return [" ".join(cell.split()) for cell in next(opening, [])]

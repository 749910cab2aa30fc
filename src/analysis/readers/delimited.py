"""Read CSV and TSV: separator `,` `;` tab or `|`, column names in French or English."""

import csv
import io
from collections.abc import Iterator

from analysis.readers.encoding import Source
from analysis.readers.records import Notes, Record, UnreadableError, describe_columns, map_columns
from analysis.tables import Failure

__all__ = ["read_records", "recognises"]

_SEPARATORS = ",;\t|"
_SUFFIXES = (".csv", ".tsv", ".tab")
_EXCEL_LIMIT = 32_767
_LONGEST_CELL = 2**31 - 1


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
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.DictReader(io.StringIO(source.text or "", newline=""), delimiter=_separator(source))
    while (row := _next(source, rows)) is not None:
        yield row if isinstance(row, Failure) else _record(source, rows.line_num, row, columns, notes)


def _next(source: Source, rows: "csv.DictReader[str]") -> "dict[str, str] | Failure | None":
    try:
        return next(rows, None)
    except csv.Error as error:
        return _failure(source, rows.line_num, f"{error}; check the quotation marks of this row")


def _record(source: Source, line: int, row: dict[str, str], columns: dict[str, str], notes: Notes) -> Record | Failure:
    if None in row:
        return _failure(source, line, "more cells than the header has; quote the cells that hold the separator")
    fields = {field: row[column] for field, column in columns.items()}
    if len(fields["text"] or "") == _EXCEL_LIMIT:
        notes.add(f"{source.name}: a text of exactly {_EXCEL_LIMIT} characters was probably cut by a spreadsheet")
    return Record(fields, f"{source.name}, line {line}", source.name)


def _failure(source: Source, line: int, reason: str) -> Failure:
    return Failure(None, source.name, "read", "InvalidRecord", f"{source.name}, line {line}: {reason}")


def _first_line(source: Source) -> str:
    return (source.text or "").lstrip("\r\n").split("\n", 1)[0].rstrip("\r")


def _separator(source: Source) -> str:
    line = _first_line(source)
    return max(_SEPARATORS, key=line.count)


def _header(source: Source) -> list[str]:
    return next(csv.reader([_first_line(source)], delimiter=_separator(source)), [])

"""Read CSV and TSV: separator `,` `;` tab or `|`, column names in French or English."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice

from analysis.readers.encoding import Source
from analysis.readers.records import Notes, Record, UnreadableError, describe_columns, map_columns
from analysis.tables import Failure

__all__ = ["read_records", "recognises"]

_SEPARATORS = ",;\t|"
_SUFFIXES = (".csv", ".tsv", ".tab")
_EXCEL_LIMIT = 32_767
_LONGEST_CELL = 1 << 24
"""Characters; a longer cell is a quotation mark that is never closed."""

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
    for line, cells in islice(_rows(source), 1, None):
        yield _record(source, line, cells, header, columns, notes)


class _Lines:
    """The lines of a file, of which those taken since the last whole row can be put back."""

    def __init__(self, source: Source) -> None:
        self._rest = source.lines(newline=None)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 1
        """Of the first line that is not settled."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._rest)
        self._taken.append(line)
        return line

    def settle(self) -> None:
        """The lines taken are done with."""
        self.number += len(self._taken)
        self._taken.clear()

    def put_back(self) -> str:
        """Settle the first line taken, which is returned, and give the others out again."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        self._taken.clear()
        self.number += 1
        return first


def _rows(source: Source) -> Iterator[tuple[int, list[str] | None]]:
    """Cut a file into rows with the number of their first line, the header first; null for a row that cannot be cut.

    A quotation mark that is never closed would swallow all that follows: the row that opens it is taken
    alone, as it stands, and the cutting goes on with the next line.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines, width, separator = _Lines(source), len(_header(source)), _separator(source)
    while True:
        try:
            for cells in csv.reader(lines, delimiter=separator, strict=True):
                if cells:
                    yield lines.number, cells
                lines.settle()
        except csv.Error:
            number = lines.number
            alone = next(csv.reader([lines.put_back()], delimiter=separator, quoting=csv.QUOTE_NONE), [])
            yield number, alone if len(alone) == width else None
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


def _opening(source: Source) -> list[str]:
    return (source.opening or "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").split("\n")[:_LONGEST_HEADER]


def _separator(source: Source) -> str:
    return max(_SEPARATORS, key=_opening(source)[0].count)


def _header(source: Source) -> list[str]:
    opening = csv.reader([f"{line}\n" for line in _opening(source)], delimiter=_separator(source))
    return [" ".join(cell.split()) for cell in next(opening, [])]

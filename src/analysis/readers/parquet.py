"""Read Parquet files of articles."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.readers.encoding import Source
from analysis.readers.records import Notes, Record, UnreadableError, describe_columns, map_columns
from analysis.tables import Failure

__all__ = ["read_records", "recognises"]

_ROWS = 1_000
"""Rows held at once."""


def recognises(source: Source) -> bool:
    """Whether the file has Parquet's magic number (it then has no text)."""
    return source.encoding is None


def read_records(source: Source, notes: Notes) -> Iterator[Record | Failure]:
    """Read one record a row, batch by batch.

    Raises
    ------
    UnreadableError
        When the file is damaged, or no column holds the text.
    """
    try:
        opened = pq.ParquetFile(source.path)
        columns = map_columns(opened.schema_arrow.names)
        if "text" not in columns:
            raise UnreadableError(f"no text column among {', '.join(opened.schema_arrow.names)}; name it 'text' or 'texte'")
        notes.add(f"{source.name}: {describe_columns(opened.schema_arrow.names, columns)}")
        batches = opened.iter_batches(_ROWS, use_threads=False, columns=list(columns.values()))
        rows = (row for batch in batches for row in batch.to_pylist())
        for number, row in enumerate(rows, 1):
            fields = {field: row[column] for field, column in columns.items()}
            yield Record(fields, f"{source.name}, row {number}", source.name)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:  # the disk's trouble, not the file's
            raise
        raise UnreadableError(f"damaged Parquet: {error}; write the file again") from error

"""What texts of a corpus have in common, kept beside its tables: a text is compared with its near-copies once."""

import logging
import os
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.copies import Comparisons
from analysis.places import process_mark
from analysis.revision import code_digest
from analysis.tables import read_parquet

__all__ = ["read_comparisons", "write_comparisons"]

_PLACE = "comparisons.parquet"
_MOST_KEPT = 2_000_000
"""Pairs, some 100 MB; when there are more, only those are kept that the last run asked for."""


def read_comparisons(folder: Path) -> Comparisons:
    """Read what was compared before; nothing where there is no file of this code, or none that is whole."""
    try:
        table = read_parquet(folder / _PLACE, page_checksum_verification=True)
    except (OSError, pa.ArrowException):
        return Comparisons()
    is_own = (table.schema.metadata or {}).get(b"code") == _code().encode()
    return Comparisons(table.to_pandas(use_threads=False).set_index("pair")) if is_own else Comparisons()


def write_comparisons(comparisons: Comparisons, folder: Path) -> None:
    """Keep what was compared; of two runs at once the last one's stays, and the next run compares the rest again."""
    counts = comparisons.counts if len(comparisons.counts) <= _MOST_KEPT else comparisons.counts.loc[comparisons.used]
    kept = counts.rename_axis("pair").reset_index()
    table = pa.Table.from_pandas(kept, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"code": _code().encode()})
    draft = folder / f".{_PLACE}{process_mark()}"
    try:
        pq.write_table(table, draft, compression="zstd", write_page_checksum=True)
        os.replace(draft, folder / _PLACE)
    except OSError as error:  # the next run reads the texts again
        logging.getLogger(__name__).debug("comparisons of texts were not kept: %s", error)
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _code() -> str:
    return code_digest("*.py", within=("copies", "words"))

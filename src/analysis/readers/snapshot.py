"""A corpus as it was listed, kept for a second reader: a report is made of the very articles that it says it is made of.

The run that publishes lists the corpus, and the kernel of its notebook, a process of its own, finds that
list here, and the texts in the store. What happens to the files meanwhile (more articles, a disk that goes
away) changes nothing.
"""

import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.readers import Reading
from analysis.readers.inventory import LISTED
from analysis.tables import Failure, read_parquet, to_arrow, to_frame

__all__ = ["FOLDER_VARIABLE", "read_snapshot", "write_snapshot"]

FOLDER_VARIABLE = "CADRAGE_SNAPSHOT"
"""Environment variable that names the folder of a snapshot to a kernel."""


def write_snapshot(reading: Reading, corpus: str, folder: Path) -> None:
    """Keep a reading of a corpus in a folder, which is made."""
    folder.mkdir(parents=True)
    listed = pa.Table.from_pandas(reading.articles, schema=LISTED, preserve_index=False)
    pq.write_table(listed, folder / "articles.parquet")
    pq.write_table(to_arrow(reading.failures, Failure), folder / "failures.parquet")
    (folder / "reading.json").write_text(json.dumps({"corpus": corpus, "notes": reading.notes}), encoding="utf-8")


def read_snapshot(corpus: str | Path) -> Reading | None:
    """Return the reading of a corpus that the environment points at; null where there is none, or of another corpus."""
    if not os.environ.get(FOLDER_VARIABLE):
        return None
    folder = Path(os.environ[FOLDER_VARIABLE])
    about = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
    if about["corpus"] != str(corpus):
        return None
    articles, failures = (to_frame(read_parquet(folder / f"{name}.parquet")) for name in ("articles", "failures"))
    return Reading(articles, failures, tuple(about["notes"]))

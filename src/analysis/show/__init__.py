"""Show figures, tables and notes in a notebook, so that JupyterLab and the published page have the same.

A figure goes out as SVG with its alternative text, a table as HTML with its caption and as CSV, which the
published report keeps beside the page. All text is escaped here, at the source.
"""

from analysis.show.boxes import essentials, notes, validity
from analysis.show.captions import CAPTIONS, LABELS, Caption
from analysis.show.close_reading import reading
from analysis.show.figures import drawing, figure
from analysis.show.files import CSV, GEXF, GRAPHML, file, network_file
from analysis.show.tables import table

__all__ = [
    "CAPTIONS",
    "CSV",
    "GEXF",
    "GRAPHML",
    "LABELS",
    "Caption",
    "drawing",
    "essentials",
    "figure",
    "file",
    "network_file",
    "notes",
    "reading",
    "table",
    "validity",
]

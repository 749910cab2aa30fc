"""Outputs that the published report keeps as files beside the page."""

import io

import networkx as nx
import pandas as pd
from IPython.display import display

from analysis import plots

__all__ = ["CSV", "GEXF", "GRAPHML", "file", "network_file"]

CSV, GEXF, GRAPHML = "text/csv", "application/gexf+xml", "application/graphml+xml"
"""Mime types of the outputs that the published report keeps as files."""


def file(name: str, content: pd.DataFrame) -> None:
    """Put a table beside the report as the CSV file `name`, without showing it."""
    data = {CSV: content.to_csv(index=False), "text/plain": f"{name}.csv"}
    display(data, metadata={CSV: {"name": f"{name}.csv"}}, raw=True)


def network_file(pairs: pd.DataFrame, *, name: str = "network") -> None:
    """Put the network of some pairs beside the report as GEXF and GraphML files, for Gephi and its kin."""
    graph = plots.network(pairs)
    for kind, suffix, write in ((GEXF, "gexf", nx.write_gexf), (GRAPHML, "graphml", nx.write_graphml)):
        buffer = io.BytesIO()
        write(graph, buffer)
        data = {kind: buffer.getvalue().decode(), "text/plain": f"{name}.{suffix}"}
        display(data, metadata={kind: {"name": f"{name}.{suffix}"}}, raw=True)

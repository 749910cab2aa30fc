"""Committed notebooks: clean, thin, one typed parameters cell; and they run by papermill alone."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT

from analysis.report.parameters import read_parameters

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def notebook(request: pytest.FixtureRequest) -> Path:
    return request.param


def code_of(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and not cell["metadata"].get("tags")]


def test_it_is_committed_without_outputs(notebook: Path) -> None:
    """No output, no count, nothing of papermill's."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
    assert "papermill" not in json.dumps([content["metadata"], *(cell["metadata"] for cell in content["cells"])])


def test_every_parameter_is_typed_and_explained(notebook: Path) -> None:
    """One cell tagged `parameters`; a comment behind each line."""
    assert all(one.note for one in read_parameters(notebook).values())


def test_cells_only_call(notebook: Path) -> None:
    """At most six lines; no definition, no loop, no file path; only this package is imported."""
    for source in code_of(notebook):  # magics stand in a cell tagged `lab`
        tree = ast.parse(source)
        assert len(source.splitlines()) <= 6
        assert not any(isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If | ast.ListComp) for node in ast.walk(tree))
        imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert set(imported) <= {"analysis"}


@pytest.mark.slow
def test_plain_papermill_runs_it_from_another_folder(notebook: Path, tmp_path: Path) -> None:
    """As JupyterLab does, which works in `notebooks/`."""
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(notebook),
        str(tmp_path / "out.ipynb"),
        "-p",
        "corpus",
        "data/sample",
        "-k",
        "python3",
    ]
    found = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT / "notebooks", check=False)
    assert found.returncode == 0, found.stderr[-2000:]

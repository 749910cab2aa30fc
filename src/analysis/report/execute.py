"""Run a notebook by papermill in this process, always on this interpreter's own kernel."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from papermill.exceptions import PapermillExecutionError
from traitlets import default

from analysis.errors import ReportError

__all__ = ["execute_notebook"]

_START_SECONDS = 120


class _OwnKernelSpecs(KernelSpecManager):
    """Knows one kernel, the running interpreter's, whatever JUPYTER_PATH and user-level specs say."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name=kernel_name,
            language="python",
            metadata={"supported_encryption": ["curve"]},
        )


class _OwnKernelManager(AsyncKernelManager):
    """Starts that kernel, over an encrypted connection."""

    transport_encryption = "required"

    @default("kernel_spec_manager")
    def _own_specs(self) -> KernelSpecManager:
        return _OwnKernelSpecs(parent=self)


def execute_notebook(
    notebook: Path, target: Path, parameters: Mapping[str, Any], *, seconds: int | None = None, progress: bool = True
) -> nbformat.NotebookNode:
    """Execute a notebook with parameters into `target`; `seconds` limits each cell.

    Papermill's own metadata calls a notebook whose kernel died "completed": only an exception, and the
    count of executed cells, are believed.

    Raises
    ------
    ReportError
        When a cell raises, the kernel dies, or a cell was not executed (exit code 3).
    """
    try:
        papermill.execute_notebook(
            str(notebook),
            str(target),
            parameters=dict(parameters),
            kernel_name="python3",
            language="python",
            kernel_manager_class=_OwnKernelManager,
            start_timeout=_START_SECONDS,
            execution_timeout=seconds,
            progress_bar=progress,
            log_output=False,
        )
    except PapermillExecutionError as error:
        raise ReportError(f"cell {error.exec_count}: {error.ename}: {error.evalue}".splitlines()[0]) from error
    except Exception as error:  # a dead kernel and a timeout arrive as half a dozen different types
        raise ReportError(f"the kernel stopped: {type(error).__name__}: {error}".splitlines()[0]) from error
    executed: nbformat.NotebookNode = nbformat.read(target, as_version=4)
    skipped = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip() and not cell.execution_count]
    if skipped:
        raise ReportError(f"{len(skipped)} cell(s) were not executed, the first: {skipped[0].source[:60]!r}")
    return executed

"""Run a notebook by papermill in this process, always on this interpreter's own kernel."""

import logging
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager
from traitlets import default

from analysis import errors
from analysis.errors import ReportError

if TYPE_CHECKING:
    import nbformat

__all__ = ["LAB", "execute_notebook", "import_nbformat", "running_kernel"]

LAB = "lab"
"""Tag of a cell that serves who works in JupyterLab (it reloads edited code) and is left out of a report."""

_START_SECONDS = 120
_TALKATIVE = ("papermill", "traitlets", "asyncio")
"""Loggers that say of a failed run what our one line says."""

PRELOADED = ("analysis.show", "analysis.summaries", "analysis.evidence", "analysis.evaluation", "analysis.corpus")
"""What every notebook imports: the kernel does so while it starts, and this process goes on meanwhile."""


def import_nbformat() -> None:
    """Import nbformat without the grammar of addresses that jsonschema would build for it, two seconds for nothing."""
    if "jsonschema" not in sys.modules:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # makes its import fail, which jsonschema expects
        import nbformat  # noqa: F401

        del sys.modules["rfc3987_syntax"]


class _OwnKernelSpecs(KernelSpecManager):
    """Knows one kernel, the running interpreter's, whatever JUPYTER_PATH and user-level specs say."""

    preload: Sequence[str] = ()

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        preload = "; ".join(f"__import__({name!r})" for name in self.preload)
        arguments = ["--HistoryManager.enabled=False", f"--IPKernelApp.exec_lines={preload}"]
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *arguments],
            display_name=kernel_name,
            language="python",
            metadata={"supported_encryption": ["curve"]},
        )


class _OwnKernelManager(KernelManager):
    """Starts that kernel, over an encrypted connection."""

    transport_encryption = "required"
    client_class = "jupyter_client.asynchronous.AsyncKernelClient"  # which is what nbclient talks through

    clients: tuple[Any, ...] = ()
    preload: Sequence[str] = ()

    def client(self, **options: Any) -> Any:
        made = super().client(**options)
        self.clients += (made,)
        return made

    @default("kernel_spec_manager")
    def _own_specs(self) -> KernelSpecManager:
        specs = _OwnKernelSpecs(parent=self)
        specs.preload = self.preload
        return specs


@contextmanager
def running_kernel(environment: Mapping[str, str], *, preload: Sequence[str] = PRELOADED) -> Iterator[KernelManager]:
    """Start a kernel with some environment variables besides this process's; it is dead, children included, at the end.

    It imports the modules in `preload` before it is ready, while this process goes on.
    """
    manager = _OwnKernelManager(kernel_name="python3")
    manager.preload = preload
    manager.start_kernel(env={**os.environ, "PYTHONHASHSEED": "0", **environment})
    process = getattr(manager.provisioner, "process", None)
    try:
        yield manager
    finally:
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # the kernel leads a process group of its own
            process.wait()
        for client in manager.clients:
            client.stop_channels()
        manager.cleanup_resources()


def execute_notebook(
    notebook: Path,
    target: Path,
    parameters: Mapping[str, Any],
    kernel: KernelManager,
    *,
    seconds: float | None = None,
    progress: bool = True,
) -> "nbformat.NotebookNode":
    """Execute a notebook with parameters on a kernel into `target`, in at most `seconds`.

    Papermill's own metadata calls a notebook whose kernel died "completed": only an exception, and the
    count of executed cells, are believed.

    Raises
    ------
    ReportError
        When a cell raises, the kernel dies, the time is over or a cell was not executed (exit code 3).
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    source = nbformat.read(notebook, as_version=4)
    source.cells = [cell for cell in source.cells if LAB not in cell.metadata.get("tags", ())]
    try:
        executed: nbformat.NotebookNode = papermill.execute_notebook(
            source,
            _literal(target),
            parameters=dict(parameters),
            engine_name=_register_engine(),
            kernel_name="python3",
            language="python",
            km=kernel,
            start_timeout=_START_SECONDS,
            timeout_func=_time_left(seconds),
            progress_bar=progress,
            log_output=False,
        )
    except PapermillExecutionError as error:
        reason = f"{error.ename}: {error.evalue}" if error.evalue else _last_words(target) or error.ename
        told = getattr(errors, str(error.ename), None)  # an error of ours says itself what to do
        code = told.exit_code if isinstance(told, type) and issubclass(told, errors.AnalysisError) else 3
        raise ReportError(f"cell {error.exec_count}: {reason}".splitlines()[0], exit_code=code) from error
    except (CellTimeoutError, _TimeIsUpError) as error:
        raise ReportError(f"the notebook ran longer than the {seconds:g} seconds of --time-limit") from error
    except OSError as error:
        raise ReportError(f"the notebook could not be written: {error}") from error
    except Exception as error:  # a dead kernel arrives as half a dozen different types
        raise ReportError(f"the kernel stopped: {type(error).__name__}: {error}".splitlines()[0]) from error
    _refuse_unfinished(executed)
    _tell_warnings(executed)
    return executed


def _refuse_unfinished(executed: "nbformat.NotebookNode") -> None:
    """Believe no metadata: a notebook is done when every cell was executed and none put out an error."""
    skipped = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip() and not cell.execution_count]
    if skipped:
        raise ReportError(f"{len(skipped)} cell(s) were not executed, the first: {skipped[0].source[:60]!r}")
    for output in _outputs(executed):
        if output.output_type == "error":  # sys.exit(0), which papermill lets pass
            raise ReportError(f"{output.ename}: {output.evalue}: the notebook was left before its end")


def _outputs(notebook: "nbformat.NotebookNode") -> "list[nbformat.NotebookNode]":
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def _last_words(notebook: Path) -> str:
    """What a failed notebook wrote to stderr last: the only trace of a magic that there is none of."""
    import nbformat

    said = [line for output in _outputs(nbformat.read(notebook, as_version=4)) for line in _stderr(output).splitlines()]
    return said[-1] if said else ""


def _stderr(output: "nbformat.NotebookNode") -> str:
    is_it = output.output_type == "stream" and output.name == "stderr"
    return str(output.text).strip() if is_it else ""


def _register_engine() -> str:
    """Register papermill's own engine, but for saving: once at the end, however that comes, not twice a cell."""
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.iorw import write_ipynb

    class SavingOnce(NBClientEngine):  # type: ignore[misc]  # papermill has no types
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
            target, nb_man.output_path = nb_man.output_path, None
            try:
                super().execute_managed_notebook(nb_man, kernel_name, **options)
            finally:
                write_ipynb(nb_man.nb, target)

    papermill_engines.register("SavingOnce", SavingOnce)
    return "SavingOnce"


def _literal(path: Path) -> str:
    """Write a path so that papermill, which formats it, leaves it as it is."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _time_left(seconds: float | None) -> Callable[[object], int] | None:
    """Give each cell what is left of the notebook's time; no limit without one."""
    if seconds is None:
        return None
    end = time.monotonic() + seconds

    def time_left(_cell: object) -> int:
        left = end - time.monotonic()
        if left <= 0:
            raise _TimeIsUpError
        return max(1, math.ceil(left))

    return time_left


class _TimeIsUpError(Exception):
    """The notebook's time is over between two cells."""


def _tell_warnings(executed: "nbformat.NotebookNode") -> None:
    """Say what the notebook wrote to stderr, which no page shows."""
    for said in filter(None, map(_stderr, _outputs(executed))):
        logging.getLogger(__name__).warning("the notebook says: %s", said.splitlines()[-1])

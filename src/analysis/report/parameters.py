"""What a notebook takes: the one cell tagged `parameters`, and whether given values fit it."""

import ast
import json
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import SettingsError

__all__ = ["Parameter", "fit_parameters", "read_parameters"]

_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "list[str]": list}


class Parameter(NamedTuple):
    """A parameter of a notebook."""

    name: str
    type: str
    default: Any
    note: str


def read_parameters(notebook: Path) -> dict[str, Parameter]:
    """Read the typed parameters of a notebook, without running anything.

    Raises
    ------
    SettingsError
        When there is no such notebook, or not exactly one cell tagged `parameters`, or one is untyped.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError as error:
        known = ", ".join(sorted(path.stem for path in notebook.parent.glob("*.ipynb"))) or "none"
        raise SettingsError(f"no notebook {notebook.stem!r} in {notebook.parent}; there is: {known}") from error
    except (ValueError, KeyError) as error:
        raise SettingsError(f"{notebook} is not a notebook: {error}") from error
    tagged = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    if len(tagged) != 1:
        raise SettingsError(f"{notebook} has {len(tagged)} cells tagged 'parameters'; exactly one is needed")
    return {one.name: one for one in _parse(notebook, tagged[0])}


def _parse(notebook: Path, source: str) -> list[Parameter]:
    lines = source.splitlines()
    found = []
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name) or statement.value is None:
            place = lines[statement.lineno - 1]
            raise SettingsError(f"{notebook}: parameter line {place!r} has no type; write it as name: str = 'value'")
        _, _, note = lines[statement.end_lineno - 1 if statement.end_lineno else -1].partition("#")
        default = ast.literal_eval(statement.value)
        found.append(Parameter(statement.target.id, ast.unparse(statement.annotation), default, note.strip()))
    return found


def fit_parameters(known: Mapping[str, Parameter], given: Mapping[str, str]) -> dict[str, Any]:
    """Turn the texts given on a command line into values of the notebook's types.

    A list takes commas or JSON. Unknown names and values of a wrong type are refused here, before any
    kernel starts.

    Raises
    ------
    SettingsError
        Naming the parameter, the value and what is possible.
    """
    unknown = [name for name in given if name not in known]
    if unknown:
        near = get_close_matches(unknown[0], known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise SettingsError(f"unknown parameter {unknown[0]!r}{hint} The notebook takes: {', '.join(known)}")
    return {name: _convert(known[name], value) for name, value in given.items()}


def _convert(parameter: Parameter, value: str) -> Any:
    wanted = _TYPES.get(parameter.type)
    try:
        if wanted is str:
            return value
        if wanted is list:
            items = json.loads(value) if value.startswith("[") else [item.strip() for item in value.split(",") if item.strip()]
            return [str(item) for item in items]
        if wanted is bool:
            return {"true": True, "false": False}[value.lower()]
        return wanted(value) if wanted else ast.literal_eval(value)
    except (ValueError, KeyError, SyntaxError) as error:
        raise SettingsError(
            f"parameter {parameter.name}={value!r} is no {parameter.type}; its default is {parameter.default!r}"
        ) from error

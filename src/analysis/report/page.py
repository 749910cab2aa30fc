"""The templates of the pages, and their style."""

from importlib.resources import files
from typing import Any

import jinja2

from analysis.language.messages import translator

__all__ = ["render"]

_TEMPLATES = files("analysis") / "report" / "templates"
_READING = files("analysis") / "show" / "close_reading.css"


def render(template: str, language: str, **values: Any) -> str:
    """Fill in a template in a language; everything in it is escaped that is not marked safe."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (_TEMPLATES / name).read_text(encoding="utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    style = "\n".join(path.read_text(encoding="utf-8") for path in (_READING, _TEMPLATES / "page.css"))
    return environment.get_template(template).render(_=translator(language), language=language, style=style, **values)

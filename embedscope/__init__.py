"""Watch your own training loop: the small package, which needs numpy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from embedscope.errors import BadValues, EmbedscopeError, NotInstalled, NotWritten, RunTaken
from embedscope.run import Run

if TYPE_CHECKING:
    from embedscope.notebook import map, race  # noqa: A004

__all__ = [
    "BadValues",
    "EmbedscopeError",
    "NotInstalled",
    "NotWritten",
    "Run",
    "RunTaken",
    "map",
    "race",
]
__version__ = "0.1.0"
CELLS = ("map", "race")


def __getattr__(name: str) -> Any:
    """The cells of a notebook, imported when they are asked for."""
    if name in CELLS:
        from embedscope import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'embedscope' has no attribute {name!r}")

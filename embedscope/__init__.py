"""Watch your own training loop: the small package, which needs numpy alone."""

from __future__ import annotations

from embedscope.errors import BadValues, EmbedscopeError, NotWritten, RunTaken
from embedscope.run import Run

__all__ = ["BadValues", "EmbedscopeError", "NotWritten", "Run", "RunTaken"]
__version__ = "0.1.0"

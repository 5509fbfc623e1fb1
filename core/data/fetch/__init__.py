"""Getting a data set onto this machine, only ever when somebody asks for it."""

from __future__ import annotations

from core.data.fetch.get import get
from core.data.fetch.remove import removable, remove

__all__ = ["get", "removable", "remove"]

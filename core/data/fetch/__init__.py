"""Getting a data set onto this machine, only ever when somebody asks for it."""

from __future__ import annotations

from core.data.fetch.get import get

__all__ = ["get"]

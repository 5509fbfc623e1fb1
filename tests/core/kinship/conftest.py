"""Every test here has its own, empty data folders."""

from __future__ import annotations

from tests.core.data.conftest import data

__all__ = ["data"]

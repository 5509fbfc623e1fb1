"""Modules that cost seconds, for the tests that need them and no others.

Every worker collects every test: what a file of tests imports at its top is loaded by all of them.
"""

from __future__ import annotations

import importlib
from typing import Any


class OnUse:
    """A module by its full name, loaded when something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, asked: str) -> Any:
        if asked.startswith("__") or asked == "_mock_name":  # pytest looks for tests, and for mocks
            raise AttributeError(asked)
        return getattr(importlib.import_module(self._name), asked)

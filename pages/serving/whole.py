"""Pandas, never seen half imported.

Plotly (and narwhals beneath it) asks `sys.modules` for pandas whenever it takes an array. While
another thread is still importing pandas, which takes seconds and which gradio and scikit-learn do
beside the pages, it finds a module without `Series`, and the page fails. So a thread that asks for
what is not there yet waits until it is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any


def see_whole(name: str) -> None:
    """Let other threads wait for the module `name` while one imports it; before that begins."""
    if name not in sys.modules:
        sys.meta_path.insert(0, _Finder(name))


class _Whole(ModuleType):
    def __getattr__(self, name: str) -> Any:
        """What is missing: once no other thread imports this any more."""
        if not name.startswith("__"):  # Python's own come first, and some never
            import_module(self.__name__)  # waits for the thread that imports it; that one does not
        return super().__getattribute__(name)


class _Loader(SourceFileLoader):
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Whole(spec.name)


class _Finder(MetaPathFinder):
    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
        return spec

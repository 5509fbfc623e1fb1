"""A registry that is a folder: one Python file, one entry; a larger entry is a folder of its own.

The entry's name is the file's name with dashes, its explanation the first paragraph of the
module's docstring, its source the paragraph that starts with "Source:". Both, and the constants
written at the top of the file, are read without importing it, so a page can list nets and losses
without torch.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from core.errors import UnknownName

_joined: dict[str, dict[str, Path]] = {}
"""Files from elsewhere, by registry and module name."""
_parsing = threading.Lock()
"""Python 3.11 loses count when two threads parse at once
(https://github.com/python/cpython/issues/106905)."""


@dataclass(frozen=True)
class Entry:
    """One file of a registry, unread but for its docstring and its literal constants."""

    name: str
    module: str
    summary: str
    source: str
    constants: dict[str, Any] = field(default_factory=dict)

    def load(self) -> ModuleType:
        """Import the file."""
        return importlib.import_module(self.module)

    def part(self, name: str) -> ModuleType | None:
        """Import a file of an entry that is a folder; None where there is none of that name.

        An entry that is a file is all its parts.
        """
        found = self.load()
        if not hasattr(found, "__path__"):
            return found
        module = f"{self.module}.{name}"
        return importlib.import_module(module) if importlib.util.find_spec(module) else None


@lru_cache
def entries(package: str, *, inside: str = "__init__") -> dict[str, Entry]:
    """Every entry of `package` (dotted name), by name, in alphabetical order.

    An entry that is a folder is read from its file `inside`.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise UnknownName("registry", package, [])
    folder = Path(spec.submodule_search_locations[0])
    files = [path for path in folder.glob("*.py") if not path.stem.startswith("_")]
    folders = [path for path in folder.glob(f"*/{inside}.py") if path.parent.name[0] != "_"]
    found = [_read(package, path, path.stem) for path in files]
    found += [_read(package, path, path.parent.name) for path in folders]
    found += [_read(package, path, stem) for stem, path in _joined.get(package, {}).items()]
    return {entry.name: entry for entry in sorted(found, key=lambda entry: entry.name)}


def join(package: str, file: str) -> None:
    """Make a file from elsewhere an entry of `package`, in this process: as if it lay there."""
    path = Path(file).resolve()
    name = f"{package}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UnknownName("Python file", str(path), [])
    importlib.import_module(package)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    _joined.setdefault(package, {})[path.stem] = path
    entries.cache_clear()


def find(package: str, kind: str, name: str) -> Entry:
    """The entry called `name`; raises UnknownName (which lists the others) where there is none."""
    known = entries(package)
    if name not in known:
        raise UnknownName(kind, name, known)
    return known[name]


def _read(package: str, path: Path, name: str) -> Entry:
    text = path.read_text(encoding="utf-8")
    with _parsing:
        tree = ast.parse(text)
    paragraphs = [" ".join(p.split()) for p in (ast.get_docstring(tree) or "").split("\n\n")]
    source = next((p.removeprefix("Source: ") for p in paragraphs if p.startswith("Source: ")), "")
    return Entry(
        name=name.replace("_", "-"),
        module=f"{package}.{name}",
        summary=paragraphs[0],
        source=source,
        constants=dict(_constants(tree)),
    )


def _constants(tree: ast.Module) -> list[tuple[str, Any]]:
    found = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
            if name.isupper():
                try:
                    found.append((name, ast.literal_eval(value)))
                except ValueError:  # computed when the file is imported: not for this list
                    continue
    return found

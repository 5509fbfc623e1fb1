"""What the documents name is there: modules, functions, files and folders."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
DOTTED = re.compile(r"`((?:core|pages|bench|tests|tools)(?:\.\w+)+)(?:\(\))?`")
PLACE = re.compile(r"`((?:core|pages|bench|tests|tools|docs|examples|checkpoints)/[\w./<>*-]*)`")


@lru_cache
def names(path: Path) -> frozenset[str]:
    """What a module defines at its top, and the methods of its classes."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (each for each in node.body if isinstance(each, ast.FunctionDef))
            found |= {f"{node.name}.{each.name}" for each in inner}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def there(dotted: str) -> bool:
    """Whether a dotted name is a module, a package, or something that one defines."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        place, rest = ROOT.joinpath(*parts[:cut]), ".".join(parts[cut:])
        if place.is_dir() and not rest:
            return True
        for module in (place.with_suffix(".py"), place / "__init__.py"):
            if module.is_file():
                return not rest or rest in names(module)
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    gone = [name for name in DOTTED.findall(text) if not there(name)]
    for place in PLACE.findall(text):
        pattern = re.sub(r"<\w+>", "*", place).rstrip("/")
        if not any(ROOT.glob(pattern)):
            gone.append(place)
    assert not gone, f"{document.name} names what is not there: {', '.join(gone)}"


def test_a_name_that_is_not_there_is_noticed() -> None:
    assert there("core.errors.BadRecipe")
    assert there("core.registry")
    assert not there("core.errors.NoSuchError")
    assert not there("core.nowhere.at_all")

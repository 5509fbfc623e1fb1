"""What the app imports is what `embedscope[app]` installs: a checkout's environment has more."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata

import pytest

from core.paths import ROOT

requirements = pytest.importorskip("packaging.requirements")
OURS = {"app", "core", "embedscope", "pages"}
EXTRA = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]["app"]
OPTIONAL = {"onnx", "onnxruntime", "onnx2torch", "ray", "timm"}
"""Of other extras: each says what to install where it is missing."""
UNSAID = {"dlib": ["dlib-bin"]}
"""Who brings a package, where the distribution does not say so."""


def installed_with(asked: Iterable[str]) -> set[str]:
    """The distributions that come with these requirements, by their names."""
    found: set[str] = set()
    waiting = list(asked)
    while waiting:
        one = requirements.Requirement(waiting.pop())
        name = one.name.lower().replace("_", "-")
        if name in found or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        try:
            waiting += metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
    return found


def imported() -> dict[str, str]:
    """The packages of others that any file of the app imports, and a file that does."""
    found: dict[str, str] = {}
    files = [ROOT / "app.py", *ROOT.glob("core/**/*.py"), *ROOT.glob("pages/**/*.py")]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {name.split(".")[0]: f"{path.relative_to(ROOT)}" for name in names}
    return {
        name: where
        for name, where in found.items()
        if name not in sys.stdlib_module_names and name not in OURS
    }


def test_every_import_of_the_app_is_installed_with_it() -> None:
    come = installed_with(EXTRA)
    brought_by = {**metadata.packages_distributions(), **UNSAID}
    missing = {
        name: where
        for name, where in imported().items()
        if name not in OPTIONAL
        and not {each.lower().replace("_", "-") for each in brought_by.get(name, [])} & come
    }
    assert not missing, f"pyproject.toml's app extra does not bring {missing}"

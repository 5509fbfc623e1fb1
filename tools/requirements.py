"""The requirements files, written from pyproject.toml: `python -m tools.requirements`.

pyproject.toml is the one place where a dependency is named; people and tools that expect a
`requirements.txt` find one that says the same. `make lock` writes these files and the locks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WRITTEN_BY = "# Written from pyproject.toml by `make lock`: change it there."


@dataclass(frozen=True)
class RequirementsFile:
    """One generated file: the extra it lists, the words on its top."""

    name: str
    extra: str
    comment: str
    includes: tuple[str, ...] = ()


FILES = (
    RequirementsFile(
        name="requirements.txt",
        extra="app",
        comment="# The app. PyPI's torch (CUDA build; it runs on a CPU as well) with its matching"
        " torchvision.",
    ),
    RequirementsFile(
        name="requirements-dev.txt",
        extra="dev",
        comment="# What `make check`, `make test` and `make bench` need on top of the app.",
        includes=("requirements.txt",),
    ),
    RequirementsFile(
        name="requirements-distributed.txt",
        extra="distributed",
        comment="# Several machines (docs/cluster.md); without it jobs run on this one.",
    ),
    RequirementsFile(
        name="requirements-encoders.txt",
        extra="encoders",
        comment="# Encoders as ONNX files, and timm's by name (docs/encoders.md).",
    ),
    RequirementsFile(
        name="requirements-noncommercial.txt",
        extra="noncommercial",
        comment="# Weights for non-commercial research only; without them the app works with those"
        " that are free.",
    ),
)


def project(root: Path = ROOT) -> Mapping[str, Any]:
    """The `[project]` table of `root`'s pyproject.toml."""
    table: Mapping[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return dict(table["project"])


def text(file: RequirementsFile, table: Mapping[str, Any]) -> str:
    """What `file` has to hold, given the `[project]` table; KeyError where its extra is missing."""
    listed = table["optional-dependencies"][file.extra]
    included = [f"-r {name}" for name in file.includes]
    return "\n".join([WRITTEN_BY, file.comment, *included, *listed]) + "\n"


def write(root: Path = ROOT) -> list[str]:
    """Bring the requirements files of `root` up to date; the names of those that changed."""
    table = project(root)
    changed = []
    for file in FILES:
        path, wanted = root / file.name, text(file, table)
        if not path.exists() or path.read_text("utf-8") != wanted:
            path.write_text(wanted, "utf-8")
            changed.append(file.name)
    return changed


if __name__ == "__main__":
    names = write()
    print("Written: " + ", ".join(names) if names else "The requirements files are up to date.")

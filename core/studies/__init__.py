"""Which runs the source reports lay beside each other: one YAML file a comparison.

    title:    what is compared
    report:   whose comparison it is, or null where it is ours
    order:    its place in the list
    about:    what to see in it, and its trap
    recipes:  names of recipes, in the order in which they are read

A new comparison is a new file. Nothing heavier than YAML is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.errors import UnknownName
from core.yaml_text import read_yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Comparison:
    """Recipes that are to be seen together; `name` is the file's name."""

    name: str
    title: str
    report: str | None
    order: int
    about: str
    recipes: tuple[str, ...]


@lru_cache
def comparisons() -> dict[str, Comparison]:
    """Every comparison by name, in the order of the list."""
    found = [_read(path) for path in FOLDER.glob("*.yaml")]
    found.sort(key=lambda each: (each.order, each.name))
    return {each.name: each for each in found}


def comparison(name: str) -> Comparison:
    """The comparison called `name`; raises UnknownName."""
    if name not in comparisons():
        raise UnknownName("comparison", name, comparisons())
    return comparisons()[name]


def recipes() -> list[str]:
    """The names of all recipes that are compared, each once, as the comparisons list them."""
    return list(dict.fromkeys(name for each in comparisons().values() for name in each.recipes))


def _read(path: Path) -> Comparison:
    content = read_yaml(path.read_text(encoding="utf-8"))
    return Comparison(
        name=path.stem,
        title=content["title"],
        report=content.get("report"),
        order=content["order"],
        about=" ".join(content["about"].split()),
        recipes=tuple(content["recipes"]),
    )

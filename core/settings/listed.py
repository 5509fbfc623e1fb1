"""All settings of a dataclass, one after the other: for forms, `--help` and the docs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from core.settings.check import bounds, choices
from core.settings.declare import About, about
from core.settings.kind import Kind, hints, kind_of


@dataclass(frozen=True)
class Listed:
    """One setting: its dotted name, as in `optimiser.lr`, and all that is known of it."""

    key: str
    about: About
    kind: Kind
    default: Any

    @property
    def section(self) -> str:
        """The part of the name before the last dot; "" for a setting of the recipe itself."""
        return self.key.rpartition(".")[0]

    @property
    def label(self) -> str:
        """The title, with the unit where it does not say it itself."""
        title, unit = self.about.title, self.about.unit
        said = unit.rstrip("s") in [word.rstrip("s") for word in title.lower().split()]
        return title if said or not unit else f"{title} ({unit})"

    @property
    def allowed(self) -> str:
        """What it may be, in words: choices, or the type with its bounds."""
        if self.about.choices:
            names = ", ".join(choices(self.about))
            return f"any of {names}" if self.kind.many else names
        limits = bounds(self.about)
        return f"{self.kind.words}, {limits}" if limits else self.kind.words

    @property
    def usual(self) -> str:
        """Its default, as a recipe writes it."""
        return as_text(self.default) or '""'


def listed(kind: type, *, without: tuple[str, ...] = ()) -> list[Listed]:
    """The settings of a dataclass whose fields all have defaults, sections after single ones as
    they are written; `without` those fields.
    """
    return _listed(kind(), "", without)


def section_help(kind: type, section: str) -> str:
    """The first paragraph of a section's docstring; "" for the recipe itself."""
    made: Any = kind()
    for name in filter(None, section.split(".")):
        made = getattr(made, name)
    return " ".join((type(made).__doc__ or "").split("\n\n")[0].split()) if section else ""


def as_text(value: Any) -> str:
    """A value as YAML's flow style has it, short: `[flip, zoom-range]`, `0.02`, `null`."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_text, value)) + "]"
    return str(value)


def _listed(made: Any, above: str, without: tuple[str, ...]) -> list[Listed]:
    found: list[Listed] = []
    types = hints(type(made))  # type: ignore[arg-type]
    for field in dataclasses.fields(made):
        value, key = getattr(made, field.name), f"{above}{field.name}"
        if key in without:
            continue
        if dataclasses.is_dataclass(value):
            found += _listed(value, f"{key}.", without)
        else:
            found.append(Listed(key, about(field), kind_of(types[field.name]), value))
    return found

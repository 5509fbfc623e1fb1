"""From a table of settings, as YAML gives it, to frozen dataclasses, with words for mistakes."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from core.errors import BadRecipe, UnknownName, short
from core.settings.check import problems_of
from core.settings.declare import About, about
from core.settings.kind import hints, kind_of

Section = TypeVar("Section")


def read(kind: type[Section], content: Any, place: str, *, refuse: bool = True) -> Section:
    """The dataclass `kind` from a table; what the table leaves out keeps its default.

    Raises UnknownName for a setting that `kind` does not have, BadRecipe for a value of the wrong
    type and, with `refuse`, for one that is out of bounds or none of the choices; all name the
    `place`. Without `refuse` those may be asked for later: `core.settings.problems_of`.
    """
    made = _section(kind, content, place)
    wrong = problems_of(made, place) if refuse else []
    if wrong:
        raise BadRecipe(" ".join(wrong))
    return made


def table(settings: Any) -> dict[str, Any]:
    """The dataclass as a table that YAML can hold: tuples become lists."""
    content: dict[str, Any] = _plain(dataclasses.asdict(settings))
    return content


def dotted(content: dict[str, Any], above: str = "") -> list[str]:
    """The names of all settings of a table, as in `optimiser.lr`."""
    names = []
    for key, value in content.items():
        names += dotted(value, f"{above}{key}.") if isinstance(value, dict) else [above + key]
    return names


def values(settings: Any, above: str = "") -> dict[str, Any]:
    """Every setting of a dataclass by its dotted name, its value as YAML holds it; one that is a
    table, as a loss's options, is one setting.
    """
    found: dict[str, Any] = {}
    for field in dataclasses.fields(settings):
        value, key = getattr(settings, field.name), f"{above}{field.name}"
        found |= (
            values(value, f"{key}.") if dataclasses.is_dataclass(value) else {key: _plain(value)}
        )
    return found


def at(settings: Any, key: str) -> Any:
    """A setting of a dataclass, or of its table, by its dotted name."""
    for name in key.split("."):
        settings = settings[name] if isinstance(settings, dict) else getattr(settings, name)
    return settings


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _section(kind: type[Section], content: Any, place: str) -> Section:
    if not isinstance(content, dict):
        raise BadRecipe(f"{place} must be a table of settings, not {short(content)}.")
    types = hints(kind)  # type: ignore[arg-type]
    unknown = set(content) - set(types)
    if unknown:
        raise UnknownName(f"setting of {place}", str(sorted(unknown, key=str)[0]), types)
    told = {field.name: about(field) for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    values = {
        key: _value(types[key], value, f"{place}.{key}", told[key])
        for key, value in content.items()
    }
    return kind(**values)


def _value(hint: Any, value: Any, place: str, told: About) -> Any:
    if dataclasses.is_dataclass(hint):
        return _section(hint, value, place)  # type: ignore[arg-type]
    kind = kind_of(hint)
    if value is None and kind.optional:
        return None
    if kind.many and isinstance(value, list | tuple):
        return tuple(
            _value(kind.base, each, f"{place}[{at}]", told) for at, each in enumerate(value)
        )
    if not kind.many and (fits := _plain_value(kind.base, value)) is not None:
        return fits
    raise BadRecipe(f"{told.title} ({place}) must be {kind.words}, not {short(value)}.")


def _plain_value(base: type, value: Any) -> Any:
    """The value as the type has it; None where it does not fit."""
    if base is float and isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)  # YAML reads 1e-3 as text
        except ValueError:
            return None
    # Python counts True as an int; a recipe does not.
    fits = isinstance(value, base) and (base is bool) == isinstance(value, bool)
    return value if fits else None

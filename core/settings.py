"""From a table of settings, as YAML gives it, to frozen dataclasses, with words for mistakes."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from core.errors import BadRecipe, UnknownName

Section = TypeVar("Section")
_ABOUT = "about"


@dataclass(frozen=True)
class About:
    """What a setting says of itself: for reading, for forms, for `--help` and for the docs."""

    title: str
    help: str = ""
    unit: str = ""
    low: float | None = None
    """The least value that makes sense, itself allowed; None: no bound."""
    high: float | None = None
    choices: str | tuple[str, ...] = ()
    """Its values, or the dotted name of the registry package whose entries they are."""


def setting(
    default: Any,
    *,
    title: str,
    help: str = "",  # noqa: A002 - the field's own word
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: str | Sequence[str] = (),
) -> Any:
    """A field of a recipe's section that describes itself; a callable default makes a new value."""
    listed = choices if isinstance(choices, str) else tuple(choices)
    metadata = {_ABOUT: About(title, help, unit, low, high, listed)}
    if callable(default):
        return dataclasses.field(default_factory=default, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def again(kind: type, name: str, default: Any) -> Any:
    """The field `name` of another section, that describes itself as there, with another default."""
    (found,) = (field for field in dataclasses.fields(kind) if field.name == name)
    return dataclasses.field(default=default, metadata=found.metadata)


def about(field: dataclasses.Field[Any]) -> About:
    """What a field says of itself; a field that says nothing is titled by its name."""
    told: About = field.metadata.get(_ABOUT, About(field.name.replace("_", " ").capitalize()))
    return told


def read(kind: type[Section], content: Any, place: str) -> Section:
    """The dataclass `kind` from a table; what the table leaves out keeps its default.

    Raises UnknownName for a setting that `kind` does not have, BadRecipe for a value of the wrong
    type; both name the `place`.
    """
    if not isinstance(content, dict):
        raise BadRecipe(f"{place} must be a table of settings, not {content!r}.")
    hints = _hints(kind)  # type: ignore[arg-type]
    unknown = set(content) - set(hints)
    if unknown:
        raise UnknownName(f"setting of {place}", str(sorted(unknown, key=str)[0]), hints)
    values = {key: _value(hints[key], value, f"{place}.{key}") for key, value in content.items()}
    return kind(**values)


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


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _value(hint: Any, value: Any, place: str) -> Any:
    if dataclasses.is_dataclass(hint):
        return read(hint, value, place)  # type: ignore[arg-type]
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(option for option in get_args(hint) if option is not type(None))
        origin = get_origin(hint)
    if origin is tuple and isinstance(value, list | tuple):
        inner = get_args(hint)[0]
        return tuple(_value(inner, each, f"{place}[{at}]") for at, each in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return value
    if hint is float and isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)  # YAML reads 1e-3 as text
        except ValueError:
            raise BadRecipe(f"{place} must be a number, not {value!r}.") from None
    if hint in (int, str, bool) and isinstance(value, hint) and _bool(hint) == _bool(type(value)):
        return value
    expected = getattr(hint, "__name__", str(hint))
    raise BadRecipe(f"{place} must be of type {expected}, not {value!r}.")


def _bool(kind: type) -> bool:
    """Python counts True as an int; a recipe does not."""
    return kind is bool

"""From a table, as JSON gives it, to frozen dataclasses and back; unknown keys go along.

Made for files that people and other versions write: what is known is checked, what is not is kept
in the dataclass's `extra`, or refused where the file is ours alone.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from core.errors import short

Kind = TypeVar("Kind")
EXTRA = "extra"
_WORDS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


class WrongType(ValueError):
    """A value that is not what its place holds; the text names the place."""


def typed(kind: type[Kind], content: Any, place: str, *, strict: bool = False) -> Kind:
    """The dataclass `kind` from a table; raises WrongType, which names the place within `place`.

    `strict`: an unknown key is refused too, there and in every table within.
    """
    if not isinstance(content, dict):
        raise WrongType(f"{place} must be a table, not {short(content)}")
    hints = _hints(kind)  # type: ignore[arg-type]
    unknown = [str(key) for key in content if key not in hints]
    if strict and unknown:
        raise WrongType(f"{place} has the unknown key {unknown[0]!r}; known: {', '.join(hints)}")
    values = {
        key: _value(hints[key], value, f"{place}.{key}", strict=strict)
        for key, value in content.items()
        if key in hints and key != EXTRA
    }
    needed = _needed(kind)  # type: ignore[arg-type]
    lacking = [name for name in needed if name not in values]
    if lacking:
        raise WrongType(f"{place} lacks {', '.join(lacking)}")
    if EXTRA in hints:
        values[EXTRA] = {key: value for key, value in content.items() if key not in values}
    return kind(**values)


def plain(part: Any) -> Any:
    """What JSON holds of it: None, empty tables and lists, and false are left out where they are
    the default; `extra` stands among the known keys.
    """
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        known = {
            field.name: plain(getattr(part, field.name))
            for field in dataclasses.fields(part)
            if field.name != EXTRA and not _is_default(field, getattr(part, field.name))
        }
        return {**known, **plain(getattr(part, EXTRA, {}))}
    if isinstance(part, Mapping):
        return {key: plain(value) for key, value in part.items()}
    return [plain(each) for each in part] if isinstance(part, list | tuple) else part


def _is_default(field: dataclasses.Field[Any], value: Any) -> bool:
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return field.default in (None, (), "") and value == field.default


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@lru_cache
def _needed(kind: type) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )


def _value(hint: Any, value: Any, place: str, *, strict: bool) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return value
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        rest = [option for option in arguments if option is not type(None)]
        return _value(rest[0], value, place, strict=strict)
    if dataclasses.is_dataclass(hint):
        return typed(hint, value, place, strict=strict)  # type: ignore[arg-type]
    if origin in (tuple, Sequence):
        return _listed(arguments[0], value, place, strict=strict)
    if origin is not None:  # a mapping from texts
        return _table(arguments[1], value, place, strict=strict)
    return _plain_value(hint, value, place)


def _listed(inner: Any, value: Any, place: str, *, strict: bool) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise WrongType(f"{place} must be a list, not {short(value)}")
    if set(map(type, value)) == {inner}:  # long lists of numbers
        return tuple(value)
    return tuple(
        _value(inner, each, f"{place}[{at}]", strict=strict) for at, each in enumerate(value)
    )


def _table(inner: Any, value: Any, place: str, *, strict: bool) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongType(f"{place} must be a table, not {short(value)}")
    return {
        key: _value(inner, each, f"{place}.{key}", strict=strict) for key, each in value.items()
    }


def _plain_value(hint: Any, value: Any, place: str) -> Any:
    fits = isinstance(value, int | float) if hint is float else isinstance(value, hint)
    if not fits or (isinstance(value, bool) and hint is not bool):
        raise WrongType(f"{place} must be {_WORDS.get(hint, hint)}, not {short(value)}")
    return value

"""What a setting's type allows: a number, text, a switch, several of them, or nothing at all."""

from __future__ import annotations

import dataclasses
import types
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

WORDS = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}


@dataclass(frozen=True)
class Kind:
    """A type in its parts: `int | None` is the base int, optional; `tuple[str, ...]` many texts."""

    base: type
    optional: bool = False
    many: bool = False

    @property
    def words(self) -> str:
        """Such as "a whole number, or null for none"."""
        one = WORDS.get(self.base, "a table")
        what = f"a list, {one} each" if self.many else one
        return f"{what}, or null for none" if self.optional else what


def kind_of(hint: Any) -> Kind:
    """The parts of a field's type."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(each for each in get_args(hint) if each is not type(None))
        return dataclasses.replace(kind_of(inner), optional=type(None) in get_args(hint))
    if get_origin(hint) is tuple:
        return dataclasses.replace(kind_of(get_args(hint)[0]), many=True)
    return Kind(get_origin(hint) or hint)


@lru_cache
def hints(kind: type) -> dict[str, Any]:
    """The types of a dataclass's fields by name."""
    told = get_type_hints(kind)
    return {field.name: told[field.name] for field in dataclasses.fields(kind)}

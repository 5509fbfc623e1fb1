"""What each method of projection is called, does, and can be told; read without importing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe
from core.registry import Entry, entries, find

PACKAGE = "core.projection.methods"
LAID_OUT = "laid_out"


class Watch(Protocol):
    """Told how far a projection is: share done (0 to 1), stage in words, points on their way."""

    def __call__(
        self, share: float, stage: str, points: NDArray[np.floating] | None = None, /
    ) -> object:
        """`points`: float [n, dimensions], not to be kept or changed; None where there are none."""


@dataclass(frozen=True)
class Parameter:
    """A number between `low` and `high`, whole where the default is; or one of `choices`."""

    name: str
    title: str
    default: float | str
    help: str
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Either "choice", "int" or "float"."""
        if self.choices:
            return "choice"
        return "int" if isinstance(self.default, int) else "float"

    def checked(self, value: Any) -> float | str:
        """The value in the parameter's type; raises BadRecipe where it is none of those allowed."""
        if self.choices:
            if value in self.choices:
                return str(value)
            raise BadRecipe(f"{self.name} = {value!r}: choose one of {', '.join(self.choices)}.")
        whole = self.kind == "int"
        number = _number(value)
        if number is None or not self.low <= number <= self.high or (whole and number % 1):
            what = "a whole number" if whole else "a number"
            raise BadRecipe(
                f"{self.name} = {value!r}: choose {what} from {self.low:g} to {self.high:g}."
            )
        return int(number) if whole else number


SAMPLED = Parameter(
    LAID_OUT,
    "Laid out at most",
    100_000,
    "Of more points a random sample of so many is laid out, and the others are placed beside their "
    "nearest of those. Time and memory grow with it.",
    low=1000,
    high=10_000_000,
)
"""What a method has that states SAMPLED = True: it cannot take points without end."""


@dataclass(frozen=True)
class Method:
    """A method as a page offers it."""

    name: str
    title: str
    summary: str
    trap: str
    """What is easily misread on such a map."""
    source: str
    parameters: dict[str, Parameter]


def names() -> list[str]:
    """The names of the methods, as `project` takes them."""
    return list(entries(PACKAGE))


def describe(name: str) -> Method:
    """What a method is and can be told; raises UnknownName."""
    entry = _entry(name)
    told = entry.constants
    parameters = {key: Parameter(key, **about) for key, about in told.get("PARAMETERS", {}).items()}
    if told.get("SAMPLED"):
        parameters[LAID_OUT] = SAMPLED
    return Method(entry.name, told["TITLE"], entry.summary, told["TRAP"], entry.source, parameters)


def checked(name: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All parameters of a method, those given and the others' defaults.

    Raises:
        UnknownName: where there is no such method.
        BadRecipe: for a parameter that it does not have, or a value out of range.
    """
    known, given = describe(name).parameters, dict(parameters or {})
    unknown = sorted(set(given) - set(known))
    if unknown:
        has = f"It has: {', '.join(known)}." if known else "It has none."
        raise BadRecipe(f"{name} has no parameter {unknown[0]!r}. {has}")
    return {key: each.checked(given.get(key, each.default)) for key, each in known.items()}


def load(name: str) -> Any:
    """The method's module; raises UnknownName."""
    return _entry(name).load()


def _entry(name: str) -> Entry:
    return find(PACKAGE, "method of projection", name)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if np.isfinite(number) else None

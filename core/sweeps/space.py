"""What a sweep varies: settings by their dotted names, each with the values that it may take."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import BadRecipe, UnknownName
from core.recipes.recipe import UNSAID, Recipe
from core.settings import Listed, as_text, choices, listed, within

FIXED = ("seed", "device", "precision", "data.fold", "data.folds", "data.hold_out")
"""Settings that a sweep sets itself, or that change no result."""
JUDGES = (
    "data.name",
    "data.names",
    "data.test",
    "data.validation",
    "data.classes",
    "neighbours",
    "permutations",
    "cut.tile",
    "cut.gap",
    "cut.jitter",
)
"""Settings that decide what a trial is judged on: with another, figures cannot be compared."""
POINTS = 5
"""Values of a range that a grid takes where the range has no step."""
SMALL = 12
"""Whole numbers that a grid takes one by one."""


@dataclass(frozen=True)
class Axis:
    """The values of one setting: those listed, or all from `low` to `high`."""

    key: str
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    step: float | None = None
    whole: bool = False

    @property
    def said(self) -> Any:
        """As sweep.yaml says it."""
        if self.values:
            return list(self.values)
        number = int if self.whole else float
        told: dict[str, Any] = {"low": number(self.low), "high": number(self.high)}
        if self.step is not None:
            told["step"] = number(self.step)
        return {**told, "log": True} if self.log else told

    def points(self) -> tuple[Any, ...]:
        """The values that a grid takes."""
        if self.values:
            return self.values
        if self.step is not None or (self.whole and self.high - self.low < SMALL and not self.log):
            step = self.step or 1
            count = math.floor((self.high - self.low) / step + 1e-9) + 1
            spread = [self.low + step * place for place in range(count)]
        else:
            low, high = (math.log(v) if self.log else v for v in (self.low, self.high))
            spread = [low + (high - low) * place / (POINTS - 1) for place in range(POINTS)]
            spread = [math.exp(value) for value in spread] if self.log else spread
        if self.whole:
            return tuple(dict.fromkeys(round(value) for value in spread))
        return tuple(float(f"{value:.6g}") for value in spread)


def axes(space: Mapping[str, Any], recipe: Recipe) -> list[Axis]:
    """The axes of a sweep of `recipe`; raises BadRecipe and UnknownName for nonsense."""
    known = {one.key: one for one in searchable(recipe)}
    return [_axis(key, said, known, recipe) for key, said in space.items()]


def searchable(recipe: Recipe) -> list[Listed]:
    """The settings that a sweep of the recipe may vary, as its task lists them."""
    out = (*UNSAID, *FIXED, *JUDGES)
    return [
        one
        for one in listed(type(recipe))
        if one.key not in out
        and not one.key.startswith("probe.")
        and (one.kind.base in (int, float, bool) or one.about.choices)
        and not one.kind.many
    ]


def suggested(one: Listed, value: Any) -> Any:
    """A sensible axis for a setting that stands at `value`, as sweep.yaml says it."""
    told = one.about
    if one.about.choices:
        return list(choices(told))
    if one.kind.base is bool:
        return [False, True]
    middle = value if isinstance(value, int | float) and value else None
    low, high = told.low if told.low is not None else told.above, _upper(told)
    if one.kind.base is int:
        middle = middle or max(int(low or 0), 1)
        least = max(1, math.ceil(low or 0), middle // 2)
        most = max(least + 1, min(2 * middle, math.floor(high) if high is not None else 2 * middle))
        return {"low": int(least), "high": int(most)}
    if high is not None and high <= 1 and (told.low == 0 or middle is None or middle >= 0.2):
        return {"low": 0.05 if told.above is not None else float(low or 0), "high": float(high)}
    middle = middle or 1e-3
    reach = {"low": float(f"{middle / 10:.3g}"), "high": float(f"{middle * 10:.3g}"), "log": True}
    if high is not None:
        reach["high"] = min(reach["high"], high)
    return reach


def cells(asked: Sequence[Axis]) -> Iterator[dict[str, Any]]:
    """Every combination of a grid, the last axis running fastest."""
    for values in itertools.product(*(axis.points() for axis in asked)):
        yield dict(zip((axis.key for axis in asked), values, strict=True))


def _upper(told: Any) -> float | None:
    """The upper bound, just within it where it is not allowed itself."""
    if told.high is not None:
        return float(told.high)
    return None if told.below is None else told.below - 0.05


def _axis(key: str, said: Any, known: Mapping[str, Listed], recipe: Recipe) -> Axis:
    if key in (*FIXED, *JUDGES):
        why = "is for folds and seeds to set" if key in FIXED else "decides what is judged"
        raise BadRecipe(f"A sweep cannot vary {key}: it {why}. Take it out of the space.")
    if key not in known:
        raise UnknownName(f"setting to vary of the task {recipe.task}", key, known)
    one, whole = known[key], known[key].kind.base is int
    if isinstance(said, list | tuple) and said:
        values = tuple(_allowed(one, value) for value in said)
        if len(set(map(as_text, values))) < len(values):
            raise BadRecipe(f"The space of {key} lists a value twice. Name each once.")
        return Axis(key, values=values, whole=whole)
    if not isinstance(said, dict) or one.kind.base not in (int, float):
        raise BadRecipe(
            f"The space of {key} is a list of values"
            + ("." if one.kind.base not in (int, float) else ", or a table of low and high.")
        )
    return _range(key, said, one, whole=whole)


def _range(key: str, said: Mapping[str, Any], one: Listed, *, whole: bool) -> Axis:
    if unknown := set(said) - {"low", "high", "log", "step"}:
        raise BadRecipe(f"The space of {key} has no {min(unknown)!r}: low, high, log and step.")
    if not {"low", "high"} <= said.keys():
        raise BadRecipe(f"The space of {key} needs low and high.")
    low, high = (_allowed(one, said[end]) for end in ("low", "high"))
    step, log = said.get("step"), bool(said.get("log", False))
    number = isinstance(step, int | float) and not isinstance(step, bool)
    if step is not None and not (number and step > 0):
        raise BadRecipe(f"The step of {key} must be a number above 0, not {step!r}.")
    if not low < high:
        raise BadRecipe(f"The space of {key} must have low below high, not {low:g} and {high:g}.")
    if log and low <= 0:
        raise BadRecipe(f"A logarithmic space of {key} must begin above 0, not at {low:g}.")
    if log and step is not None:
        raise BadRecipe(f"The space of {key} is logarithmic or has a step, not both.")
    return Axis(key, low=low, high=high, log=log, step=step, whole=whole)


def _allowed(one: Listed, value: Any) -> Any:
    """The value, refused where the setting itself would refuse it."""
    base, told = one.kind.base, one.about
    if value is None and one.kind.optional:
        return None
    if base is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    fits = isinstance(value, base) and (base is bool or not isinstance(value, bool))
    if fits and base in (int, float) and not within(told, value):
        fits = False
    if fits and told.choices and not told.open_ended and value not in choices(told):
        fits = False
    if not fits:
        raise BadRecipe(f"{told.title} ({one.key}) must be {one.allowed}, not {value!r}.")
    return value

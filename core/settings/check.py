"""What a single setting can say of its value: out of bounds, or none of the choices."""

from __future__ import annotations

import dataclasses
import importlib
import math
from collections.abc import Iterator
from typing import Any

from core.errors import short
from core.registry import entries
from core.settings.declare import About, about


def choices(told: About) -> tuple[str, ...]:
    """The values that a form offers; () where any will do."""
    listed = told.choices
    return tuple(entries(listed)) if isinstance(listed, str) else listed


def choice_help(told: About) -> dict[str, str]:
    """What each choice means, by name; empty where nothing is said of them."""
    if isinstance(told.choices, str):
        return {name: entry.summary for name, entry in entries(told.choices).items()}
    return dict(told.choice_help)


def is_choice(told: About, value: str) -> bool:
    """Whether the value may be taken. A registry may know of more than it lists (somebody's own
    images): its package then has a function `unlisted(name)`.
    """
    if told.open_ended or value in choices(told):
        return True
    if not isinstance(told.choices, str):
        return False
    package = importlib.import_module(told.choices)
    return bool(getattr(package, "unlisted", lambda _name: False)(value))


def bounds(told: About) -> str:
    """Such as "at least 0 and below 1"; "" where there are none."""
    said = (
        ("greater than", told.above),
        ("at least", told.low),
        ("below", told.below),
        ("at most", told.high),
    )
    return " and ".join(f"{word} {limit:g}" for word, limit in said if limit is not None)


def within(told: About, value: float) -> bool:
    """Whether a number keeps to the bounds; what is not finite never does."""
    return (
        (isinstance(value, int) or math.isfinite(value))
        and (told.low is None or value >= told.low)
        and (told.high is None or value <= told.high)
        and (told.above is None or value > told.above)
        and (told.below is None or value < told.below)
    )


def matters(section: Any, told: About) -> bool:
    """Whether a setting has an effect, as its neighbours in `section` stand."""
    return all(_fits(getattr(section, name), values) for name, values in told.when)


def _fits(value: Any, values: tuple[Any, ...]) -> bool:
    """Of several values one has to be among them."""
    if None in values:
        return bool(value)
    return any(each in values for each in value) if isinstance(value, tuple) else value in values


def problems_of(section: Any, place: str) -> list[str]:
    """A sentence, with place, value and remedy, for each setting of a dataclass that is out of its
    bounds or none of its choices; a setting without effect is not looked at.
    """
    return list(_problems(section, place))


def _problems(section: Any, place: str) -> Iterator[str]:
    for field in dataclasses.fields(section):
        value, told, here = getattr(section, field.name), about(field), f"{place}.{field.name}"
        if dataclasses.is_dataclass(value):
            yield from _problems(value, here)
        elif value is not None and matters(section, told):
            each = value if isinstance(value, tuple | list) else (value,)
            yield from (text for one in each if (text := _problem(told, one, here)))


def _number(value: float) -> str:
    try:
        return f"{value:g}"
    except OverflowError:  # a whole number of more than 308 digits
        return "one so large"


def _problem(told: About, value: Any, place: str) -> str:
    what = f"{told.title} ({place})"
    if isinstance(value, str) and told.choices and not is_choice(told, value):
        return f"{what} must be one of {', '.join(sorted(choices(told)))}, not {short(value)}."
    if isinstance(value, int | float) and not isinstance(value, bool) and not within(told, value):
        return f"{what} must be {bounds(told) or 'a finite number'}, not {_number(value)}."
    return ""

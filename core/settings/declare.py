"""A setting says in one line what it is: title, help, unit, bounds, choices, when it matters.

    lr: float = setting(1e-3, title="Learning rate", above=0)
    gamma: float = setting(0.1, title="Gamma", above=0, high=1, when={"name": ("steps",)})

All else is derived from that: reading and refusing (`core.settings.read`, `check`), the form and
the link (`pages/shared`), `--help` and the docs (`core.settings.listed`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    above: float | None = None
    """What the value must be greater than; None: no such bound."""
    below: float | None = None
    when: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """It has an effect only where the neighbours named here, in the same section, have one of these
    values, or hold one where they are lists; forms hide it elsewhere. `(None,)` means: any value
    but an empty one."""
    advanced: bool = False
    """Whether a form shows it among the settings that few people change."""
    open_ended: bool = False
    """Whether other values than the choices may be taken too, such as a path."""
    choice_help: tuple[tuple[str, str], ...] = ()
    """What each of the choices means, where they are listed here."""


def setting(
    default: Any,
    *,
    title: str,
    help: str = "",  # noqa: A002 - the field's own word
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: str | Sequence[str] | Mapping[str, str] = (),
    above: float | None = None,
    below: float | None = None,
    when: Mapping[str, Sequence[Any]] | None = None,
    advanced: bool = False,
    open_ended: bool = False,
) -> Any:
    """A field of a recipe's section that describes itself; a callable default makes a new value.

    `choices` that are a table say what each of them means.
    """
    told = About(
        title,
        help,
        unit,
        low,
        high,
        choices if isinstance(choices, str) else tuple(choices),
        above,
        below,
        _when(when),
        advanced,
        open_ended,
        tuple(choices.items()) if isinstance(choices, Mapping) else (),
    )
    if callable(default):
        return dataclasses.field(default_factory=default, metadata={_ABOUT: told})
    return dataclasses.field(default=default, metadata={_ABOUT: told})


def again(
    kind: type, name: str, default: Any, *, when: Mapping[str, Sequence[Any]] | None = None
) -> Any:
    """The field `name` of another section, that describes itself as there, with another default;
    where that depends on neighbours here, `when` says on which.
    """
    (found,) = (field for field in dataclasses.fields(kind) if field.name == name)
    told = about(found) if when is None else dataclasses.replace(about(found), when=_when(when))
    return dataclasses.field(default=default, metadata={_ABOUT: told})


def _when(asked: Mapping[str, Sequence[Any]] | None) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    return tuple((name, tuple(values)) for name, values in (asked or {}).items())


def about(field: dataclasses.Field[Any]) -> About:
    """What a field says of itself; a field that says nothing is titled by its name."""
    told: About = field.metadata.get(_ABOUT, About(field.name.replace("_", " ").capitalize()))
    return told

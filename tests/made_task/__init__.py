"""A task for tests of settings: it is never trained.

Its section has one of every kind of setting, declared as any task's would be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.recipes.recipe import Recipe
from core.recipes.sections import Length, Optimiser
from core.settings import setting

HISTORY = ("step", "loss")


@dataclass(frozen=True)
class Oven:
    """How hot it is, and for how long."""

    heat: float = setting(1e-3, title="Heat", help="From below.", above=0, high=300)
    minutes: int = setting(20, title="Minutes", unit="min", low=1, high=90)
    fan: bool = setting(False, title="Fan")
    speed: float = setting(0.5, title="Speed of the fan", above=0, when={"fan": (True,)})
    rack: str = setting(
        "middle",
        title="Rack",
        choices={"low": "near the floor", "middle": "as books say", "high": "near the grill"},
    )
    net: str | None = setting(None, title="Network", choices="core.nets", advanced=True)
    dishes: tuple[str, ...] = setting((), title="Dishes", choices=("cake", "bread"))
    rates: tuple[float, ...] = setting((), title="Rates", low=0, below=1)
    rest: int | None = setting(None, title="Rest", unit="min", low=0)
    spices: dict[str, Any] = setting(dict, title="Spices")


@dataclass(frozen=True)
class Settings(Recipe):
    """What is asked of the oven."""

    task: str = "made"
    oven: Oven = field(default_factory=Oven)
    optimiser: Optimiser = field(default_factory=Optimiser)
    length: Length = field(default_factory=lambda: Length(epochs=1))

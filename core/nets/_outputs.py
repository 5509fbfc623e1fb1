"""What a net is built for as a rule: its standard outputs, where its file states them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nets._variant import Variant

USUAL = {"2 dimensions": {"dimension": 2}}
"""Of a net whose file states none."""


@dataclass(frozen=True)
class Outputs:
    """One of them, in a person's words: how many, and which variant of the net they stand upon."""

    name: str
    dimension: int
    variant: Variant


def stated_outputs(constants: dict[str, Any]) -> tuple[Outputs, ...]:
    """From `OUTPUTS` among the constants of a net's file: by name, what its `build` takes."""
    stated: dict[str, dict[str, Any]] = constants.get("OUTPUTS", USUAL)
    return tuple(_one(name, **asked) for name, asked in stated.items())


def _one(name: str, *, dimension: int, **variant: Any) -> Outputs:
    return Outputs(name, dimension, Variant(**variant))

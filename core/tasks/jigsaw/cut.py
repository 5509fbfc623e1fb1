"""How a picture is cut into nine tiles: sizes alone, light to import."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import BadRecipe

EDGE = 3
SMALLEST = 32
"""Pixels that a tile must measure at least, for the net's strides."""


@dataclass(frozen=True)
class Cut:
    """How a picture is cut, in pixels."""

    tile: int = 64
    """Edge of a tile."""
    gap: int = 0
    """What lies at least between two tiles that are neighbours."""
    jitter: int = 11
    """How far a tile may move within its cell, down and to the right of its first place."""

    def __post_init__(self) -> None:
        if self.tile < SMALLEST or self.gap < 0 or self.jitter < 0 or self.gap % 2:
            raise BadRecipe(
                f"cut needs a tile of {SMALLEST} pixels or more, an even gap and a jitter, neither "
                f"below 0, not {self.tile}, {self.gap} and {self.jitter}."
            )

    @property
    def cell(self) -> int:
        """Edge of a cell."""
        return self.tile + self.gap + self.jitter

    @property
    def side(self) -> int:
        """Edge of the picture."""
        return EDGE * self.cell

"""How a picture is cut into nine tiles: sizes alone, light to import."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import BadRecipe
from core.settings import setting

EDGE = 3
SMALLEST = 32
"""Pixels that a tile must measure at least, for the net's strides."""


@dataclass(frozen=True)
class Cut:
    """How a picture is cut, in pixels."""

    tile: int = setting(64, title="Tile", help="Side of a tile.", unit="pixels", low=SMALLEST)
    gap: int = setting(
        0,
        title="Gap",
        help="Least distance between two neighbouring tiles.",
        unit="pixels",
        low=0,
    )
    jitter: int = setting(
        11,
        title="Jitter",
        help="How far a tile may move within its cell, down and to the right of its first place.",
        unit="pixels",
        low=0,
    )

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

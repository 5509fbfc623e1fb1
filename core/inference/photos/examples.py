"""Photos of garments to try: twelve of the clothing set's test photos, on which no net trained.

Source: `examples/clothes/README.md`, CC0.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core import paths
from core.errors import UnknownName

FOLDER = paths.ROOT / "examples" / "clothes"


@dataclass(frozen=True)
class Example:
    """A photo, and what is on it."""

    title: str
    file: str
    garment: str
    """Its class, as the clothing set names it."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        return FOLDER / self.file


def example(title: str) -> Example:
    """The one called so; raises UnknownName, which lists them all."""
    if title not in EXAMPLES:
        raise UnknownName("example", title, EXAMPLES)
    return EXAMPLES[title]


EXAMPLES = {
    each.title: each
    for each in (
        Example("Shirt", "shirt.jpg", "shirt"),
        Example("Dress", "dress.jpg", "dress"),
        Example("Coat", "outwear.jpg", "outwear"),
        Example("Jumper", "longsleeve.jpg", "longsleeve"),
        Example("T-shirt", "t-shirt.jpg", "t-shirt"),
        Example("Skirt", "skirt.jpg", "skirt"),
        Example("Trousers", "pants.jpg", "pants"),
        Example("Shorts", "shorts.jpg", "shorts"),
        Example("Boots", "shoes.jpg", "shoes"),
        Example("Beanie", "hat.jpg", "hat"),
        Example("Bobble hat", "bobble-hat.jpg", "hat"),
        Example("Flip-flops", "flip-flops.jpg", "shoes"),
    )
}
"""The bobble hat is among those that the shipped net gets wrong."""
FIRST = "Shirt"

"""What may happen to a training batch. A file here is in the registry: its name is the name.

Each file defines `apply(images, generator) -> images` on float32 [n, c, h, w]; all its randomness
comes from the generator, so a resumed run sees the same pictures. What a recipe may say of it
stands in its `SETTINGS`, by the name in the recipe's section `data`; `apply` takes those by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.registry import entries, find

if TYPE_CHECKING:
    import torch

PACKAGE = "core.data.transforms"


def names() -> list[str]:
    """The transforms that a recipe may name."""
    return list(entries(PACKAGE))


def apply(
    chosen: Iterable[str], images: torch.Tensor, *, generator: torch.Generator, **settings: float
) -> torch.Tensor:
    """The batch after each chosen transform, as the settings say; raises UnknownName."""
    for name in chosen:
        entry = find(PACKAGE, "transform", name)
        asked = {
            key: settings[key] for key in entry.constants.get("SETTINGS", ()) if key in settings
        }
        images = entry.load().apply(images, generator, **asked)
    return images

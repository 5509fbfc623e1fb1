"""What may happen to a training batch. A file here is in the registry: its name is the name.

Each file defines `apply(images, generator) -> images` on float32 [n, c, h, w]; all its randomness
comes from the generator, so a resumed run sees the same pictures.
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
    chosen: Iterable[str], images: torch.Tensor, *, generator: torch.Generator
) -> torch.Tensor:
    """The batch after each chosen transform; raises UnknownName."""
    for name in chosen:
        images = find(PACKAGE, "transform", name).load().apply(images, generator)
    return images

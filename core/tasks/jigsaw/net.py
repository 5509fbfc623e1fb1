"""The Context-Free Network: nine branches with the same weights, each of which sees one tile.

The tiles meet only in the dense layers, so that the branch has to understand what is on a tile.
With the usual sizes and 1,000 permutations it has 46,644,072 weights.

Source: Noroozi and Favaro 2016, figure 3; report 002, figure 1
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.errors import BadRecipe
from core.nets._cfn_body import WIDTHS, cfn_body
from core.nets._exact_linear import ExactLinear
from core.tasks.jigsaw.permutations import TILES


class ContextFreeNet(nn.Module):
    """`body` and `fc6` see a tile, `fc7` and `fc8` all nine."""

    def __init__(
        self,
        permutations: int,
        *,
        tile: int = 64,
        width: float = 1.0,
        tile_features: int = 1024,
        hidden: int = 4096,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        self.body = cfn_body(scaled(width))
        with torch.no_grad():
            places = self.body(torch.zeros(1, 3, tile, tile)).numel()
        self.fc6 = nn.Sequential(
            nn.Flatten(), nn.Linear(places, tile_features), nn.ReLU(), nn.Dropout(dropout)
        )
        self.fc7 = nn.Sequential(
            nn.Linear(TILES * tile_features, hidden), nn.ReLU(), nn.Dropout(dropout)
        )
        self.fc8 = ExactLinear(hidden, permutations)

    def forward(self, tiles: Tensor) -> Tensor:
        """Map float [n, 9, 3, t, t] to float32 [n, permutations]."""
        scores: Tensor = self.orders(self.seen(tiles))
        return scores

    def seen(self, tiles: Tensor) -> Tensor:
        """What the branch makes of each tile alone: [n, 9, 3, t, t] to [n, 9, features]."""
        flat = tiles.flatten(0, 1).contiguous(memory_format=torch.channels_last)
        features: Tensor = self.fc6(self.body(flat))
        by_puzzle: Tensor = features.unflatten(0, (-1, TILES))  # type: ignore[no-untyped-call]
        return by_puzzle

    def orders(self, features: Tensor) -> Tensor:
        """Scores of the permutations from the tiles' features, place by place."""
        scores: Tensor = self.fc8(self.fc7(features.flatten(1)))
        return scores


def scaled(width: float) -> tuple[int, ...]:
    """Channels of the branch at a width factor: even numbers, for its groups."""
    if not 0 < width <= 4:
        raise BadRecipe(f"net.width must lie above 0 and be at most 4, not {width}.")
    return tuple(max(2, 2 * round(width * channels / 2)) for channels in WIDTHS)

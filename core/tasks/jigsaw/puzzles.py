"""Puzzles from pictures: what goes into the net at a step, and what it is asked at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.data.transforms import flip
from core.tasks.jigsaw.cut import Cut
from core.tasks.jigsaw.permutations import permutation_set
from core.tasks.jigsaw.pictures import Pile
from core.tasks.jigsaw.tiles import corners, cut_out, gray, standardised

LOOSE = 8
"""A picture is larger than the puzzle by one part in so many, and the puzzle is cut from it."""
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Puzzles:
    """Makes puzzles of one kind: how they are cut, and which orders there are."""

    cut: Cut
    permutations: int

    @property
    def orders(self) -> Tensor:
        """The orders: int64 [permutations, 9]."""
        return torch.from_numpy(permutation_set(self.permutations))

    @property
    def loose(self) -> int:
        """Edge of the pictures that puzzles are cut from."""
        return self.cut.side + self.cut.side // LOOSE

    def drawn(
        self,
        pile: Pile,
        numbers: Indices,
        *,
        colourless: float,
        orders: int,
        generator: torch.Generator,
        device: str = "cpu",
    ) -> tuple[Tensor, Tensor]:
        """Training puzzles: tiles in their right places [n, 9, 3, t, t], on `device`, and the
        numbers of the orders that they are asked in, int64 [n, orders], no two of a picture alike.

        Place, mirror image, jitter, colour and orders are drawn anew, by a generator of the CPU.
        """
        count = len(numbers)
        pictures = pile.take(numbers, self.loose, device=device)
        pictures = flip.apply(pictures, generator)
        pictures = gray(pictures, torch.rand(count, generator=generator) < colourless)
        room = self.loose - self.cut.side + 1
        start = torch.randint(room, (count, 1, 2), generator=generator)
        places = start + corners(count, self.cut, generator=generator)
        drawn = torch.rand(count, self.permutations, generator=generator).argsort(1)
        tiles = standardised(cut_out(pictures, places, tile=self.cut.tile))
        return tiles, drawn[:, :orders]

    def plain(self, pile: Pile, numbers: Indices, *, device: str = "cpu") -> Tensor:
        """Tiles in their right places, from the middle of everything: [n, 9, 3, t, t]."""
        pictures = pile.take(numbers, self.loose, device=device)
        places = corners(len(numbers), self.cut) + (self.loose - self.cut.side) // 2
        return standardised(cut_out(pictures, places, tile=self.cut.tile))

"""From a picture to nine tiles and back.

The picture is a square of three by three cells, and each tile lies within its cell with half a gap
around it: tiles never touch, so that no net can match their edges.

Source: Noroozi and Favaro 2016, section 3.2 (gaps, jitter, tiles normalised one by one)
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.tasks.jigsaw.cut import EDGE, Cut
from core.tasks.jigsaw.permutations import TILES

FLAT = 1e-3
"""Added to a tile's deviation: a flat tile stays flat."""


def corners(count: int, cut: Cut, *, generator: torch.Generator | None = None) -> Tensor:
    """Row and column of the top left corner of every tile: int64 [count, 9, 2].

    Each at random within its cell, or in the middle of it without a generator.
    """
    cells = torch.cartesian_prod(torch.arange(EDGE), torch.arange(EDGE)) * cut.cell
    if generator is None:
        moved = torch.full((count, TILES, 2), cut.jitter // 2)
    else:
        moved = torch.randint(cut.jitter + 1, (count, TILES, 2), generator=generator)
    return cells + cut.gap // 2 + moved


def cut_out(pictures: Tensor, places: Tensor, *, tile: int) -> Tensor:
    """Tiles of [n, c, side, side] at corners [n, 9, 2]: [n, 9, c, tile, tile]."""
    places = places.to(pictures.device)
    along = torch.arange(tile, device=pictures.device)
    rows = (places[..., 0, None] + along)[:, :, :, None]
    columns = (places[..., 1, None] + along)[:, :, None, :]
    which = torch.arange(len(pictures))[:, None, None, None]
    tiles: Tensor = pictures.permute(0, 2, 3, 1)[which, rows, columns]
    return tiles.movedim(-1, 2)


def standardised(tiles: Tensor) -> Tensor:
    """Each channel of each tile [..., h, w] with mean 0 and deviation 1: only shapes are left."""
    centred = tiles - tiles.mean((-2, -1), keepdim=True)
    deviation = centred.square().mean((-2, -1), keepdim=True).sqrt()
    return centred / (deviation + FLAT)


def gray(pictures: Tensor, which: Tensor) -> Tensor:
    """Pictures [n, 3, h, w] of which those where bool [n] `which` holds lose their colour."""
    shades = pictures.mean(1, keepdim=True).expand_as(pictures)
    return torch.where(which[:, None, None, None].to(pictures.device), shades, pictures)


def shuffled(tiles: Tensor, orders: Tensor) -> Tensor:
    """Place k of [n, 9, ...] gets tile orders[k]: the same shape; `orders` is int64 [n, 9]."""
    return tiles[torch.arange(len(tiles))[:, None], orders]

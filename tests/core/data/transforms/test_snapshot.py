"""Shop pictures made to look like snapshots."""

from __future__ import annotations

import torch

from core.data.transforms.snapshot import CLOTH, apply

SIDE = 28


def batch(count: int, *, rows: slice, columns: slice) -> torch.Tensor:
    """A light rectangle on black: float32 [count, 1, 28, 28], black below zero."""
    images = torch.full((count, 1, SIDE, SIDE), -0.8)
    images[:, :, rows, columns] = 1.2
    return images


def lit(images: torch.Tensor) -> torch.Tensor:
    """Where there is cloth: bool [n, 28, 28]."""
    low = images.amin((1, 2, 3), keepdim=True)
    return ((images - low) / 2.0 > CLOTH)[:, 0]


def test_it_fills_the_square_again_and_leaves_black_round_it() -> None:
    images = batch(64, rows=slice(4, 24), columns=slice(10, 18))
    cloth = lit(apply(images, torch.Generator().manual_seed(0)))
    long = torch.maximum(cloth.any(2).sum(1), cloth.any(1).sum(1))
    assert (long >= SIDE - 8).float().mean() > 0.9  # a part is missing from some
    assert cloth.float().mean() < 0.8


def test_half_of_what_is_low_and_wide_becomes_a_pair() -> None:
    images = batch(200, rows=slice(12, 18), columns=slice(0, 28))
    cloth = lit(apply(images, torch.Generator().manual_seed(1)))
    high, wide = cloth.any(2).sum(1), cloth.any(1).sum(1)
    upright = (high > wide * 0.9).float().mean()
    assert 0.3 < upright < 0.7


def test_an_empty_picture_stays_empty_and_each_draw_differs() -> None:
    images = batch(8, rows=slice(4, 24), columns=slice(8, 20))
    images[0] = -0.8
    made = apply(images, torch.Generator().manual_seed(2))
    assert torch.isfinite(made).all()
    assert (made[0] == made[0].min()).float().mean() > 0.95
    assert not torch.equal(made[1], made[2])

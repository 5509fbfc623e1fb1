"""Tiles lie apart, lose what would give them away, and come back."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadRecipe
from core.inference.puzzle.board import assembled
from core.tasks.jigsaw.cut import EDGE, Cut
from core.tasks.jigsaw.permutations import permutation_set
from core.tasks.jigsaw.tiles import (
    corners,
    cut_out,
    gray,
    shuffled,
    standardised,
)

CUTS = st.builds(
    Cut,
    tile=st.integers(32, 70),
    gap=st.integers(0, 6).map(lambda n: 2 * n),
    jitter=st.integers(0, 9),
)


@given(CUTS, st.integers(0, 2**31))
def test_tiles_never_overlap_the_gap(cut: Cut, seed: int) -> None:
    places = corners(5, cut, generator=torch.Generator().manual_seed(seed))
    assert places.min() >= 0
    assert places.max() + cut.tile <= cut.side
    grid = places.unflatten(1, (EDGE, EDGE))
    below = grid[:, 1:, :, 0] - grid[:, :-1, :, 0] - cut.tile
    beside = grid[:, :, 1:, 1] - grid[:, :, :-1, 1] - cut.tile
    assert below.min() >= cut.gap
    assert beside.min() >= cut.gap


@given(CUTS)
def test_without_a_generator_every_tile_lies_in_the_middle_of_its_cell(cut: Cut) -> None:
    places = corners(1, cut)[0]
    assert (places % cut.cell == cut.gap // 2 + cut.jitter // 2).all()


def test_jitter_reaches_both_ends() -> None:
    cut = Cut(tile=32, gap=2, jitter=3)
    places = corners(200, cut, generator=torch.Generator().manual_seed(0)) % cut.cell
    assert (places.min(), places.max()) == (1, 4)


def test_tiles_are_the_picture_at_their_corners() -> None:
    cut = Cut(tile=32, gap=4, jitter=5)
    picture = torch.rand(2, 3, cut.side, cut.side)
    places = corners(2, cut, generator=torch.Generator().manual_seed(1))
    tiles = cut_out(picture, places, tile=cut.tile)
    assert tiles.shape == (2, 9, 3, 32, 32)
    row, column = places[1, 5].tolist()
    assert torch.equal(tiles[1, 5], picture[1, :, row : row + 32, column : column + 32])


@given(st.integers(0, 63), st.integers(0, 63))
def test_shuffling_and_restoring_is_the_identity(first: int, second: int) -> None:
    orders = torch.from_numpy(permutation_set(64))[[first, second]]
    tiles = torch.arange(2 * 9 * 4).reshape(2, 9, 4)
    assert torch.equal(shuffled(shuffled(tiles, orders), orders.argsort(-1)), tiles)
    assert torch.equal(shuffled(tiles, orders)[0, 4], tiles[0, orders[0, 4]])


def test_a_tile_keeps_its_shapes_alone() -> None:
    tiles = torch.rand(1, 9, 3, 32, 32)
    tinted = tiles * torch.tensor([0.5, 2.0, 1.0])[:, None, None] + 0.3
    assert torch.allclose(standardised(tiles), standardised(tinted), atol=0.02)
    flat = standardised(torch.full((1, 9, 3, 32, 32), 0.7))
    assert torch.isfinite(flat).all()
    assert flat.abs().max() < 1e-3


def test_some_pictures_lose_their_colour() -> None:
    pictures = torch.rand(3, 3, 8, 8)
    seen = gray(pictures, torch.tensor([True, False, True]))
    assert torch.equal(seen[1], pictures[1])
    assert torch.equal(seen[0, 0], seen[0, 2])
    assert torch.allclose(seen[0, 1], pictures[0].mean(0))


def test_assembled_tiles_are_a_picture() -> None:
    tiles = np.stack([np.full((4, 4, 3), 10 * n, np.uint8) for n in range(9)])
    picture = assembled(tiles, gap=2, paper=255)
    assert picture.shape == (20, 20, 3)
    assert picture[2, 2, 0] == 0
    assert picture[8, 14, 0] == 50
    assert (picture[:2] == 255).all()
    assert (picture[:, 6:8] == 255).all()


@pytest.mark.parametrize("wrong", [{"tile": 16}, {"gap": -2}, {"gap": 3}, {"jitter": -1}])
def test_a_cut_that_cannot_be_made(wrong: dict[str, int]) -> None:
    with pytest.raises(BadRecipe, match="cut needs a tile of 32 pixels"):
        Cut(**{"tile": 40, "gap": 2, "jitter": 2, **wrong})

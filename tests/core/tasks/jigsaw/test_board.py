"""Tiles on the table: how they are cut for people, which are right, how they go home."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from core.errors import EmbedscopeError, UnknownName
from core.inference.puzzle.board import (
    SOLVED,
    board_of,
    exchanges,
    is_taught,
    other_order,
    taught_order,
)
from core.inference.puzzle.examples import EXAMPLES, example
from core.tasks.jigsaw.cut import Cut
from core.tasks.jigsaw.permutations import permutation_set

ORDER = (3, 0, 2, 1, 8, 5, 7, 6, 4)
CUT = Cut(tile=32, gap=2, jitter=4)


def numbered() -> Image.Image:
    """Wider than high; the middle square's nine fields have the values 10, 30, ..., 170."""
    fields = np.arange(10, 190, 20, dtype=np.uint8).reshape(3, 3).repeat(100, 0).repeat(100, 1)
    picture = np.pad(fields, ((0, 0), (60, 60)))
    return Image.fromarray(picture).convert("RGB")


@pytest.fixture
def board():
    seen = np.arange(9, dtype=np.uint8)[:, None, None, None].repeat(3, 3)
    return board_of(numbered(), seen, CUT)


def test_tiles_for_people_are_those_of_the_middle_square(board):
    assert board.shown.shape == (9, 128, 128, 3)
    assert board.square.shape == (4 * CUT.side, 4 * CUT.side, 3)
    assert board.shown.mean((1, 2, 3)) == pytest.approx(np.arange(10, 190, 20), abs=0.6)


def test_people_see_what_the_net_sees():
    """The same parts of the picture, whether a solver cuts it or we do."""
    from core.inference.puzzle.solve import Solver

    photo = example("Landscape")
    bare = Solver.__new__(Solver)
    bare.cut = CUT
    seen = bare.tiles(np.asarray(photo))
    board = board_of(photo, seen, CUT)
    small = [np.asarray(Image.fromarray(tile).resize((32, 32))) for tile in board.shown]
    assert np.abs(np.stack(small).astype(int) - seen).mean() < 4


def test_right_restores_the_picture(board):
    shuffled = board.arranged(ORDER)
    assert shuffled.lying()[:, 0, 0, 0].tolist() == list(ORDER)
    assert all(shuffled.right(ORDER))
    assert np.array_equal(shuffled.restored(ORDER), board.shown)
    swapped = (0, 3, *ORDER[2:])
    assert shuffled.right(swapped) == (False, False, *(True,) * 7)


def test_twins_may_take_each_others_place(board):
    board.seen[3] = board.seen[0]
    assert all(board.arranged(ORDER).right((0, 3, *ORDER[2:])))


@pytest.mark.parametrize("order", [[], [0] * 9, [*range(8)], [*range(1, 10)]])
def test_no_order(board, order):
    with pytest.raises(EmbedscopeError, match="each of the tiles"):
        board.arranged(order)


@pytest.mark.parametrize("count", [2, 64, 1512])
def test_drawn_orders_are_taught_or_are_not(count):
    orders, draw = permutation_set(count), np.random.default_rng(0)
    for _ in range(30):
        taught = taught_order(orders, draw)
        assert is_taught(orders, taught)
        assert taught != SOLVED
        other = other_order(orders, draw)
        assert sorted(other) == list(SOLVED)
        assert not is_taught(orders, other)


def test_the_surest_tile_goes_first_and_all_arrive():
    draw = np.random.default_rng(1)
    for _ in range(50):
        places = tuple(map(int, draw.permutation(9)))
        sure = draw.random(9)
        steps = exchanges(places, sure)
        assert steps[0] == SOLVED
        assert steps[-1] == places
        assert len(steps) <= 9
        for before, after in pairwise(steps):
            assert sum(a != b for a, b in zip(before, after, strict=True)) == 2
        moving = [tile for tile in np.argsort(-sure) if places[tile] != tile]
        if moving:
            assert steps[1][moving[0]] == places[moving[0]]


def test_nothing_moves_in_a_solved_picture():
    assert exchanges(SOLVED, [0.5] * 9) == [SOLVED]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_pictures(name):
    picture = example(name)
    assert picture.mode == "RGB"
    assert min(picture.size) >= 400
    assert np.asarray(picture).std() > 20


def test_an_unknown_example_lists_the_others():
    with pytest.raises(UnknownName, match="Landscape"):
        example("Lena")

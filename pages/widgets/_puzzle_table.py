"""What lies on the Puzzle widget's table, and what a net makes of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import EmbedscopeError
from core.inference.puzzle.board import SOLVED, Board, board_of, is_taught, taught_order
from pages.widgets._html import refused
from pages.widgets._puzzle_board import board_html
from pages.widgets._puzzle_html import Solved, order_words
from pages.widgets._puzzle_nets import net

if TYPE_CHECKING:
    from PIL import Image

    from core.inference.puzzle.solve import Solver

HINT = (
    "<p class='hint'><b>Shuffle</b> draws an order that the net was taught, <b>Any order</b> one "
    "that it was not. Or click one tile, then another, to swap them (on the keyboard: arrows and "
    "Enter).</p>"
)


@dataclass(frozen=True, eq=False)
class Kept:
    """What a tab remembers: the photo, and its tiles as they lie."""

    photo: Image.Image | None = None
    board: Board | None = None


def laid_anew(photo: Image.Image, name: str | None) -> tuple[Kept, str, str, str]:
    """A photo's tiles in an order that the net was taught."""
    try:
        solver = net(name)
        board = cut_up(photo, solver)
        shuffled = board.arranged(taught_order(solver.orders, np.random.default_rng()))
    except EmbedscopeError as error:
        return Kept(), "", "", refused(str(error))
    return laid(Kept(photo, shuffled), solver)


def cut_up(photo: Image.Image, solver: Solver) -> Board:
    """The tiles of a photo, as this net cuts them, in their places."""
    return board_of(photo, solver.tiles(np.asarray(photo)), solver.cut)


def laid(kept: Kept, solver: Solver) -> tuple[Kept, str, str, str]:
    """What to remember, the board, whether its order was taught, and no result yet."""
    assert kept.board is not None
    return kept, board_html(kept.board), words_of(kept.board, solver), ""


def words_of(board: Board, solver: Solver) -> str:
    """Whether the tiles lie in an order that the net was taught, and what one can do."""
    taught = is_taught(solver.orders, board.order)
    said = order_words(len(solver.orders), taught=taught)
    if board.order == SOLVED:
        said += " It is the solved one."
    return f"<p data-testid='order' aria-live='polite'>{said}</p>{HINT}"


def put_back(board: Board, solver: Solver) -> Solved:
    """Have the net solve it, and time it."""
    began = time.perf_counter()
    solution = solver.solve(board.lying())
    ms = 1000 * (time.perf_counter() - began)
    taught = is_taught(solver.orders, board.order)
    return Solved(board, solution, orders=len(solver.orders), taught=taught, ms=ms)

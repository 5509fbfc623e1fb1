"""What lies on the Puzzle widget's table, and what a net makes of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from core.errors import EmbedscopeError
from core.inference.puzzle.board import SOLVED, Board, is_taught, taught_order
from core.inference.puzzle.cases import Cases, cases, cut_up, why_wrong
from core.inference.puzzle.examples import EXAMPLES, example
from pages.widgets._html import refused
from pages.widgets._puzzle_board import board_html
from pages.widgets._puzzle_html import Solved, order_words, solved_html
from pages.widgets._puzzle_nets import net

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from core.inference.puzzle.solve import Solver

HINT = (
    "<p class='hint'><b>Shuffle</b>: an order the net was taught; <b>Any order</b>: one it was "
    "not. To swap two tiles, <span class='mouse'>click</span><span class='touch'>tap</span> "
    "both<span class='mouse'> (keyboard: arrows and Enter)</span>.</p>"
)


@dataclass(frozen=True, eq=False)
class Kept:
    """What a visit remembers: the picture, its tiles as they lie, and whether they were solved."""

    photo: Image.Image | None = None
    board: Board | None = None
    solved: bool = False

    def bytes(self) -> int:
        """About how much memory it takes."""
        photo = 0 if self.photo is None else 3 * self.photo.width * self.photo.height
        board = self.board
        return photo + (
            0 if board is None else board.seen.nbytes + board.shown.nbytes + board.square.nbytes
        )


def shuffled(photo: Image.Image, name: str | None) -> Kept:
    """A photo's tiles in an order that the net was taught; raises EmbedscopeError."""
    solver = net(name)
    order = taught_order(solver.orders, np.random.default_rng())
    return Kept(photo, cut_up(photo, solver).arranged(order))


def in_order(photo: Image.Image, order: Sequence[int], name: str | None) -> Kept:
    """A photo's tiles in that order, to be solved; raises EmbedscopeError."""
    return Kept(photo, cut_up(photo, net(name)).arranged(order), solved=True)


def drawn(kept: Kept, name: str | None) -> tuple[str, str, str]:
    """The board, whether its order was taught, and the net's answer, where it was asked."""
    assert kept.board is not None
    try:
        solver = net(name)
        answer = solved_html(put_back(kept.board, solver)) if kept.solved else ""
    except EmbedscopeError as error:
        return "", "", refused(str(error))
    return board_html(kept.board), words_of(kept.board, solver), answer


@lru_cache(maxsize=4)
def cases_of(solver: Solver) -> Cases:
    """The pictures to begin with: one that the net solves and one that it fails."""
    return cases(solver, ((name, partial(example, name)) for name in EXAMPLES))


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
    why = why_wrong(board, solution, solver, taught=taught)
    return Solved(board, solution, orders=len(solver.orders), taught=taught, ms=ms, why=why)

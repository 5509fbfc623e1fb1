"""Two puzzles to begin with, by a rule: one that a net solves and one that it fails, and why.

Neither is chosen by hand. The pictures are gone through in a fixed order, each in the first orders
that the net was taught, until one is solved wholly and one is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.inference.puzzle.board import Board, Order, board_of
from core.inference.puzzle.solve import Solution, Solver
from core.metrics.decimal import decimal
from core.tasks.jigsaw.permutations import TILES

TRIED = 2
"""Orders in which each picture is tried."""
PLAIN = 12.0
"""Standard deviation of a tile's brightness, 0 to 255, below which hardly anything is on it."""

ALIKE = 0.02
"""Trusts that differ by less are the same."""


@dataclass(frozen=True)
class Case:
    """A picture, by name, in an order."""

    picture: str
    order: Order


@dataclass(frozen=True)
class Cases:
    """One that is solved and one that is not; None where the rule finds none."""

    solved: Case | None = None
    failed: Case | None = None


def cases(solver: Solver, pictures: Iterable[tuple[str, Callable[[], Image.Image]]]) -> Cases:
    """The first of the pictures and orders that the net solves, and the first that it does not."""
    found = Cases()
    for name, picture in pictures:
        board = cut_up(picture(), solver)
        for order in _tried(solver):
            case = Case(name, order)
            solution = solver.solve(board.arranged(case.order).lying())
            if all(board.arranged(case.order).right(solution.places)):
                found = Cases(found.solved or case, found.failed)
            else:
                found = Cases(found.solved, found.failed or case)
            if found.solved and found.failed:
                return found
    return found


def _tried(solver: Solver) -> list[Order]:
    """The first orders that the net was taught in which no tile lies in its own place."""
    moved = solver.orders[(solver.orders != np.arange(TILES)).all(1)]
    chosen = moved if len(moved) else solver.orders[1:]
    return [tuple(map(int, order)) for order in chosen[:TRIED]]


def cut_up(photo: Image.Image, solver: Solver) -> Board:
    """The tiles of a photo, as this net cuts them, in their places."""
    return board_of(photo, solver.tiles(np.asarray(photo)), solver.cut)


def why_wrong(board: Board, solution: Solution, solver: Solver, *, taught: bool) -> str:
    """In a few sentences, why tiles went to wrong places; "" where none did.

    What the net was taught, how sure it is of its own picture and of the right one, and how much
    is on the tiles.
    """
    if all(board.right(solution.places)):
        return ""
    own, right = solver.trust(board.lying(), (solution.places, board.order))
    first = solution.guesses[0] if solution.guesses else None
    if first is not None and all(board.right(first.order)):
        begun = (
            f"Its first guess ({decimal(first.probability)}) was right, but did not stand the "
            "test, so it searched on."
        )
    elif taught:
        begun = "It was taught this order and does not recognise it on this picture."
    else:
        begun = (
            f"It was taught {len(solver.orders):,} of 362,880 orders, and not this one: it can "
            "only search."
        )
    if abs(own - right) < ALIKE:
        trusted = f"It is as sure of its own picture ({decimal(own)}) as of the right one."
    elif own > right:
        trusted = (
            f"It is surer of its own picture ({decimal(own)}) than of the right one "
            f"({decimal(right)})."
        )
    else:
        trusted = (
            f"It would be surer of the right picture ({decimal(right)}) than of its own "
            f"({decimal(own)}), but the search, two tiles at a time, did not come upon it."
        )
    plain = int((board.seen.mean(-1).std((1, 2)) < PLAIN).sum())
    blank = f" Hardly anything is on {plain} of the 9 tiles." if plain > 1 else ""
    return f"{begun} {trusted}{blank}"

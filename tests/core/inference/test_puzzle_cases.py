"""The puzzles to begin with, chosen by a rule from what the shipped net makes of our pictures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from core.inference.puzzle.board import SOLVED, is_taught, other_order
from core.inference.puzzle.cases import Cases, cases, cut_up, why_wrong
from core.inference.puzzle.examples import EXAMPLES, example
from core.inference.puzzle.solve import Guess, Solution, Solver
from core.runs.find import find_run


@pytest.fixture(scope="module")
def solver() -> Solver:
    return Solver(find_run("jigsaw"))


@pytest.fixture(scope="module")
def found(solver: Solver) -> Cases:
    return cases(solver, [(name, partial(example, name)) for name in EXAMPLES])


def test_one_is_solved_and_one_is_not(solver: Solver, found: Cases):
    for case, wanted in ((found.solved, True), (found.failed, False)):
        assert case is not None
        board = cut_up(example(case.picture), solver).arranged(case.order)
        assert is_taught(solver.orders, case.order)
        assert all(a != b for a, b in zip(case.order, SOLVED, strict=True))  # well shuffled
        assert all(board.right(solver.solve(board.lying()).places)) == wanted


def test_pictures_that_it_solves_alone_leave_the_failed_one_empty(solver: Solver, found: Cases):
    assert found.solved is not None
    name = found.solved.picture
    only = cases(solver, [(name, partial(example, name))])
    assert (only.solved, only.failed) == (found.solved, None)


def test_why_it_fails_in_words(solver: Solver, found: Cases):
    assert found.failed is not None
    board = cut_up(example(found.failed.picture), solver).arranged(found.failed.order)
    solution = solver.solve(board.lying())
    why = why_wrong(board, solution, solver, taught=True)
    first = board.right(solution.guesses[0].order)
    assert ("Its first guess (.45) was right" in why) == all(first)
    missed = replace(solution, guesses=(Guess(solution.places, 0.9),))
    said = why_wrong(board, missed, solver, taught=True)
    assert "does not recognise it on this picture" in said
    own, right = solver.trust(board.lying(), (solution.places, board.order))
    assert ("surer of its own picture" in why) == (own > right + 0.02)
    untaught = board.arranged(other_order(solver.orders, np.random.default_rng(0)))
    said = why_wrong(untaught, solver.solve(untaught.lying()), solver, taught=False)
    assert "100 of 362,880 orders, and not this one" in said


def test_there_is_no_reason_where_all_is_right(solver: Solver, found: Cases):
    assert found.solved is not None
    board = cut_up(example(found.solved.picture), solver).arranged(found.solved.order)
    right = Solution((), board.order, (1.0,) * 9)
    assert why_wrong(board, right, solver, taught=True) == ""
    (trusted,) = solver.trust(board.lying(), (board.order,))
    assert trusted > 0.5

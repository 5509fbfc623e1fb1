"""The moving triplets: where the points lie, and what their losses are."""

from __future__ import annotations

import pytest

from pages.components.collapse import HARD, SEMI, _both

ANCHOR = (90, 80)


def loss(triplet: dict, margin: float) -> float:
    """The triplet loss of the drawn points, in margins."""
    to_positive = (triplet["positive"] - ANCHOR[0]) ** 2
    to_negative = (triplet["x"] - ANCHOR[0]) ** 2 + (triplet["y"] - ANCHOR[1]) ** 2
    return (to_positive - to_negative) / margin + 1


def test_the_bars_begin_at_the_loss_of_the_points_that_are_drawn() -> None:
    margin = 160**2 - 65**2 - 46**2  # so that the hardest begins at twice the margin
    assert loss(HARD, margin) == 2
    assert loss(SEMI, margin) == pytest.approx(0.5, abs=0.01)  # semi-hard: between 0 and 1
    assert _both().count("<svg") == 2
    assert "$" not in _both()

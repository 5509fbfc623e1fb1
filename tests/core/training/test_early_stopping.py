"""Early stopping against sequences worked out by hand."""

from __future__ import annotations

import math

import pytest

from core.training.early_stopping import EarlyStopping


def ends_after(losses: list[float], *, patience: int | None, min_delta: float = 0.0) -> int | None:
    """The epoch, from 1, after which training ends."""
    stopping = EarlyStopping(patience, min_delta)
    for epoch, loss in enumerate(losses, start=1):
        if stopping.ends(loss):
            return epoch
    return None


@pytest.mark.parametrize(
    ("losses", "patience", "min_delta", "end"),
    [
        # report 002, last layer only: patience 5, min delta 1e-4; the best is the second epoch
        ([2.0, 1.5, 1.6, 1.5, 1.49995, 1.7, 1.6, 1.0], 5, 1e-4, 7),
        # each epoch is better, but by less than 1e-4 of the best: none of them counts
        ([1.0, 0.99995, 0.99992, 0.99991, 0.999905, 0.99990001], 5, 1e-4, 6),
        # ... until together they are better by more: the fourth starts the count anew
        ([1.0, 0.99995, 0.99992, 0.9998, 0.9998, 0.9998, 0.9998, 0.9998, 0.9998], 5, 1e-4, 9),
        # exactly the min delta is not more than it (binary fractions: no rounding)
        ([1.0, 0.75, 0.5], 1, 0.25, 2),
        # report 002, fine-tuning: patience 1, the first epoch that is not better ends it
        ([0.9, 0.8, 0.7, 0.71, 0.6], 1, 0.0, 4),
        ([0.9, 0.8, 0.7, 0.7, 0.6], 1, 0.0, 4),
        # a better epoch in between starts the count anew
        ([1.0, 1.1, 0.9, 1.0, 0.8, 0.9, 0.7], 2, 0.0, None),
        ([1.0, math.nan, math.nan], 2, 0.0, 3),
        ([1.0, 2.0, 3.0, 4.0, 5.0], None, 0.0, None),
    ],
)
def test_the_epoch_at_which_training_ends(
    losses: list[float], patience: int | None, min_delta: float, end: int | None
) -> None:
    assert ends_after(losses, patience=patience, min_delta=min_delta) == end

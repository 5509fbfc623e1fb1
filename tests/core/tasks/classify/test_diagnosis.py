"""Over-fitting in words, on curves drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.diagnosis.overfitting import overfitting
from core.metrics.metric import Metric
from core.tasks.classify.diagnosis import diagnosis

History = dict[str, np.ndarray]


def curves(training: list[float], validation: list[float]) -> History:
    """One row a training figure and one a validation figure, an epoch each, as a run logs them."""
    epochs = np.repeat(np.arange(1.0, len(training) + 1), 2)
    nothing = np.full(len(epochs), np.nan)
    loss, told = nothing.copy(), nothing.copy()
    loss[0::2], told[1::2] = training, validation
    return {
        "step": epochs * 10,
        "epoch": epochs,
        "loss": loss,
        "validation_loss": told,
        "lr": np.where(np.isnan(loss), np.nan, 0.01),
    }


def said(history: History, accuracy: float = 0.7, support: tuple[int, ...] = (100,) * 10) -> str:
    n = sum(support)
    wide = 1.96 * np.sqrt(accuracy * (1 - accuracy) / n)
    measured = Metric(accuracy, accuracy - wide, accuracy + wide, n)
    return diagnosis(history, accuracy=measured, train_accuracy=0.9, support=support)


def test_the_epoch_from_which_validation_rises_while_training_falls() -> None:
    history = curves([2, 1, 0.5, 0.2, 0.1], [2, 1.5, 1.4, 1.6, 1.8])
    found = overfitting(history)
    assert found is not None
    assert (found.epoch, found.lowest, found.last) == (3, 1.4, pytest.approx(1.7))
    assert said(history).startswith(
        "Over-fits: the validation loss rises from epoch 3 (1.400) to 1.700 while the training "
        "loss falls; accuracy .700 on 1,000 test images"
    )


@pytest.mark.parametrize(
    ("training", "validation"),
    [
        ([2, 1, 0.5, 0.4], [2, 1.5, 1.4, 1.3]),  # both fall
        ([2, 1, 0.5, 0.4], [2, 1.5, 1.4, 1.41]),  # no more than noise
        ([2, 1, 0.5, 0.4, 0.3], [2, 1.5, 1.42, 1.4, 1.44]),  # one look after the lowest
        ([5, 4, 3, 2, 1, 0.5], [2, 1.6, 1.4, 1.61, 1.6, 1.6]),  # one lucky look
        # up and down, as RMSProp's
        (list(range(10, 0, -1)), [2, 1.2, 1, 1.1, 0.95, 0.89, 0.91, 0.94, 1.09, 0.91]),
        ([2, 1, 1.5, 1.8], [2, 1.5, 1.7, 1.9]),  # both rise: no over-fitting, a rate too large
        ([2, 1], [1, 2]),  # too short to tell
    ],
)
def test_other_curves_are_not_called_so(training: list[float], validation: list[float]) -> None:
    history = curves(training, validation)
    assert overfitting(history) is None
    assert said(history).startswith("Learned: accuracy .700")


def test_a_loss_that_is_no_number_and_one_that_never_fell() -> None:
    broken = curves([2, 3, np.nan], [2, 3, np.nan])
    broken["lr"][:] = 0.01
    broken["loss"][-1] = np.nan
    assert said(broken).startswith("Diverged")
    assert said(curves([2.3] * 3, [2.3] * 3), accuracy=0.1).startswith("Learned nothing that shows")


@pytest.mark.parametrize(
    ("accuracy", "support", "verdict"),
    [
        (0.503, (77, 76), "Learned nothing that shows"),  # report 003's net from scratch
        (0.90, (90, 900), "Learned nothing that shows"),  # names the frequent class and no other
        (0.94, (90, 900), "Learned: "),
        (0.17, (1000,) * 10, "Learned next to nothing"),
        (0.03, (100,) * 100, "Learned: "),  # thrice what chance gives
        (0.7, (77, 76), "Learned: "),
    ],
)
def test_chance_and_the_most_frequent_class_are_what_it_is_held_against(
    accuracy: float, support: tuple[int, ...], verdict: str
) -> None:
    told = said(curves([2.3] * 3, [2.3] * 3), accuracy, support)
    assert told.startswith(verdict)
    if "nothing" in verdict:
        assert f"would reach {max(support) / sum(support):.3f}"[12:].lstrip("0") in told

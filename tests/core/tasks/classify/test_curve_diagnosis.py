"""Curves drawn by hand, read in words."""

from __future__ import annotations

import numpy as np
import pytest

from core.paths import ROOT
from core.runs.run import Run
from core.tasks.classify.curve_diagnosis import curve_diagnosis


def drawn(training: list[float], validation: list[float]) -> dict[str, np.ndarray]:
    """One row a training figure and one a validation figure, an epoch each."""
    epochs = np.repeat(np.arange(1.0, len(training) + 1), 2)
    nothing = np.full(len(epochs), np.nan)
    loss, told = nothing.copy(), nothing.copy()
    loss[0::2], told[1::2] = training, validation
    rising = np.linspace(0.5, 0.9, len(epochs))
    return {
        "step": epochs * 10,
        "epoch": epochs,
        "seconds": epochs,
        "loss": loss,
        "accuracy": np.where(np.isnan(loss), np.nan, rising),
        "validation_loss": told,
        "validation_accuracy": np.where(np.isnan(told), np.nan, rising / 2),
        "lr": np.where(np.isnan(loss), np.nan, 0.01),
    }


def test_over_fitting_is_called_out_with_its_numbers() -> None:
    said = curve_diagnosis(drawn([2, 1, 0.5, 0.2, 0.1], [2, 1.5, 1.4, 1.6, 1.8]))
    assert said.startswith(
        "Over-fits: the validation loss rises from epoch 3 (1.400) to 1.700, while the training "
        "loss falls from .500 to .100."
    )
    assert "Accuracy at the last epoch: training .856, validation .450 (.361 at epoch 3)." in said


@pytest.mark.parametrize(
    ("training", "validation", "expected"),
    [
        ([2, 1, 0.5, 0.4], [2, 1.5, 1.4, 1.3], "(1.300) at epoch 4 of 4: it was still falling"),
        ([2, 1, 0.5, 0.4], [2, 1.4, 1.41, 1.42], "(1.400) at epoch 2 of 4 and stays within 2%"),
        ([5, 4, 3, 2, 1, 0.5], [2, 1.6, 1.4, 1.61, 1.6, 1.6], "epoch 3 of 6, by chance: it goes"),
        ([2, 1, 1.5, 1.8], [2, 1.5, 1.7, 1.9], "and 1.800 at the end, but the training loss has"),
    ],
)
def test_other_curves(training, validation, expected) -> None:
    said = curve_diagnosis(drawn(training, validation))
    assert expected in said
    assert "Over-fits" not in said


def test_runs_without_validation_and_runs_that_have_hardly_begun() -> None:
    history = drawn([2, 1], [2, 1])
    assert "Too few epochs so far, so over-fitting cannot be judged" in curve_diagnosis(history)
    history["validation_loss"][:] = np.nan
    assert "from 2 to 1. No validation loss was measured" in curve_diagnosis(history)
    assert "Nothing to report yet" in curve_diagnosis({key: v[:0] for key, v in history.items()})
    broken = drawn([2, 3, np.nan], [2, 3, np.nan])
    broken["lr"][:] = 0.01
    broken["loss"][-1] = np.nan
    assert curve_diagnosis(broken).startswith("Diverged")


def test_the_shipped_net_that_over_fits_and_an_embedding() -> None:
    base = curve_diagnosis(Run(ROOT / "checkpoints/base-net").history())
    assert base.startswith("Over-fits: the validation loss rises from epoch 16 (1.702)")
    assert "No validation loss" in curve_diagnosis(Run(ROOT / "checkpoints/light-2d").history())

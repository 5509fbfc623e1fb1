"""What became of a classifier, in words: how far it got, and whether it over-fits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.diagnosis.overfitting import overfitting
from core.metrics.decimal import decimal


def diagnosis(
    history: dict[str, NDArray[np.float64]],
    *,
    accuracy: float,
    train_accuracy: float,
    classes: int,
    test: int,
) -> str:
    """One or two sentences: accuracies are shares of the test and the training images."""
    logged = history["loss"][~np.isnan(history["lr"])]
    if not len(logged) or not np.isfinite(logged[-1]):
        return "Diverged: the loss is no longer a number. Try a smaller learning rate."
    said = (
        f"accuracy {decimal(accuracy, 3)} on {test:,} test images, {decimal(train_accuracy, 3)} on "
        "the training images"
    )
    if accuracy < 2 / classes and classes > 2:
        return f"Learned next to nothing: {said}. Try another learning rate or more epochs."
    found = overfitting(history)
    if found is not None:
        return (
            f"Over-fits: the validation loss rises from epoch {found.epoch:.0f} "
            f"({decimal(found.lowest, 3)}) to {decimal(found.last, 3)} while the training loss "
            f"falls; {said}. Try augmentation, dropout, or keep: best."
        )
    return f"Learned: {said}."

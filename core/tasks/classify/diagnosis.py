"""What became of a classifier, in words: how far it got, and whether it over-fits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.diagnosis.learning_rate import what_to_try
from core.diagnosis.overfitting import overfitting
from core.metrics.decimal import decimal
from core.metrics.metric import Metric


def diagnosis(
    history: dict[str, NDArray[np.float64]],
    *,
    accuracy: Metric,
    train_accuracy: float,
    support: Sequence[int],
) -> str:
    """One or two sentences: accuracies are shares of the test and the training images; `support` is
    how many test images each class has.

    What always naming the most frequent class would reach is nothing learned: no better than that
    within the 95 % interval, or not twice it (a tenth of the way to 1, where twice is too much).
    """
    logged = history["loss"][~np.isnan(history["lr"])]
    if not len(logged) or not np.isfinite(logged[-1]):
        return "Diverged: the loss is no longer a number. Try a smaller learning rate."
    reached = accuracy.value or 0.0
    said = (
        f"accuracy {decimal(reached, 3)} on {sum(support):,} test images, "
        f"{decimal(train_accuracy, 3)} on the training images"
    )
    bare = max(support) / max(sum(support), 1)
    if (accuracy.low or 0.0) <= bare:
        return (
            f"Learned nothing that shows: {said}; always naming the most frequent class would "
            f"reach {decimal(bare, 3)}. {what_to_try(history['loss'])}"
        )
    if reached < min(2 * bare, bare + (1 - bare) / 10):
        return (
            f"Learned next to nothing: {said}; always naming the most frequent class would reach "
            f"{decimal(bare, 3)}. {what_to_try(history['loss'])}"
        )
    found = overfitting(history)
    if found is not None:
        return (
            f"Over-fits: the validation loss rises from epoch {found.epoch:.0f} "
            f"({decimal(found.lowest, 3)}) to {decimal(found.last, 3)} while the training loss "
            f"falls; {said}. Try augmentation, dropout, or keep: best."
        )
    return f"Learned: {said}."

"""What became of a classifier, in words: how far it got, and whether it over-fits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.diagnosis.learned import not_learned
from core.diagnosis.learning_rate import what_to_try
from core.diagnosis.overfitting import overfitting
from core.metrics.decimal import decimal
from core.metrics.metric import Metric
from core.runs.card import RunCard
from core.runs.run import Run


def verdict(run: Run, card: RunCard) -> str:
    """What its card says of a finished run."""
    return diagnosis(
        run.history(),
        accuracy=card.metric("test/accuracy"),
        train_accuracy=card.value("train/accuracy") or 0.0,
        support=[sum(row) for row in card.confusion["test"]],
    )


def diagnosis(
    history: dict[str, NDArray[np.float64]],
    *,
    accuracy: Metric,
    train_accuracy: float,
    support: Sequence[int],
) -> str:
    """One or two sentences: accuracies are shares of the test and the training images; `support` is
    how many test images each class has.
    """
    logged = history["loss"][~np.isnan(history["lr"])]
    if not len(logged) or not np.isfinite(logged[-1]):
        return "Diverged: the loss is no longer a number. Try a smaller learning rate."
    reached = accuracy.value or 0.0
    said = (
        f"accuracy {decimal(reached, 3)} on {sum(support):,} test images, "
        f"{decimal(train_accuracy, 3)} on the training images"
    )
    if failed := not_learned(accuracy, support):
        how, against = failed
        return f"{how}: {said}; {against}. {what_to_try(history['loss'])}"
    found = overfitting(history)
    if found is not None:
        return (
            f"Over-fits: the validation loss rises from epoch {found.epoch:.0f} "
            f"({decimal(found.lowest, 3)}) to {decimal(found.last, 3)} while the training loss "
            f"falls; {said}. Try augmentation, dropout, or keep: best."
        )
    return f"Learned: {said}."

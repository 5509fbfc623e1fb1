"""A run's curves read in words: where it was best, whether it over-fits, whether it was cut short.

The numbers are those of the curves; the rule for over-fitting is `core.diagnosis.overfitting`'s.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.diagnosis.overfitting import RISEN, overfitting
from core.metrics.decimal import decimal
from core.runs.curves import ACCURACY, LOSS, TRAIN, VALIDATION, Best, Curve, best_of, curves_of

SHORT = 0.05
"""A lowest validation loss in the last twentieth of a run means that it was still learning."""
History = dict[str, NDArray[np.float64]]


def curve_diagnosis(history: History) -> str:
    """One to three sentences on a history of any task."""
    curves = {(curve.quantity, curve.split): curve for curve in curves_of(history)}
    loss, best = curves.get((LOSS, TRAIN)), best_of(history)
    if loss is None:
        return "Nothing to report yet: no training loss was logged."
    if not np.isfinite(_last_logged(history)):
        return "Diverged: the loss is no longer a number. Try a smaller learning rate."
    if best is None or len(curves[LOSS, VALIDATION].value) < 3:
        fell = f"The training loss went from {loss.value[0]:.3g} to {loss.value[-1]:.3g}."
        missing = "No validation loss was measured" if best is None else "Too few epochs so far"
        return f"{fell} {missing}, so over-fitting cannot be judged."
    return " ".join(
        [_validation(history, loss, curves[LOSS, VALIDATION]), _gap(curves, best)]
    ).strip()


def _validation(history: History, loss: Curve, validation: Curve) -> str:
    best, found = best_of(history), overfitting(history)
    assert best is not None
    if found is not None:
        before = loss.value[loss.epoch <= found.epoch]
        return (
            f"Over-fits: the validation loss rises from epoch {found.epoch:.0f} "
            f"({decimal(found.lowest, 3)}) to {decimal(found.last, 3)}, while the training loss "
            f"falls from {decimal(before[-1], 3)} to {decimal(loss.value[-1], 3)}."
        )
    last = validation.epoch[-1]
    lowest = f"The validation loss is lowest ({decimal(best.loss, 3)})"
    at = f"{lowest} at epoch {best.epoch:.0f} of {last:.0f}"
    if best.epoch >= last * (1 - SHORT):
        return f"{at}: it was still falling."
    after = float(validation.value[validation.epoch > best.epoch][-3:].mean())
    if after <= best.loss * (1 + RISEN):
        return f"{at} and stays within {RISEN:.0%} of that."
    before = loss.value[loss.epoch <= best.epoch]
    if len(before) and loss.value[-1] < before[-1]:
        return f"{at}, by chance: it goes up and down, last about {decimal(after, 3)}."
    return (
        f"{at} and {decimal(after, 3)} at the end, but the training loss has not fallen since: no "
        "over-fitting. Try a smaller learning rate."
    )


def _gap(curves: dict[tuple[str, str], Curve], best: Best) -> str:
    seen, unseen = curves.get((ACCURACY, TRAIN)), curves.get((ACCURACY, VALIDATION))
    if seen is None or unseen is None:
        return ""
    there = (
        "" if best.accuracy is None else f" ({decimal(best.accuracy, 3)} at epoch {best.epoch:.0f})"
    )
    return (
        f"Accuracy at the last epoch: training {decimal(seen.value[-1], 3)}, validation "
        f"{decimal(unseen.value[-1], 3)}{there}."
    )


def _last_logged(history: History) -> float:
    taken = history["loss"][~np.isnan(history["lr"])] if "lr" in history else history["loss"]
    return float(taken[-1]) if len(taken) else float("nan")

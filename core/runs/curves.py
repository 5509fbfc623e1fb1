"""A run's learning curves, whatever it was trained for: loss, accuracy and learning rate.

The loss of triplets is compared as a share of the margin: a loss of .001 is a collapse at a margin
of .001 and a triumph at 1.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from core.csv_text import Table
from core.errors import UnknownName

History = Mapping[str, NDArray[np.float64]]
"""A run's columns, as `Run.history` gives them."""
TRAIN, VALIDATION = "train", "validation"
LOSS, ACCURACY, RATE = "loss", "accuracy", "learning rate"
RATIO = "loss / margin"
QUANTITIES = (LOSS, RATIO, ACCURACY, RATE)
COLUMNS = {
    (LOSS, TRAIN): ("loss",),
    (LOSS, VALIDATION): ("validation_loss",),
    (RATIO, TRAIN): ("loss_over_margin",),
    (ACCURACY, TRAIN): ("accuracy",),
    (ACCURACY, VALIDATION): ("validation_accuracy", "knn_accuracy"),
    (RATE, TRAIN): ("lr",),
}
"""Which columns hold a quantity: the first that a history has. Of an embedding the accuracy is that
of nearest neighbours among the watched images."""
AXES = {"epochs": "epoch", "steps": "step", "seconds": "seconds"}
TABLE = ("run", "quantity", "split", "step", "epoch", "seconds", "value")


@dataclass(frozen=True)
class Curve:
    """One quantity of one split over a run; all arrays float64 [logged points], none NaN."""

    quantity: str
    split: str
    step: NDArray[np.float64]
    epoch: NDArray[np.float64]
    seconds: NDArray[np.float64]
    value: NDArray[np.float64]

    def axis(self, name: str) -> NDArray[np.float64]:
        """Where the points lie: in "epochs", "steps" or "seconds"; raises UnknownName."""
        if name not in AXES:
            raise UnknownName("axis", name, AXES)
        places: NDArray[np.float64] = getattr(self, AXES[name])
        return places


@dataclass(frozen=True)
class Best:
    """The point at which the validation loss was lowest, and the validation accuracy there."""

    step: float
    epoch: float
    seconds: float
    loss: float
    accuracy: float | None

    def at(self, axis: str) -> float:
        """Its place on the axis called `axis`; raises UnknownName."""
        if axis not in AXES:
            raise UnknownName("axis", axis, AXES)
        place: float = getattr(self, AXES[axis])
        return place


def curves_of(history: History) -> list[Curve]:
    """The curves that a history holds; of several models trained in turn, the first one's."""
    one = first_model(history)
    found = []
    for (quantity, split), columns in COLUMNS.items():
        column = next((name for name in columns if name in history), None)
        there = one & np.isfinite(history[column]) if column else np.zeros(0, bool)
        if column and there.any():
            step, epoch, seconds = (history[name][there] for name in ("step", "epoch", "seconds"))
            found.append(Curve(quantity, split, step, epoch, seconds, history[column][there]))
    return found


def best_of(history: History) -> Best | None:
    """Where the validation loss is lowest; None where it was never taken."""
    if "validation_loss" not in history:
        return None
    losses = np.where(first_model(history), history["validation_loss"], np.nan)
    if not np.isfinite(losses).any():
        return None
    at = int(np.nanargmin(np.where(np.isfinite(losses), losses, np.nan)))
    accuracy = float(history["validation_accuracy"][at])
    step, epoch, seconds = (float(history[name][at]) for name in ("step", "epoch", "seconds"))
    return Best(step, epoch, seconds, float(losses[at]), accuracy if isfinite(accuracy) else None)


def as_csv(histories: Mapping[str, History]) -> str:
    """Every curve of every run, a row a point; the header is TABLE."""
    out = io.StringIO()
    write = Table(out)
    write.writerow(TABLE)
    for run, history in histories.items():
        for curve in curves_of(history):
            write.writerows(_rows(run, curve))
    return out.getvalue()


def _rows(run: str, curve: Curve) -> Iterable[list[str]]:
    points = zip(curve.step, curve.epoch, curve.seconds, curve.value, strict=True)
    for point in points:
        yield [run, curve.quantity, curve.split, *(f"{value:.6g}" for value in point)]


def first_model(history: History) -> NDArray[np.bool_]:
    """Bool [rows]: those of the first of several models; all rows where there is but one."""
    if "model" not in history:
        return np.ones(len(history["step"]), bool)
    return np.asarray(history["model"] == 0)

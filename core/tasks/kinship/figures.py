"""What tested folds of pairs come to: ROC AUC, errors, accept rates, calibration, controls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.metrics import calibration as calibrations
from core.metrics.bootstrap import measured_mean
from core.metrics.metric import Metric
from core.metrics.verification import (
    Errors,
    accuracy_at,
    errors,
    measured_auc_of_folds,
    measured_rates,
    measured_share,
)
from core.tasks.kinship.colour_control import control_scores
from core.tasks.kinship.protocol import FAR, KIN, NEAR, Judged, joined

Logits = NDArray[np.float64]
Scored = tuple[Logits, NDArray[np.bool_], NDArray[np.int64]]
"""Logits, truth and families of pairs."""


@dataclass(frozen=True)
class Fold:
    """A tested fold: its pairs, logits, and what validation families said of the threshold."""

    judged: Judged
    logits: Logits
    threshold: float
    validation_auc: float
    probabilities: Logits

    @property
    def random(self) -> Scored:
        """Of kin and far."""
        return self.taken(self.judged.random)

    @property
    def near(self) -> Scored:
        """Of kin and near."""
        return self.taken(self.judged.sort != FAR)

    @property
    def apart(self) -> Scored:
        """Of kin and far that were not cut from one photograph."""
        return self.taken(self.judged.random & ~self.judged.same_photograph)

    @property
    def errors(self) -> Errors:
        """Of kin and far."""
        logits, kin, _ = self.random
        return errors(logits, kin)

    def taken(self, rows: NDArray[np.bool_]) -> Scored:
        """Of some of the pairs, bool [n]."""
        return self.logits[rows], self.judged.kin[rows], self.judged.families[rows]


def figures(
    folds: Sequence[Fold], colours: NDArray[np.float32] | None, *, seed: int
) -> dict[str, Metric]:
    """All of them, by the names that a card has.

    Args:
        folds: the tested ones.
        colours: of every photo, as `core.faces.picture_statistics` has them; None where there are
            no pictures, and so no control.
        seed: of the resampling.
    """
    hits = [(fold.logits >= fold.threshold) == fold.judged.kin for fold in folds]
    every = joined([fold.judged for fold in folds])
    right, rows = np.concatenate(hits), every.random
    stated = np.concatenate([fold.probabilities for fold in folds])
    metrics = {
        "test/roc_auc": measured_auc_of_folds([fold.random for fold in folds], seed=seed),
        "test/accuracy": measured_share(right[rows], every.families[rows], seed=seed),
        "test/equal_error_rate": _mean([f.errors.equal_error_rate for f in folds]),
        "test/false_accept_rate": Metric(float(1 - right[every.sort == FAR].mean())),
        "test/false_reject_rate": Metric(float(1 - right[every.sort == KIN].mean())),
        "test/expected_calibration_error": Metric(
            calibrations.expected_calibration_error(stated[rows], every.kin[rows])
        ),
        "validation/roc_auc": _mean([fold.validation_auc for fold in folds]),
        "test/fold_accuracy": measured_mean(
            np.array([accuracy_at(*fold.random[:2], fold.threshold) for fold in folds])
        ),
        **_accepted(folds, seed=seed),
    }
    if (every.sort == NEAR).any():
        near = [fold.near for fold in folds if (fold.judged.sort == NEAR).any()]
        metrics["test/roc_auc/near"] = measured_auc_of_folds(near, seed=seed)
    return metrics | _by_kind(folds, right, every, seed) | _controls(folds, colours, seed=seed)


def _mean(values: list[float]) -> Metric:
    return Metric(float(np.mean(values)))


def _accepted(folds: Sequence[Fold], *, seed: int, part: str = "") -> dict[str, Metric]:
    """True accept rates at fixed false ones, and the equal error rate over all folds together."""
    logits, kin, families = (
        np.concatenate(each) for each in zip(*(fold.random for fold in folds), strict=True)
    )
    rates = measured_rates(logits, kin, families, seed=seed)
    return {f"test/true_accept_rate/far-{far:g}{part}": tar for far, tar in rates.items()}


def _by_kind(
    folds: Sequence[Fold], right: NDArray[np.bool_], every: Judged, seed: int
) -> dict[str, Metric]:
    """Accuracy and ROC AUC of each relation that the data name."""
    found: dict[str, Metric] = {}
    for kind in sorted(set(every.kinds[every.random]) - {""}):
        rows = (every.kinds == kind) & every.random
        share = measured_share(right[rows], every.families[rows], seed=seed)
        found[f"test/accuracy/{kind}"] = share
        own = [_only(fold, fold.judged.kinds == kind) for fold in folds]
        if all(0 < fold.random[1].sum() < len(fold.random[1]) for fold in own):
            parts = [fold.random for fold in own]
            found[f"test/roc_auc/{kind}"] = measured_auc_of_folds(parts, seed=seed)
            rates = [fold.errors.equal_error_rate for fold in own]
            found[f"test/equal_error_rate/{kind}"] = _mean(rates)
            found |= _accepted(own, seed=seed, part=f"/{kind}")
    return found


def _only(fold: Fold, rows: NDArray[np.bool_]) -> Fold:
    return replace(
        fold,
        judged=fold.judged.take(rows),
        logits=fold.logits[rows],
        probabilities=fold.probabilities[rows],
    )


def _controls(
    folds: Sequence[Fold], colours: NDArray[np.float32] | None, *, seed: int
) -> dict[str, Metric]:
    """The model without pairs from one photograph, and what colour alone reaches on either."""
    found = {}
    every: dict[str, Callable[[Fold], NDArray[np.bool_]]] = {"": lambda fold: fold.judged.random}
    if any(fold.judged.same_photograph.any() for fold in folds):
        parts = [fold.apart for fold in folds]
        found["test/roc_auc/different-photographs"] = measured_auc_of_folds(parts, seed=seed)
        every["-different-photographs"] = lambda fold: (
            fold.judged.random & ~fold.judged.same_photograph
        )
    for name, chosen in every.items() if colours is not None else ():
        assert colours is not None
        pairs = [fold.judged.take(chosen(fold)) for fold in folds]
        scores = control_scores(pairs, colours)
        parts = [(s, p.kin, p.families) for s, p in zip(scores, pairs, strict=True)]
        found[f"test/roc_auc/colour{name}"] = measured_auc_of_folds(parts, seed=seed)
        right = np.concatenate([(s >= 0) == kin for s, kin, _ in parts])
        families = np.concatenate([each for *_, each in parts])
        found[f"test/accuracy/colour{name}"] = measured_share(right, families, seed=seed)
    return found

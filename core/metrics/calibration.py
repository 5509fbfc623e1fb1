"""Calibration: from a score to the probability that the pair is kin, and how far to trust it.

A probability holds for pairs of which as many are kin as among those it was fitted on; here half.
Fit on validation families, never on those that are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError

BINS = 10
CLIP = 1e-4
"""No probability is nearer to 0 or 1: a few thousand pairs cannot show it."""


@dataclass(frozen=True)
class Platt:
    """p = 1 / (1 + exp(-(slope * score + offset))).

    Source: Platt 1999, "Probabilistic outputs for support vector machines".
    """

    slope: float
    offset: float

    def __call__(self, scores: NDArray[np.floating]) -> NDArray[np.float64]:
        """Probabilities of scores, any shape."""
        return _clipped(1 / (1 + np.exp(-(self.slope * np.asarray(scores, float) + self.offset))))

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"method": "platt", "slope": self.slope, "offset": self.offset}


@dataclass(frozen=True)
class Isotonic:
    """A curve that never falls, straight between its knots and level beyond them.

    Source: Zadrozny and Elkan 2002, "Transforming classifier scores into accurate multiclass
    probability estimates".
    """

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __call__(self, scores: NDArray[np.floating]) -> NDArray[np.float64]:
        """Probabilities of scores, any shape."""
        known = np.interp(np.asarray(scores, float), self.scores, self.probabilities)
        return _clipped(known)

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        knots = {"scores": list(self.scores), "probabilities": list(self.probabilities)}
        return {"method": "isotonic", **knots}


Calibration = Platt | Isotonic


def fit_platt(scores: NDArray[np.floating], kin: NDArray[np.bool_]) -> Platt:
    """Logistic regression on the score alone, without shrinkage: scores [n], truth bool [n]."""
    from sklearn.linear_model import LogisticRegression

    values = np.asarray(scores, np.float64)
    scale = float(values.std()) or 1.0
    fitted = LogisticRegression(C=np.inf, max_iter=1000).fit(values[:, None] / scale, kin)
    return Platt(float(fitted.coef_[0, 0]) / scale, float(fitted.intercept_[0]))


def fit_isotonic(scores: NDArray[np.floating], kin: NDArray[np.bool_]) -> Isotonic:
    """The non-decreasing curve nearest to the truth: scores [n], truth bool [n]."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(out_of_bounds="clip").fit(np.asarray(scores, float), kin)
    knots = fitted.X_thresholds_, fitted.y_thresholds_
    return Isotonic(tuple(map(float, knots[0])), tuple(map(float, knots[1])))


Fit = Callable[[NDArray[np.floating], NDArray[np.bool_]], Calibration]
METHODS: dict[str, Fit] = {"platt": fit_platt, "isotonic": fit_isotonic}


def fit(method: str, scores: NDArray[np.floating], kin: NDArray[np.bool_]) -> Calibration:
    """Either, by name; raises EmbedscopeError for another."""
    if method not in METHODS:
        raise EmbedscopeError(f"Calibration is one of {', '.join(METHODS)}, not {method!r}.")
    return METHODS[method](scores, kin)


def calibration_from(content: Mapping[str, Any]) -> Calibration:
    """What `as_dict` gave; raises EmbedscopeError for anything else."""
    try:
        if content["method"] == "platt":
            return Platt(float(content["slope"]), float(content["offset"]))
        return Isotonic(tuple(content["scores"]), tuple(content["probabilities"]))
    except (KeyError, TypeError, ValueError) as error:
        raise EmbedscopeError(f"The calibration cannot be read ({error!r}).") from error


@dataclass(frozen=True)
class Reliability:
    """The reliability diagram: bins of equal width between 0 and 1, empty ones left out."""

    stated: NDArray[np.float64]
    """Mean probability in each bin: [b]."""
    found: NDArray[np.float64]
    """Share of kin in each bin: [b]."""
    counts: NDArray[np.int64]

    @property
    def error(self) -> float:
        """Expected calibration error: mean |stated - found| over bins, weighted by their pairs."""
        return float(np.average(np.abs(self.stated - self.found), weights=self.counts))


def reliability(
    probabilities: NDArray[np.floating], kin: NDArray[np.bool_], *, bins: int = BINS
) -> Reliability:
    """Probabilities of being kin [n] against the truth, bool [n], n at least 1.

    Source: Naeini, Cooper and Hauskrecht 2015, "Obtaining well calibrated probabilities using
    Bayesian binning" (expected calibration error), here of the probability of kin itself, not of
    the larger of it and its complement.
    """
    stated = np.asarray(probabilities, np.float64)
    place = np.clip((stated * bins).astype(np.int64), 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    full = counts > 0
    sums = np.bincount(place, stated, minlength=bins), np.bincount(place, kin, minlength=bins)
    return Reliability(sums[0][full] / counts[full], sums[1][full] / counts[full], counts[full])


def expected_calibration_error(
    probabilities: NDArray[np.floating], kin: NDArray[np.bool_], *, bins: int = BINS
) -> float:
    """See `Reliability.error`."""
    return reliability(probabilities, kin, bins=bins).error


def _clipped(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(probabilities, CLIP, 1 - CLIP)

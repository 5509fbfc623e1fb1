"""Verification: pairs with a score, the higher the likelier "the same kind" (here: kin).

    false accept    a stranger's pair whose score reaches the threshold
    false reject    a true pair whose score stays below it

Intervals resample families, not pairs: pairs of one family share faces, so they err together. A
draw takes families with replacement; a pair counts as often as its families were drawn, a pair of
two families as the product. Source: Field and Welsh 2007, "Bootstrapping clustered data", JRSS B
69; for pairs of two clusters Owen 2007, "The pigeonhole bootstrap", Annals of Applied Statistics 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cancellation import steps
from core.errors import EmbedscopeError
from core.metrics.bootstrap import CELLS, DRAWS, measured
from core.metrics.classification import areas_from_counts, auc
from core.metrics.metric import Metric

Scores = NDArray[np.floating]
Truth = NDArray[np.bool_]
Families = NDArray[np.int64]
FARS = (0.001, 0.01, 0.1)
CLOSE = 1e-12
"""Shares are sums and quotients: 1 - .99 is a little more than .01."""


@dataclass(frozen=True)
class Errors:
    """Both kinds of error at every threshold that makes a difference, ascending."""

    thresholds: NDArray[np.float64]
    """The distinct scores, then infinity (nobody is accepted): [t]."""
    false_accept: NDArray[np.float64]
    """Share of strangers' pairs with a score >= threshold: [t]."""
    false_reject: NDArray[np.float64]
    """Share of true pairs with a score < threshold: [t]."""

    def at(self, threshold: float) -> tuple[float, float]:
        """False accept and false reject at any threshold."""
        place = int(np.searchsorted(self.thresholds, threshold, side="left"))
        place = min(place, len(self.thresholds) - 1)
        return float(self.false_accept[place]), float(self.false_reject[place])

    def thinned(self, most: int) -> Errors:
        """At most about `most` of the thresholds: even in false accepts, and in their logarithm."""
        count = len(self.thresholds)
        if count <= most:
            return self
        falling = np.maximum(self.false_accept, 1e-12)
        even = np.linspace(0, count - 1, most // 2).round().astype(np.int64)
        wanted = np.geomspace(falling.max(), falling[falling > 1e-12].min(), most // 2)
        tail = np.searchsorted(-falling, -wanted).clip(0, count - 1)
        rows = np.unique(np.concatenate([even, tail, [0, count - 2, count - 1]]))
        return Errors(self.thresholds[rows], self.false_accept[rows], self.false_reject[rows])

    @property
    def equal_error_rate(self) -> float:
        """The mean of both errors at the threshold where they are nearest to each other."""
        place = int(np.argmin(np.abs(self.false_accept - self.false_reject)))
        return float((self.false_accept[place] + self.false_reject[place]) / 2)


def errors(scores: Scores, kin: Truth) -> Errors:
    """Error curves of scores [n] and truth, bool [n]; raises EmbedscopeError for one class."""
    values, truth = _checked(scores, kin)
    thresholds, level = np.unique(values, return_inverse=True)
    yes = np.bincount(level[truth], minlength=len(thresholds))
    no = np.bincount(level[~truth], minlength=len(thresholds))
    reject = np.concatenate([[0], np.cumsum(yes)]) / yes.sum()
    accept = 1 - np.concatenate([[0], np.cumsum(no)]) / no.sum()
    return Errors(np.append(thresholds, np.inf), accept, reject)


def best_threshold(scores: Scores, kin: Truth) -> float:
    """The threshold at which most pairs are called right; of several the middle one.

    It lies half way between two scores. Choose it on validation families: on those that are judged
    it would flatter. Raises EmbedscopeError for one class alone.
    """
    values, truth = _checked(scores, kin)
    thresholds, level = np.unique(values, return_inverse=True)
    if len(thresholds) == 1:
        return float(thresholds[0])
    yes = np.bincount(level[truth], minlength=len(thresholds))
    no = np.bincount(level[~truth], minlength=len(thresholds))
    right = np.cumsum(no)[:-1] + (yes.sum() - np.cumsum(yes)[:-1])
    best = np.flatnonzero(right == right.max())
    place = best[len(best) // 2]
    return float((thresholds[place] + thresholds[place + 1]) / 2)


def accuracy_at(scores: Scores, kin: Truth, threshold: float) -> float:
    """Share of pairs that are called right: kin where the score reaches the threshold."""
    return float(np.mean((np.asarray(scores) >= threshold) == np.asarray(kin)))


def measured_auc_of_folds(
    folds: Sequence[tuple[Scores, Truth, Families]], *, draws: int = DRAWS, seed: int = 0
) -> Metric:
    """The mean over folds of the ROC AUC, with an interval by families.

    Args:
        folds: scores [n], truth bool [n] and the two families of each pair int64 [n, 2]. Scores of
            different folds, given by different models, are never compared.
        draws: resamples.
        seed: of the resampling.
    """
    values, drawn, count = [], [], 0
    for number, (scores, kin, families) in enumerate(folds):
        known, truth = _checked(scores, kin)
        values.append(auc(known, truth))
        drawn.append(_resampled_auc(known, truth, families, draws=draws, seed=(seed, number)))
        count += len(known)
    return measured(float(np.mean(values)), np.mean(drawn, axis=0), count)


def measured_rates(
    scores: Scores,
    kin: Truth,
    families: Families,
    *,
    fars: Sequence[float] = FARS,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[float, Metric]:
    """The share of true pairs that is accepted at the lowest threshold that accepts at most the
    share `far` of strangers' pairs, for each of `fars`, with an interval by families. Below one
    stranger's pair the threshold lies above all of them.
    """
    values, truth = _checked(scores, kin)
    order = np.argsort(-values, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(values[order]) != 0, True))  # of equal scores the last
    random, drawn, step = np.random.default_rng((seed, 18)), [], max(1, CELLS // len(values))
    plain = _accepted(np.ones((1, len(values))), truth[order], ends, fars)[0]
    for start in steps(draws, step):
        weights = _weights(families[order], min(step, draws - start), random)
        drawn.append(_accepted(weights, truth[order], ends, fars))
    every = np.concatenate(drawn)
    count = int(truth.sum())
    return {far: measured(float(plain[i]), every[:, i], count) for i, far in enumerate(fars)}


def _accepted(
    weights: NDArray[np.float64], kin: Truth, ends: NDArray[np.int64], fars: Sequence[float]
) -> NDArray[np.float64]:
    """True accept rates [draws, fars] of pairs in falling order of their scores."""
    wrong = np.cumsum(weights * ~kin, axis=1)[:, ends]
    right = np.cumsum(weights * kin, axis=1)[:, ends]
    with np.errstate(invalid="ignore", divide="ignore"):
        wrong, right = wrong / wrong[:, -1:], right / right[:, -1:]
    places = [(wrong <= far + CLOSE).sum(axis=1) - 1 for far in fars]
    rows = np.arange(len(weights))
    return np.stack([np.where(at < 0, 0.0, right[rows, at]) for at in places], axis=1)


def measured_share(hits: Truth, families: Families, *, draws: int = DRAWS, seed: int = 0) -> Metric:
    """The share of hits (bool [n]) with an interval by families (int64 [n, 2])."""
    if not len(hits):
        return Metric(None, None, None, 0)
    weights = _weights(families, draws, np.random.default_rng((seed, 17)))
    total = weights.sum(axis=1)
    shares = np.divide(weights @ hits, total, out=np.full(draws, np.nan), where=total > 0)
    return measured(float(np.mean(hits)), shares, len(hits))


def _resampled_auc(
    scores: NDArray[np.float64],
    kin: Truth,
    families: Families,
    *,
    draws: int,
    seed: tuple[int, int],
) -> NDArray[np.float64]:
    """ROC AUC of each resample of families: float64 [draws]."""
    random = np.random.default_rng((*seed, 16))
    order = np.argsort(scores, kind="stable")
    level = np.unique(scores[order], return_inverse=True)[1]
    starts = np.flatnonzero(np.diff(level, prepend=-1))
    areas, step = [], max(1, CELLS // len(scores))
    for start in steps(draws, step):
        weights = _weights(families[order], min(step, draws - start), random)
        yes = np.add.reduceat(weights * kin[order], starts, axis=1)
        no = np.add.reduceat(weights * ~kin[order], starts, axis=1)
        areas.append(areas_from_counts(yes, no))
    return np.concatenate(areas)


def _weights(families: Families, draws: int, random: np.random.Generator) -> NDArray[np.float64]:
    """How often each pair counts in each draw of families: [draws, n]."""
    known, place = np.unique(families, return_inverse=True)
    first, second = place.reshape(families.shape).T
    drawn = random.multinomial(len(known), np.full(len(known), 1 / len(known)), size=draws)
    weights = drawn[:, first] * np.where(first == second, 1, drawn[:, second])
    return weights.astype(np.float64)


def _checked(scores: Scores, kin: Truth) -> tuple[NDArray[np.float64], Truth]:
    values, truth = np.asarray(scores, np.float64), np.asarray(kin, bool)
    if not np.isfinite(values).all():
        raise EmbedscopeError("Some scores are not finite: the model diverged. Train it anew.")
    if truth.all() or not truth.any():
        what = "kin" if len(truth) and truth.all() else "strangers" if len(truth) else "none at all"
        raise EmbedscopeError(
            f"These {len(truth)} pairs are {what}: errors and ROC AUC need both sorts."
        )
    return values, truth

"""How often a threshold on the scores of pairs errs, with intervals, and on groups of its own.

    FAR   false accept rate: the share of pairs of different things whose score reaches it
    TAR   true accept rate: the share of pairs of the same whose score reaches it

Source: Grother, Ngan and Hanaoka (2019), Face Recognition Vendor Test part 2, NISTIR 8271, for TAR
at a fixed FAR; Huang et al. (2007), Labeled Faces in the Wild, for thresholds chosen on other
folds than they are judged on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import measured
from core.metrics.calibration import Reliability, fit_platt, reliability
from core.metrics.classification import auc
from core.metrics.metric import Metric
from core.metrics.verification import Errors, errors
from core.verification.pairs import Pairs
from core.verification.resampled import resampled

FARS = (1e-1, 1e-2, 1e-3, 1e-4)
FEWEST = 10
"""A false accept rate is told where at least so many pairs of different things make it up."""
FOLDS = 5
CLOSE = 1e-12
"""Shares are sums and quotients: 1 - .99 is a little more than .01."""
FITTED = 10_000
"""Pairs that a probability is fitted on at most."""
Scores = NDArray[np.floating]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Accepted:
    """A wanted false accept rate: from which score on, and what share of the same is accepted."""

    far: float
    threshold: float
    tar: Metric
    held_out: tuple[float, float] | None
    """False and true accept rate on groups that the threshold was not chosen on; None where there
    are too few.
    """


@dataclass(frozen=True)
class Judged:
    """What the scores of pairs are worth."""

    errors: Errors
    auc: Metric
    eer: Metric
    accepted: tuple[Accepted, ...]
    """At each of FARS that the pairs are enough for."""
    calibration: Reliability | None
    """Of probabilities for pairs of other groups than they were fitted on; None where there are
    too few groups.
    """
    draws: int
    """Resamples behind each interval."""


def judged(scores: Scores, pairs: Pairs, *, seed: int = 0) -> Judged:
    """Judge scores [n] of pairs of both sorts; raises EmbedscopeError where they are not."""
    curve = errors(scores, pairs.same)
    told = [far for far in FARS if far * (~pairs.same).sum() >= FEWEST]
    drawn = resampled(scores, pairs, told, seed=seed)
    folds = _folds(pairs, seed=seed)
    accepted = []
    for place, far in enumerate(told):
        at = int(np.argmax(curve.false_accept <= far + CLOSE))
        rate, count = 1 - curve.false_reject[at], int(pairs.same.sum())
        tar = measured(float(rate), drawn.tar[:, place], count)
        judged_there = _held_out(scores, pairs.same, folds, far)
        accepted.append(Accepted(far, float(curve.thresholds[at]), tar, judged_there))
    return Judged(
        curve,
        measured(auc(scores, pairs.same), drawn.auc, len(pairs)),
        measured(curve.equal_error_rate, drawn.eer, len(pairs)),
        tuple(accepted),
        _calibration(scores, pairs.same, folds, seed=seed),
        len(drawn.auc),
    )


def threshold_at(scores: Scores, same: Mask, far: float) -> float:
    """The lowest threshold at which at most the share `far` of pairs of different things passes."""
    others = scores[~same]
    place = len(others) - 1 - int(far * len(others))
    return float(np.nextafter(np.partition(others, place)[place], np.inf))


def _folds(pairs: Pairs, *, seed: int) -> list[tuple[Mask, Mask]]:
    """Of each fold the pairs to fit on and those to judge: no group is on both sides, and both
    have both sorts.
    """
    groups, place = pairs.numbered_groups()
    count = min(FOLDS, groups // 2)
    of = (np.random.default_rng((seed, 19)).permutation(groups) % max(count, 1))[place]
    found = []
    for number in range(count):
        inside = of == number
        sides = ~inside.any(axis=1), inside.all(axis=1)
        if all(0 < pairs.same[side].sum() < side.sum() for side in sides):
            found.append(sides)
    return found if len(found) > 1 else []


def _held_out(
    scores: Scores, same: Mask, folds: Sequence[tuple[Mask, Mask]], far: float
) -> tuple[float, float] | None:
    passed, count = np.zeros(2), np.zeros(2)
    for fit, judge in folds:
        limit = threshold_at(scores[fit], same[fit], far)
        for sort in (0, 1):
            its = scores[judge & (same == bool(sort))]
            passed[sort] += (its >= limit).sum()
            count[sort] += len(its)
    return (float(passed[0] / count[0]), float(passed[1] / count[1])) if folds else None


def _calibration(
    scores: Scores, same: Mask, folds: Sequence[tuple[Mask, Mask]], *, seed: int
) -> Reliability | None:
    random, stated, truth = np.random.default_rng((seed, 20)), [], []
    for fit, judge in folds:
        rows = np.flatnonzero(fit)
        if len(rows) > FITTED:
            rows = random.choice(rows, FITTED, replace=False)
        if 0 < same[rows].sum() < len(rows):
            stated.append(fit_platt(scores[rows], same[rows])(scores[judge]))
            truth.append(same[judge])
    return reliability(np.concatenate(stated), np.concatenate(truth)) if stated else None

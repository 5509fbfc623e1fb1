"""Is there anything on a photo that resembles what is known?

A net names whatever it is shown, and one that was trained for ten kinds of garment forgets what
else there is. Whether a photo shows any of them is therefore told from features that know the
thousand kinds of ImageNet: its likeness to a kind is the mean cosine with the nearest few known
photos of that kind. Strange is what is less like the kind that it is most like than nearly all
photos of that kind are. Each kind has a limit of its own, since hats differ more than trousers do.

Source: Sun et al., Out-of-Distribution Detection with Deep Nearest Neighbors, ICML 2022,
https://arxiv.org/abs/2204.06507; a limit for each kind, from photos judged by others, by us
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.class_probability import directions

NEIGHBOURS = 5
AXES = 128
"""Principal axes that are kept of the features. What lies beyond them lowers a likeness, as it
should: known photos hardly reach there."""
KEEP = 0.995
"""Share of known photos, judged by photos of other folds, that must count as familiar."""
FOLDS = 5
Features = NDArray[np.floating]
"""Of photos: [n, f]; only their direction counts."""
Labels = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class OutOfDistribution:
    """What is known, and from where on a photo is strange."""

    axes: Features
    """Features to the coordinates that are kept: [f, d]."""
    known: Features
    """Known photos in these coordinates: [n, d]."""
    labels: NDArray[np.int64]
    """Their classes: int64 [n]."""
    limits: Features
    """Of each class: less like it than this is strange. [classes]."""

    def likeness(self, seen: Features) -> NDArray[np.float64]:
        """Of photos with every class, at most 1: [n, classes]."""
        cosines = directions(seen) @ self.axes @ np.asarray(self.known, np.float64).T
        return _nearest(cosines, self.labels, classes=len(self.limits))

    def strange(self, likeness: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Of photos whose likeness [n, classes] is known: bool [n]."""
        result: NDArray[np.bool_] = likeness.max(1) < self.limits[likeness.argmax(1)]
        return result


def fit(
    plain: Features,
    labels: Labels,
    restyled: Sequence[tuple[Features, NDArray[np.integer]]] = (),
    *,
    keep: float = KEEP,
    seed: int = 0,
) -> OutOfDistribution:
    """Learn what is known from photos of known classes, each with NEIGHBOURS photos at least.

    Args:
        plain: features of n photos, [n, f].
        labels: their classes, 0 upwards, int [n].
        restyled: features of some of them shown otherwise, and which of the n each is.
        keep: the share of photos, of those most like a class, that lie above its limit. Each is
            judged by photos of the other folds alone, none of which shows itself in another style.
        seed: of the folds.
    """
    owners = np.concatenate([np.arange(len(plain)), *(rows for _, rows in restyled)]).astype(int)
    points = directions(np.concatenate([plain, *(features for features, _ in restyled)]))
    kinds = np.asarray(labels, np.int64)[owners]
    _, _, turned = np.linalg.svd(points, full_matrices=False)
    axes = turned[:AXES].T.astype(np.float16).astype(np.float64)
    places = (points @ axes).astype(np.float16).astype(np.float64)
    classes = int(kinds.max()) + 1
    fold = _folds(np.asarray(labels), seed=seed)[owners]
    found = np.empty((len(plain), classes))
    for each in range(FOLDS):
        judged, others = np.flatnonzero(fold[: len(plain)] == each), fold != each
        found[judged] = _nearest(places[judged] @ places[others].T, kinds[others], classes=classes)
    like, best = found.argmax(1), found.max(1)
    limits = [np.quantile(best[like == c], 1 - keep) for c in range(classes)]
    return OutOfDistribution(axes, places, kinds, np.array(limits))


def _nearest(cosines: NDArray[np.float64], labels: Labels, *, classes: int) -> NDArray[np.float64]:
    """The mean of the largest few of each class: cosines [n, known] to [n, classes]."""
    found = np.empty((len(cosines), classes))
    for each in range(classes):
        own = cosines[:, labels == each]
        at = max(0, own.shape[1] - NEIGHBOURS)
        found[:, each] = np.partition(own, at, axis=1)[:, at:].mean(1)
    return found


def _folds(labels: Labels, *, seed: int) -> NDArray[np.int64]:
    """A fold for each photo, every class spread evenly."""
    rng, found = np.random.default_rng(seed), np.empty(len(labels), np.int64)
    for each in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == each))
        found[rows] = np.arange(len(rows)) % FOLDS
    return found

"""What a data set gives away without any net, and how many of its test images are training images.

A net has learned something of a data set only where it beats these: the class that is most frequent
in training, a logistic regression on the colours of 8 x 8 pixels, and the nearest training image by
them. And of what it reaches, some may be memory: test images that equal a training image, or look
like one, are counted.

Source: Torralba and Efros, Unbiased look at dataset bias, CVPR 2011; Barz and Denzler, Do we train
on test data? Purging CIFAR of near-duplicates, 2020, https://arxiv.org/abs/1902.00423
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.found import SPLITS
from core.diagnosis.data_findings import Read, crossing, tested_of
from core.metrics.metric import Metric
from core.metrics.wilson import wilson

PIXELS = 8
"""Of a side: what is left of a picture are its colours and where they lie."""
MANY = 20_000
"""Training images from which on the regression is shrunk little without asking how much is best:
so few numbers cannot be over-fitted to them, and each fit takes long."""


@dataclass(frozen=True)
class Baselines:
    """Of one division into training and test images; shares are of the test images."""

    classes: int
    """How many: all of the data set, or so many first ones, which some recipes ask for."""
    train: int
    test: int
    labels: str
    """A digest of the test images' classes in their order: figures with another one are of other
    images."""
    majority: Metric
    """Always naming the most frequent class of the training images."""
    linear: Metric
    """Logistic regression."""
    nearest: Metric
    """The nearest training image's class."""
    equal: int
    """Test images that are, pixel by pixel, training images."""
    alike: int | None = None
    """Others that look like one; None where the pictures are too small to tell."""


def baselines(
    seen: Read,
    equal: NDArray[np.int64],
    near: NDArray[np.int64] | None,
    *,
    classes: int | None = None,
    check: Callable[[], None] = lambda: None,
) -> Baselines | None:
    """Of all pictures of a data set, or of those of its first `classes` alone.

    Args:
        seen: the pictures.
        equal: pairs of them [m, 2] that are equal.
        near: pairs that look alike; None where that cannot be told.
        classes: how many.
        check: called between fits; it may raise to end the work.

    Returns:
        None where there is nothing to name: fewer than two classes to learn from, or a class that
        is tested and was never trained on.
    """
    from core.diagnosis.linear_probe import STRENGTHS, probe
    from core.metrics.neighbours import neighbours

    count = len(seen.classes) if classes is None else classes
    asked = seen.labels < count
    train, test = (np.flatnonzero(asked & of) for of in _parts(seen))
    known, tested = np.unique(seen.labels[train]), np.unique(seen.labels[test])
    if len(known) < 2 or not len(tested) or np.setdiff1d(tested, known).size:
        return None
    pixels = coarse(seen.small)
    learned, judged = (pixels[train], seen.labels[train]), (pixels[test], seen.labels[test])
    check()
    closest, _ = neighbours(learned[0], judged[0], k=1)
    most = np.bincount(learned[1]).argmax()
    strengths = STRENGTHS if len(train) <= MANY else STRENGTHS[-1:]
    copied, like = (_tested(seen, pairs, asked) for pairs in (equal, near))
    return Baselines(
        classes=count,
        train=len(train),
        test=len(test),
        labels=digest(judged[1]),
        majority=_share(judged[1] == most),
        linear=_share(probe(learned, judged, strengths=strengths, check=check).right),
        nearest=_share(learned[1][closest[:, 0]] == judged[1]),
        equal=len(copied),
        alike=None if near is None else len(np.setdiff1d(like, copied)),
    )


def coarse(small: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The colours of PIXELS x PIXELS squares of uint8 [n, side, side] or [n, side, side, 3]:
    float32 [n, d].
    """
    step = small.shape[1] // PIXELS
    shape = (len(small), PIXELS, step, PIXELS, step, -1)
    made: NDArray[np.float32] = small.reshape(shape).mean(axis=(2, 4), dtype=np.float32)
    return made.reshape(len(small), -1)


def digest(labels: NDArray[np.integer]) -> str:
    """Of classes in their order: int [n]."""
    plain = np.ascontiguousarray(labels, np.int16)
    return hashlib.blake2b(plain.tobytes(), digest_size=8).hexdigest()


def _parts(seen: Read) -> list[NDArray[np.bool_]]:
    """Which are training and which are test images; none of a split that cannot be read."""
    number = {name: place for place, name in enumerate(seen.splits)}
    return [np.asarray(seen.split == number.get(name, -1)) for name in SPLITS]


def _tested(
    seen: Read, pairs: NDArray[np.int64] | None, asked: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The test images of those pairs that lie across the splits, both of classes that are asked."""
    if pairs is None:
        return np.empty(0, np.int64)
    return tested_of(seen, crossing(seen, pairs[asked[pairs].all(axis=1)]))


def _share(right: NDArray[np.bool_]) -> Metric:
    return wilson(int(right.sum()), len(right))

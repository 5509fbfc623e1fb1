"""What a net has never seen the like of."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.covariance import LedoitWolf

from core.inference.photos.out_of_distribution import KEEP, fit
from core.metrics.class_probability import directions

WIDE, CLASSES = 9, 3


def photos(random: np.random.Generator, count: int, strange: float = 0.0) -> tuple:
    """Features round one direction for each class, moved along an axis of their own."""
    labels = np.arange(count) % CLASSES
    centres = np.eye(WIDE)[labels] + strange * np.eye(WIDE)[-1]
    return random.normal(size=(count, WIDE)) * 0.1 + centres, labels


def test_the_share_to_keep_is_kept_and_what_points_elsewhere_is_strange() -> None:
    random = np.random.default_rng(0)
    known, labels = photos(random, 300)
    aside, _ = photos(random, 200)
    familiar = fit(known, labels, aside)
    kept = familiar.strangeness(aside) <= familiar.limit
    assert kept.mean() == pytest.approx(KEEP, abs=0.01)
    assert np.median(familiar.strangeness(aside)) == pytest.approx(1)
    assert (familiar.strangeness(photos(random, 200)[0]) <= familiar.limit).mean() > 0.85
    assert (familiar.strangeness(photos(random, 200, 2.0)[0]) > familiar.limit).mean() > 0.95


def test_it_is_the_mahalanobis_distance_to_the_nearest_class() -> None:
    random = np.random.default_rng(1)
    known, labels = photos(random, 60)
    familiar = fit(known, labels, photos(random, 30)[0])
    points = directions(known)
    means = np.stack([points[labels == each].mean(0) for each in range(CLASSES)])
    spread = LedoitWolf(assume_centered=True).fit(points - means[labels])
    seen = photos(random, 5, 0.5)[0]
    for row, found in zip(directions(seen), familiar.strangeness(seen), strict=True):
        away = [row - mean for mean in means]
        slow = min(np.sqrt(each @ spread.precision_ @ each) for each in away)
        assert found == pytest.approx(slow / familiar.usual)


def test_brightness_of_features_does_not_count() -> None:
    random = np.random.default_rng(2)
    known, labels = photos(random, 60)
    familiar = fit(known, labels, photos(random, 30)[0])
    seen = photos(random, 5)[0]
    assert familiar.strangeness(seen) == pytest.approx(familiar.strangeness(7 * seen))

"""What a net has never seen the like of."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from core.inference.photos.out_of_distribution import KEEP, NEIGHBOURS, fit
from core.metrics.class_probability import directions

WIDE, CLASSES = 9, 3


def photos(random: np.random.Generator, count: int, strange: float = 0.0) -> tuple:
    """Features round one direction for each class, the first twice as scattered, moved along an
    axis of their own.
    """
    labels = np.arange(count) % CLASSES
    centres = np.eye(WIDE)[labels] + strange * np.eye(WIDE)[-1]
    scatter = np.where(labels == 0, 0.2, 0.1)[:, None]
    return random.normal(size=(count, WIDE)) * scatter + centres, labels


def test_each_class_keeps_its_share_and_what_points_elsewhere_is_strange() -> None:
    random = np.random.default_rng(0)
    known, labels = photos(random, 900)
    familiar = fit(known, labels, keep=0.98)
    seen, kinds = photos(random, 600)
    refused = familiar.strange(familiar.likeness(seen))
    for each in range(CLASSES):
        assert refused[kinds == each].mean() < 0.06
    assert familiar.limits[0] < familiar.limits[1:].min()  # the scattered class may lie farther off
    assert familiar.strange(familiar.likeness(photos(random, 200, 3.0)[0])).mean() > 0.95


def test_a_likeness_is_the_mean_cosine_with_the_nearest_of_a_class() -> None:
    random = np.random.default_rng(1)
    known, labels = photos(random, 60)
    familiar = fit(known, labels)
    seen = photos(random, 5, 0.5)[0]
    found = familiar.likeness(seen)
    for each in range(CLASSES):
        near = NearestNeighbors(n_neighbors=NEIGHBOURS, metric="cosine").fit(known[labels == each])
        away, _ = near.kneighbors(seen)
        assert found[:, each] == pytest.approx(1 - away.mean(1), abs=2e-3)  # half precision


def test_a_photo_is_never_judged_by_itself_in_another_style() -> None:
    random = np.random.default_rng(2)
    known, labels = photos(random, 300)
    rows = np.arange(300)
    copies = known[rows] * 3  # the same directions: as a photo shown again
    with_copies = fit(known, labels, [(copies, rows)], keep=0.9)
    leaking = fit(known, labels, [(copies, (rows + 3) % 300)], keep=0.9)  # under another's name
    assert (with_copies.limits < leaking.limits - 0.002).all()
    assert len(with_copies.known) == 600
    assert with_copies.labels[300:].tolist() == labels[rows].tolist()


def test_brightness_of_features_does_not_count_and_a_small_class_is_known_by_what_it_has() -> None:
    random = np.random.default_rng(3)
    known, labels = photos(random, 60)
    few = np.r_[np.flatnonzero(labels > 0), np.flatnonzero(labels == 0)[:3]]
    familiar = fit(known[few], labels[few])
    seen = photos(random, 5)[0]
    assert familiar.likeness(seen) == pytest.approx(familiar.likeness(7 * seen))
    own = directions(seen) @ familiar.axes @ familiar.known[familiar.labels == 0].T
    assert familiar.likeness(seen)[:, 0] == pytest.approx(own.mean(1))
    assert 0 < KEEP < 1

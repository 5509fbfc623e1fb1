"""Batches and triplets: what they hold, and that a step always gives the same."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import BadRecipe
from core.recipes.sections import Batch
from core.training.batches import Batches, Triplets

LABELS = np.repeat(np.arange(5), 20)


def test_an_epoch_shows_every_image_once() -> None:
    batches = Batches(LABELS, Batch(size=20), seed=3)
    seen = np.concatenate([batches.at(step) for step in range(batches.per_epoch)])
    assert sorted(seen) == list(range(100))
    later = np.concatenate([batches.at(step) for step in range(5, 10)])
    assert sorted(later) == list(range(100))
    assert not np.array_equal(seen, later)


@pytest.mark.parametrize("sampler", ["shuffle", "p-k"])
def test_a_step_depends_on_seed_and_step_alone(sampler: str) -> None:
    batch = Batch(size=20, sampler=sampler, classes=5)
    forward, backward = Batches(LABELS, batch, seed=1), Batches(LABELS, batch, seed=1)
    there = [forward.at(step) for step in range(12)]
    back = [backward.at(step) for step in reversed(range(12))][::-1]
    assert all(np.array_equal(a, b) for a, b in zip(there, back, strict=True))
    other = Batches(LABELS, batch, seed=2)
    assert not np.array_equal(other.at(0), there[0])


def test_p_k_batches_hold_p_classes_with_k_images() -> None:
    batches = Batches(LABELS, Batch(size=12, sampler="p-k", classes=3), seed=0)
    for step in range(20):
        chosen = batches.at(step)
        classes, counts = np.unique(LABELS[chosen], return_counts=True)
        assert len(classes) == 3
        assert (counts == 4).all()
        assert len(np.unique(chosen)) == 12


@pytest.mark.parametrize(
    "batch",
    [
        Batch(size=1),
        Batch(size=101),
        Batch(sampler="sorted"),
        Batch(size=12, sampler="p-k", classes=6),
        Batch(size=13, sampler="p-k", classes=3),
        Batch(size=3, sampler="p-k", classes=3),
    ],
)
def test_impossible_batches_are_refused(batch: Batch) -> None:
    with pytest.raises(BadRecipe, match="batch"):
        Batches(LABELS, batch, seed=0)


def test_offline_triplets_are_valid_and_fixed() -> None:
    triplets = Triplets(LABELS, seed=0)
    anchors = np.arange(100)
    drawn = triplets.of(anchors).reshape(3, 100)
    assert np.array_equal(drawn[0], anchors)
    assert (LABELS[drawn[1]] == LABELS).all()
    assert (drawn[1] != anchors).all()
    assert (LABELS[drawn[2]] != LABELS).all()
    assert np.array_equal(Triplets(LABELS, seed=0).of(anchors).reshape(3, 100), drawn)


def test_triplets_need_two_classes() -> None:
    with pytest.raises(BadRecipe, match="two classes"):
        Triplets(np.zeros(10, int), seed=0)

"""Where two classes meet: of made points it is known."""

from __future__ import annotations

import numpy as np
import pytest

from core.diagnosis.meeting_place import meeting_place

RANDOM = np.random.default_rng(0)


def island(x: float, y: float, count: int = 300) -> np.ndarray:
    return RANDOM.normal((x, y), 0.5, (count, 2))


def within(points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    middle = ring.mean(axis=0)
    return np.linalg.norm(points - middle, axis=1) <= np.linalg.norm(ring[0] - middle)


def test_the_ring_lies_between_the_two_islands_that_overlap():
    points = np.concatenate([island(0, 0), island(1.5, 0), island(20, 0), island(0, 20)])
    labels = np.repeat([0, 1, 2, 3], 300)
    found = meeting_place(points, labels)
    assert set(found.classes) == {0, 1}
    assert found.ring.mean(axis=0) == pytest.approx([0.75, 0], abs=0.6)
    counts = np.bincount(labels[within(points, found.ring)], minlength=4)
    assert counts[:2].min() >= 3
    assert counts[2:].sum() == 0


def test_of_two_pairs_the_one_that_meets_more_is_found():
    points = np.concatenate([island(0, 0), island(2.5, 0), island(20, 0), island(20.5, 0)])
    assert set(meeting_place(points, np.repeat([0, 1, 2, 3], 300)).classes) == {2, 3}


def test_islands_that_keep_apart_meet_nowhere():
    points = np.concatenate([island(0, 0), island(20, 0)])
    assert meeting_place(points, np.repeat([0, 1], 300)) is None


@pytest.mark.parametrize(
    ("points", "labels"),
    [
        (np.zeros((0, 2)), np.zeros(0, int)),
        (np.zeros((50, 2)), np.arange(50) % 2),
        (island(0, 0, 50), np.zeros(50, int)),
        (island(0, 0, 50), np.full(50, -1)),
        (np.full((50, 2), np.nan), np.arange(50) % 2),
    ],
)
def test_nothing_to_find_is_none(points, labels):
    assert meeting_place(points, labels) is None


def test_a_heap_of_ten_classes_is_no_meeting_of_two():
    assert meeting_place(island(0, 0, 1000), np.arange(1000) % 10) is None


def test_places_that_are_no_numbers_are_left_out():
    points = np.concatenate([island(0, 0), island(1, 0), np.full((9, 2), np.nan)])
    labels = np.concatenate([np.repeat([4, 7], 300), np.full(9, 4)])
    assert set(meeting_place(points, labels).classes) == {4, 7}

from __future__ import annotations

import numpy as np
import pytest

from core.metrics.inverted_lists import InvertedLists, assigned, make_centres
from core.metrics.scan import scanned


def made(vectors: np.ndarray, count: int) -> InvertedLists:
    centres = make_centres(vectors, count)
    belongs = assigned(vectors, centres)
    rows = np.argsort(belongs, kind="stable").astype(np.int32)
    starts = np.searchsorted(belongs[rows], np.arange(count + 1))
    return InvertedLists(centres, starts, rows, vectors[rows], (vectors[rows] ** 2).sum(axis=1))


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    random = np.random.default_rng(0)
    centres = random.normal(size=(40, 24)) * 2
    every = centres[random.integers(0, 40, 5000)] + random.normal(size=(5000, 24))
    return every.astype(np.float32)


def test_all_lists_hold_the_true_neighbours_and_few_of_them_nearly_all(vectors: np.ndarray):
    lists, asked = made(vectors, 140), np.arange(0, 5000, 50)
    true, away = scanned(vectors, asked, k=10)
    kept = {}
    for probes in (1, 20, 140):
        got = [lists.nearest(vectors[i], k=10, probes=probes, without=int(i)) for i in asked]
        kept[probes] = np.mean(
            [np.isin(a, rows).mean() for (rows, _), a in zip(got, true, strict=True)]
        )
    np.testing.assert_array_equal([rows for rows, _ in got], true)
    np.testing.assert_allclose([far for _, far in got], away, rtol=1e-5)
    assert kept[1] < 0.9 < kept[20] <= kept[140] == 1


def test_each_vector_lies_in_the_list_of_its_nearest_centre(vectors: np.ndarray):
    lists = made(vectors, 30)
    away = np.linalg.norm(vectors[lists.rows][:, None] - lists.centres, axis=2)
    belongs = np.repeat(np.arange(30), np.diff(lists.starts))
    np.testing.assert_allclose(away[np.arange(5000), belongs], away.min(axis=1), rtol=1e-4)
    assert np.unique(lists.rows).tolist() == list(range(5000))


def test_fewer_are_found_where_the_lists_hold_fewer():
    vectors = np.eye(6, dtype=np.float32)
    lists = made(vectors, 6)
    rows, away = lists.nearest(vectors[2], k=4, probes=1, without=2)
    assert len(rows) == len(away) <= 4
    assert 2 not in rows
    rows, away = lists.nearest(vectors[2], k=10, probes=6, without=2)
    assert rows.tolist() == [0, 1, 3, 4, 5]
    np.testing.assert_allclose(away, np.sqrt(2), rtol=1e-6)

from __future__ import annotations

import numpy as np
import pytest

from core.projection import graph


def test_many_points_get_nearly_all_their_neighbours_the_same_at_every_call(
    monkeypatch: pytest.MonkeyPatch,
):
    vectors = np.random.default_rng(0).normal(size=(2000, 8)).astype(np.float32)
    exact, _ = graph.nearest(vectors, k=15)
    monkeypatch.setattr(graph, "EXACT", 100)
    found, away = graph.nearest(vectors, k=15)
    np.testing.assert_array_equal(found, graph.nearest(vectors, k=15)[0])
    assert not (found == np.arange(2000)[:, None]).any()
    assert (np.diff(away, axis=1) >= 0).all()
    kept = np.mean([len(set(a) & set(b)) / 15 for a, b in zip(exact, found, strict=True)])
    assert kept > 0.9


def test_copies_count_as_neighbours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graph, "EXACT", 100)
    vectors = np.zeros((300, 4), np.float32)
    vectors[:10] = np.eye(10, 4)
    found, away = graph.nearest(vectors, k=5)
    assert found.shape == away.shape == (300, 5)
    assert not (found == np.arange(300)[:, None]).any()


def test_wide_vectors_are_reduced_to_their_principal_axes():
    vectors = np.random.default_rng(0).normal(size=(200, 300)).astype(np.float32)
    assert graph.reduced(vectors).shape == (200, graph.REDUCED)
    assert graph.reduced(vectors[:, :64]).shape == (200, 64)

from __future__ import annotations

import numpy as np
import pytest

from core.metrics import scan
from core.metrics.neighbours import neighbours_within
from core.metrics.scan import scanned


def test_a_scan_in_blocks_finds_what_comparing_all_with_all_finds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "VALUES", 40 * 64)
    vectors = np.random.default_rng(0).normal(size=(700, 16)) + 50
    vectors[500] = vectors[3]
    rows = np.array([3, 500, 0, 699, 123])
    shares: list[float] = []
    found, away = scanned(vectors.astype(np.float32), rows, k=9, at=shares.append)
    indices, distances = neighbours_within(vectors.astype(np.float32), k=9)
    np.testing.assert_array_equal(found, indices[rows])
    np.testing.assert_allclose(away, distances[rows], atol=1e-5)
    assert len(shares) == 5
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_all_others_can_be_asked_for():
    vectors = np.arange(5, dtype=np.float16)[:, None]
    found, away = scanned(vectors, np.array([0]), k=4)
    assert found.tolist() == [[1, 2, 3, 4]]
    assert away.tolist() == [[1, 2, 3, 4]]

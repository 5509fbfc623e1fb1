from __future__ import annotations

import numpy as np
import pytest

from core.errors import Stopped
from core.projection import project
from core.projection.method import LAID_OUT
from core.projection.placing import NEAREST, placing
from core.projection.quality import quality


def groups(count: int = 3000, wide: int = 12) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    labels = np.arange(count) % 6
    vectors = (random.normal(size=(6, wide)) * 4)[labels] + random.normal(size=(count, wide))
    return vectors.astype(np.float32), labels


def test_placed_points_lie_among_their_nearest_laid_out_ones():
    vectors, _ = groups()
    found = placing(vectors, 600, seed=0)
    assert len(found.rows) == 600
    assert np.union1d(found.rows, found.rest).tolist() == list(range(3000))
    near = found.rows[found.near]
    away = np.linalg.norm(vectors[found.rest][:, None] - vectors[found.rows], axis=2)
    true = found.rows[np.argsort(away, axis=1)[:, :NEAREST]]
    assert np.mean([np.isin(*pair).mean() for pair in zip(true, near, strict=True)]) > 0.9
    np.testing.assert_allclose(found.weights.sum(axis=1), 1, rtol=1e-5)
    laid = np.random.default_rng(1).normal(size=(600, 2))
    whole = found.whole(laid)
    np.testing.assert_allclose(whole[found.rows], laid, rtol=1e-6)
    expected = (found.weights[..., None] * laid[found.near]).sum(axis=1)
    np.testing.assert_allclose(whole[found.rest], expected, rtol=1e-4, atol=1e-5)


def test_a_copy_of_a_laid_out_point_lies_on_it():
    vectors, _ = groups(200)
    vectors[100:] = vectors[:100]
    found = placing(vectors, 120, seed=0)
    laid = np.random.default_rng(1).normal(size=(120, 2)).astype(np.float32)
    whole = found.whole(laid)
    twins = (found.rest + 100) % 200
    there = np.isin(twins, found.rows)
    assert there.any()
    np.testing.assert_allclose(whole[found.rest[there]], whole[twins[there]], atol=1e-5)


@pytest.mark.parametrize("method", ["tsne"])
def test_a_map_of_many_is_laid_out_from_some_and_measured_apart(method: str):
    vectors, labels = groups()
    shown: list[tuple[float, int]] = []

    def watch(share: float, stage: str, points: np.ndarray | None = None) -> None:
        if points is not None:
            shown.append((share, len(points)))

    wish = {"iterations": 200, LAID_OUT: 1000}
    made = project(method, vectors, parameters=wish, watch=watch)
    assert made.laid_out is not None
    assert len(made.laid_out) == 1000
    assert made.parameters[LAID_OUT] == 1000
    assert "Laid out from 1,000 of 3,000 points" in made.notes[-1]
    assert {count for _, count in shown} == {3000}
    assert [share for share, _ in shown] == sorted(share for share, _ in shown)
    figures = quality(vectors, made.points, labels, laid_out=made.laid_out)
    assert figures["knn_map"]["value"] > 0.95
    kept = {
        name: figures[f"neighbours_kept{name}"]["value"] for name in ("", "_laid_out", "_placed")
    }
    assert kept["_placed"] > 0.03
    assert min(kept["_placed"], kept["_laid_out"]) <= kept[""]
    random = np.random.default_rng(0).normal(size=(3000, 2))
    assert quality(vectors, random, labels)["neighbours_kept"]["value"] < 0.03
    np.testing.assert_array_equal(made.points, project(method, vectors, parameters=wish).points)


def test_few_points_are_all_laid_out():
    vectors, _ = groups(300)
    made = project("tsne", vectors, parameters={"iterations": 50})
    assert made.laid_out is None
    assert made.notes == ()


def test_placing_stops_when_told():
    with pytest.raises(Stopped):
        placing(groups()[0], 600, seed=0, stop=lambda: True)

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.errors import EmbedscopeError
from core.metrics import blocks
from core.metrics.neighbours import neighbours, neighbours_within


def naive(stored, queries, *, k, leave_out=False):
    """Every distance in float64, sorted by distance, then index."""
    points, asked = np.float32(stored).astype(float), np.float32(queries).astype(float)
    indices = []
    for row, query in enumerate(asked):
        squared = ((points - query) ** 2).sum(axis=1)
        order = [
            i for i in np.lexsort((np.arange(len(points)), squared)) if i != row or not leave_out
        ]
        indices.append(order[:k])
    chosen = np.array(indices)
    return chosen, np.sqrt(((points[chosen] - asked[:, None]) ** 2).sum(axis=2))


@pytest.mark.parametrize("d", [1, 2, 3, 8, 9, 64])
@pytest.mark.parametrize("m", [5, 120])
def test_same_as_naive(d, m):
    rng = np.random.default_rng(d)
    stored, queries = rng.normal(size=(500, d)), rng.normal(size=(m, d))
    for k in (1, 3, 31):
        indices, distances = neighbours(stored, queries, k=k)
        expected, away = naive(stored, queries, k=k)
        np.testing.assert_array_equal(indices, expected)
        np.testing.assert_allclose(distances, away, rtol=1e-6)
        assert indices.dtype == np.int64
        assert distances.dtype == np.float32


@pytest.mark.parametrize("d", [2, 20])
def test_same_as_scikit_learn(d):
    from sklearn.neighbors import NearestNeighbors

    rng = np.random.default_rng(0)
    stored, queries = rng.normal(size=(3000, d)), rng.normal(size=(400, d))
    away, expected = (
        NearestNeighbors(n_neighbors=7).fit(np.float32(stored)).kneighbors(np.float32(queries))
    )
    indices, distances = neighbours(stored, queries, k=7)
    np.testing.assert_array_equal(indices, expected)
    np.testing.assert_allclose(distances, away, rtol=1e-5)


@given(
    points=hnp.arrays(
        np.float32,
        st.tuples(st.integers(20, 60), st.sampled_from([1, 2, 9, 12])),
        elements=st.integers(-1, 1).map(float),
    ),
    k=st.integers(1, 19),
)
@settings(max_examples=60)
def test_ties_and_copies_come_in_order_of_index(points, k):
    np.testing.assert_array_equal(neighbours(points, points, k=k)[0], naive(points, points, k=k)[0])
    within, _ = neighbours_within(points, k=k)
    np.testing.assert_array_equal(within, naive(points, points, k=k, leave_out=True)[0])


@pytest.mark.parametrize("d", [2, 16])
def test_leaves_the_query_out(d):
    points = np.random.default_rng(1).normal(size=(300, d))
    own = np.arange(300)
    assert (neighbours(points, points, k=1)[0][:, 0] == own).all()
    indices, distances = neighbours_within(points, k=4)
    assert not (indices == own[:, None]).any()
    assert (distances > 0).all()
    np.testing.assert_array_equal(indices, naive(points, points, k=4, leave_out=True)[0])


def test_leave_one_out_of_random_labels_is_chance():
    """With the query among its own neighbours, 1-NN accuracy would be 1."""
    rng = np.random.default_rng(2)
    points, labels = rng.normal(size=(4000, 2)), rng.integers(10, size=4000)
    nearest = neighbours_within(points, k=1)[0][:, 0]
    assert abs((labels[nearest] == labels).mean() - 0.1) < 0.02


@pytest.mark.parametrize("d", [2, 64])
def test_collapsed_embedding(d):
    points = np.full((20_000, d), 0.7)
    indices, distances = neighbours_within(points, k=3)
    assert (distances == 0).all()
    assert indices[0].tolist() == [1, 2, 3]
    assert indices[2].tolist() == [0, 1, 3]
    assert indices[19_999].tolist() == [0, 1, 2]
    assert neighbours(points, points[:100], k=3)[0].tolist() == [[0, 1, 2]] * 100


@pytest.mark.parametrize("d", [2, 12])
def test_tiny_clump_far_from_the_origin(d):
    rng = np.random.default_rng(3)
    points = (rng.normal(size=(400, d)) * 1e-5 + 1).astype(np.float32)
    points[:5] = 1000  # so that centring does not help either
    expected, away = naive(points, points, k=5, leave_out=True)
    indices, distances = neighbours_within(points, k=5)
    np.testing.assert_array_equal(indices, expected)
    np.testing.assert_allclose(distances, away, rtol=1e-5)


def test_crowded_block_goes_through_float64(monkeypatch):
    used = []
    real = blocks._Product

    def watched(points, centre, kind, k):
        used.append(kind)
        return real(points, centre, kind, k)

    monkeypatch.setattr(blocks, "_Product", watched)
    rng = np.random.default_rng(3)
    points = (rng.normal(size=(400, 12)) * 1e-5 + 1).astype(np.float32)
    points[:5] = 1000
    neighbours_within(points, k=5)
    assert used == [np.float32, np.float64]


def test_half_precision_and_integers_are_taken():
    points = np.random.default_rng(4).normal(size=(50, 2)).astype(np.float16)
    np.testing.assert_array_equal(neighbours(points, points, k=2)[0], naive(points, points, k=2)[0])


def test_errors_say_what_to_do():
    points = np.zeros((5, 2))
    with pytest.raises(EmbedscopeError, match="choose 1 to 5"):
        neighbours(points, points, k=6)
    with pytest.raises(EmbedscopeError, match="choose 1 to 4"):
        neighbours_within(points, k=5)
    with pytest.raises(EmbedscopeError, match="same net"):
        neighbours(points, np.zeros((1, 3)), k=1)
    with pytest.raises(EmbedscopeError, match="diverged"):
        neighbours_within(np.array([[0.0, np.nan], [1, 2]]), k=1)
    with pytest.raises(EmbedscopeError, match=r"\[n, d\]"):
        neighbours(np.zeros(4), points, k=1)

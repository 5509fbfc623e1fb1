from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA

from core.errors import EmbedscopeError
from embedscope.drawing import pca
from embedscope.drawing.pca import principal_plane, principal_points


def test_same_plane_as_scikit_learn():
    embedding_set = np.random.default_rng(0).normal(size=(300, 7)) * [5, 3, 1, 1, 0.5, 0.2, 0.1] + 4
    ours, theirs = principal_plane(embedding_set), PCA(2).fit(embedding_set)
    assert ours.share == pytest.approx(theirs.explained_variance_ratio_.sum(), abs=1e-5)
    expected = theirs.transform(embedding_set)
    expected *= np.sign((expected * ours.points).sum(axis=0))
    np.testing.assert_allclose(ours.points, expected, atol=1e-3)


def test_a_new_point_lands_where_its_twin_lies():
    embedding_set = np.random.default_rng(1).normal(size=(50, 5)).astype(np.float32)
    plane = principal_plane(embedding_set)
    np.testing.assert_allclose(
        (embedding_set[7] - plane.centre) @ plane.axes, plane.points[7], atol=1e-5
    )


def test_two_dimensions_stay_and_one_lies_on_a_line():
    embedding_set = np.random.default_rng(2).normal(size=(9, 2)).astype(np.float16)
    np.testing.assert_array_equal(
        principal_plane(embedding_set).points, embedding_set.astype(np.float32)
    )
    line = principal_plane(embedding_set[:, :1])
    assert line.share == 1
    assert not line.points[:, 1].any()


def test_a_collapsed_cloud_is_one_point_not_an_error():
    plane = principal_plane(np.ones((20, 4)))
    assert np.isfinite(plane.points).all()
    assert np.ptp(plane.points) == 0


def test_a_diverged_run_is_named():
    with pytest.raises(EmbedscopeError, match="diverged"):
        principal_plane(np.full((3, 4), np.nan))


def test_a_file_read_in_blocks_has_the_axes_of_scikit_learn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pca, "VALUES", 7 * 64)
    vectors = np.random.default_rng(3).normal(size=(1000, 7)) * [5, 3, 2, 1, 0.5, 0.2, 0.1] + 40
    np.save(tmp_path / "vectors.npy", vectors.astype(np.float32))
    shares: list[float] = []
    mapped = np.load(tmp_path / "vectors.npy", mmap_mode="r")
    points = principal_points(mapped, 3, at=shares.append)
    expected = PCA(3).fit_transform(vectors.astype(np.float32).astype(np.float64))
    expected *= np.sign((expected * points).sum(axis=0))
    np.testing.assert_allclose(points, expected, atol=1e-3)
    assert len(shares) == 32
    assert shares == sorted(shares)
    assert shares[-1] == 1

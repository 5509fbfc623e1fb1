from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import TSNE, trustworthiness

from core.errors import BadRecipe, EmbedscopeError, Stopped, UnknownName
from core.projection import checked, describe, names, project
from core.projection.methods import tsne

QUICK = {"tsne": {"iterations": 100}}


def islands(count: int = 300, wide: int = 10) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    labels = np.arange(count) % 3
    centres = random.normal(size=(3, wide)) * 6
    return (centres[labels] + random.normal(size=(count, wide))).astype(np.float32), labels


def test_every_method_explains_itself_without_being_imported():
    assert {"pca", "tsne", "umap", "pacmap", "own"} <= set(names())
    for name in names():
        method = describe(name)
        assert method.title
        assert method.summary
        assert method.trap
        assert method.source
        assert checked(name) == {key: each.default for key, each in method.parameters.items()}
        for each in method.parameters.values():
            assert each.help
            assert each.choices or each.low <= each.default <= each.high


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"perplexity": 1e6}, r"perplexity = 1000000.0: choose a number from 2 to 200"),
        ({"perplexity": float("nan")}, "choose a number"),
        ({"perplexity": "many"}, "choose a number"),
        ({"iterations": 100.5}, "choose a whole number"),
        ({"speed": 1}, "tsne has no parameter 'speed'. It has: perplexity, iterations"),
    ],
)
def test_wrong_parameters_are_named(parameters: dict, message: str):
    with pytest.raises(BadRecipe, match=message):
        checked("tsne", parameters)


def test_parameters_come_as_the_type_they_have():
    assert checked("tsne", {"iterations": "200", "perplexity": "5"})["iterations"] == 200
    with pytest.raises(UnknownName, match="Must be one of: own, pacmap, pca, tsne, umap"):
        checked("t-sne")


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_the_seed_decides_the_map(method: str, dimensions: int):
    vectors, labels = islands()
    given = {"dimensions": dimensions, "seed": 3, "parameters": QUICK.get(method)}
    first = project(method, vectors, **given)
    np.testing.assert_array_equal(first.points, project(method, vectors, **given).points)
    assert first.points.shape == (300, dimensions)
    assert first.points.dtype == np.float32
    centres = np.stack([first.points[labels == c].mean(axis=0) for c in range(3)])
    nearest = np.linalg.norm(first.points[:, None] - centres, axis=2).argmin(axis=1)
    assert np.mean(nearest == labels) > 0.98


@pytest.mark.slow
def test_umap_and_pacmap_are_decided_by_the_seed_and_tell_how_far_they_are():
    vectors, _ = islands(120)
    for method in ("umap", "pacmap"):
        shares: list[float] = []
        seen: list[np.ndarray] = []

        def watch(share: float, _stage: str, points: np.ndarray | None = None, /) -> None:
            shares.append(share)  # noqa: B023
            if points is not None:
                seen.append(points.copy())  # noqa: B023

        first = project(method, vectors, seed=1, watch=watch)
        again = project(method, vectors, seed=1).points
        np.testing.assert_array_equal(first.points, again)
        assert not np.array_equal(project(method, vectors, seed=2).points, again)
        assert trustworthiness(vectors, again, n_neighbors=5) > 0.8
        assert shares == sorted(shares)
        told = [share for share in shares if 0.2 < share < 1]  # umap-learn tells ten times a second
        assert len(told) > (10 if method == "pacmap" else 0)
        if method == "umap":
            np.testing.assert_array_equal(seen[-1], first.points)
            assert not np.allclose(seen[0], seen[-1])
        for few in (1, 2, 3, 10, 16):
            assert np.isfinite(project(method, vectors[:few]).points).all()
        assert np.isfinite(project(method, vectors[:50, :1]).points).all()
        with pytest.raises(Stopped):
            project(method, vectors, stop=iter([*[False] * 4, *[True] * 9]).__next__)


def test_on_the_grid_tsne_is_as_trustworthy_as_scikit_learns(monkeypatch: pytest.MonkeyPatch):
    vectors, _ = islands(300, 12)
    theirs = TSNE(random_state=0).fit_transform(vectors)
    ours = project("tsne", vectors).points
    monkeypatch.setattr(tsne, "SMALL", 0)  # so few points are laid on the grid too
    grid = project("tsne", vectors, parameters={"iterations": 300}).points
    reached = trustworthiness(vectors, theirs, n_neighbors=15)
    assert trustworthiness(vectors, ours, n_neighbors=15) > reached - 0.005
    assert trustworthiness(vectors, grid, n_neighbors=15) > reached - 0.02


@pytest.mark.parametrize("count", [1, 2, 3, 4, 10])
@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_few_points_have_a_map_too(method: str, count: int):
    made = project(method, islands()[0][:count], parameters=QUICK.get(method))
    assert made.points.shape == (count, 2)
    assert np.isfinite(made.points).all()
    if method == "tsne":
        assert made.notes
        if count == 10:
            assert "Perplexity was lowered from 30 to 3" in made.notes[0]
            assert made.parameters["perplexity"] == 3


@pytest.mark.parametrize("method", names())
def test_equal_points_are_one_point_and_say_so(method: str):
    made = project(method, np.ones((30, 5)))
    assert not made.points.any()
    assert made.notes == ("All points are equal: their map is one point.",)


def test_copies_of_points_do_no_harm():
    vectors = islands(60)[0]
    vectors[:40] = vectors[0]
    assert np.isfinite(project("tsne", vectors, parameters={"iterations": 50}).points).all()


def test_own_shows_the_vectors_themselves_and_only_where_they_fit():
    flat = islands(20, 2)[0]
    np.testing.assert_array_equal(project("own", flat).points, flat)
    np.testing.assert_array_equal(project("own", flat, dimensions=3).points[:, :2], flat)
    with pytest.raises(BadRecipe, match="have 10 dimensions, the map 2"):
        project("own", islands()[0])


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e30])
def test_what_is_not_finite_is_counted_and_named(bad: float):
    vectors = islands()[0]
    vectors[7, 2] = bad
    with pytest.raises(EmbedscopeError, match=r"1 of 300 vectors .*first is number 7,"):
        project("pca", vectors)


def test_wrong_shapes_and_settings_are_refused():
    with pytest.raises(EmbedscopeError, match="table"):
        project("pca", np.zeros((0, 5)))
    with pytest.raises(EmbedscopeError, match="table"):
        project("pca", np.zeros(5))
    with pytest.raises(BadRecipe, match="2 or 3 dimensions, not 4"):
        project("pca", np.ones((5, 5)), dimensions=4)
    with pytest.raises(BadRecipe, match="seed = -1"):
        project("pca", np.ones((5, 5)), seed=-1)


def test_tsne_shows_its_start_moves_and_stops_when_told():
    vectors = islands()[0]
    seen: list[np.ndarray] = []

    def watch(share: float, stage: str, points: np.ndarray | None = None) -> None:
        if points is not None:
            seen.append(np.array(points))

    with pytest.raises(Stopped):
        project("tsne", vectors, watch=watch, stop=lambda: len(seen) > 5)
    assert len(seen) == 6
    np.testing.assert_allclose(seen[0], project("pca", vectors).points, atol=1e-4)
    assert not np.array_equal(seen[1], seen[5])


def test_many_points_go_through_the_early_phase_by_a_sample(monkeypatch: pytest.MonkeyPatch):
    vectors, _ = islands(450, 12)
    monkeypatch.setattr(tsne, "COARSE", 250)
    shown: list[tuple[float, int]] = []

    def watch(share: float, stage: str, points: np.ndarray | None = None) -> None:
        if points is not None:
            shown.append((share, len(points)))

    made = project("tsne", vectors, parameters={"iterations": 250}, watch=watch).points
    assert {count for _, count in shown} == {450}
    assert [share for share, _ in shown] == sorted(share for share, _ in shown)
    theirs = TSNE(random_state=0).fit_transform(vectors)
    reached = trustworthiness(vectors, theirs, n_neighbors=15)
    assert trustworthiness(vectors, made, n_neighbors=15) > reached - 0.01


def test_pca_stops_when_told():
    with pytest.raises(Stopped):
        project("pca", islands()[0], stop=iter([False, True]).__next__)

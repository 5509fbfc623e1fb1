"""UMAP: like t-SNE it keeps neighbours together, with more of the order between groups.

Source: McInnes, Healy, Melville (2018), UMAP: uniform manifold approximation and projection for
dimension reduction; computed by umap-learn.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Stopped
from core.projection.graph import nearest, reduced
from core.projection.method import Watch
from core.projection.printout import Printout
from embedscope.drawing.pca import principal_points

TITLE = "UMAP"
TRAP = (
    "Gaps look wider and islands denser than they are, depending on `min_dist`; distances between "
    "islands hardly mean more than in t-SNE."
)
PARAMETERS = {
    "n_neighbors": {
        "title": "Neighbours",
        "default": 15,
        "low": 2,
        "high": 200,
        "help": "How many neighbours each point is kept near. Small: fine structure. Large: the "
        "coarse order.",
    },
    "min_dist": {
        "title": "min_dist",
        "default": 0.1,
        "low": 0.0,
        "high": 0.99,
        "help": "How close points may come on the map. Small: tight clumps. Large: an even spread.",
    },
}
LEAST = 8
SAMPLED = True


def adapted(count: int, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """No more neighbours than there are points."""
    asked = parameters["n_neighbors"]
    if asked <= count - 1:
        return dict(parameters), []
    note = f"Neighbours were lowered from {asked} to {count - 1}: there are only {count} points."
    return {**parameters, "n_neighbors": count - 1}, [note]


def project(
    vectors: NDArray[np.float32],
    *,
    dimensions: int,
    seed: int,
    watch: Watch,
    stop: Callable[[], bool],
    n_neighbors: int,
    min_dist: float,
) -> NDArray[np.float32]:
    """float32 [n, d] to float32 [n, dimensions], n >= 8 and more than `n_neighbors`.

    On one thread, as umap-learn demands where a seed is to count. Raises Stopped.
    """
    narrow = reduced(vectors)
    start = principal_points(narrow, dimensions)
    watch(0.0, "searching neighbours", start)
    graph = _with_themselves(*nearest(narrow, k=n_neighbors - 1))
    if stop():
        raise Stopped
    watch(0.1, "preparing UMAP (its first use in a process compiles it)")
    bar = Printout(r"^\s*([\d.]+)\s*$", watch, stop, whole=100, before=0.2)
    import umap

    way = umap.UMAP(
        n_components=dimensions,
        n_neighbors=n_neighbors,
        min_dist=min_dist,
        init=_ten_wide(start, seed),
        random_state=seed,
        n_jobs=1,
        precomputed_knn=graph,
        tqdm_kwds={"disable": False, "file": bar, "bar_format": "{percentage}"},
    )
    with warnings.catch_warnings(), _seen(bar):
        warnings.simplefilter("ignore")  # that it cannot transform new points: we ask for none
        return np.asarray(way.fit_transform(narrow), np.float32)


@contextmanager
def _seen(bar: Printout) -> Iterator[None]:
    """While it lasts the bar sees the points that umap-learn moves in place, which it tells nobody
    of: what optimises them is asked by way of a function that notes them first.
    """
    from umap import umap_

    known = umap_.optimize_layout_euclidean

    def noted(points: NDArray[np.floating], *others: Any, **named: Any) -> Any:
        bar.points = points
        return known(points, *others, **named)

    umap_.optimize_layout_euclidean = noted
    try:
        yield
    finally:
        umap_.optimize_layout_euclidean = known


def _with_themselves(
    found: NDArray[np.int64], away: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """As umap-learn counts: every point is its own first neighbour."""
    own = np.arange(len(found))[:, None]
    return np.hstack([own, found]), np.hstack([np.zeros((len(away), 1), np.float32), away])


def _ten_wide(start: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).normal(scale=1e-3, size=start.shape)
    wide: NDArray[np.float32] = (10 * start / np.abs(start).max() + noise).astype(np.float32)
    return wide

"""PaCMAP: balances neighbours against points farther off, so the coarse order survives better.

Source: Wang, Huang, Rudin, Shaposhnik (2021), Understanding how dimension reduction tools work; the
authors' package computes it here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Stopped
from core.projection.graph import reduced
from core.projection.method import Watch
from core.projection.printout import Printout
from embedscope.drawing.pca import principal_points

TITLE = "PaCMAP"
TRAP = (
    "It starts from the principal components and keeps much of them: what those hide, the coarse "
    "order of this map can hide too."
)
PARAMETERS = {
    "n_neighbors": {
        "title": "Neighbours",
        "default": 10,
        "low": 2,
        "high": 100,
        "help": "How many near points each point is pulled to.",
    },
    "MN_ratio": {
        "title": "Mid-near pairs",
        "default": 0.5,
        "low": 0.0,
        "high": 5.0,
        "help": "Mid-distance points that also pull, per neighbour: more of them keep the coarse "
        "order.",
    },
    "FP_ratio": {
        "title": "Far pairs",
        "default": 2.0,
        "low": 0.5,
        "high": 10.0,
        "help": "Far points that are pushed away, per neighbour: more spread the groups further.",
    },
}
LEAST = 16
SAMPLED = True
UNIT = 100.0
"""The largest coordinate it is given: its thresholds are absolute."""


def adapted(count: int, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """No more neighbours and far pairs than so few points have."""
    most = (count - 1) // 4
    asked = parameters["n_neighbors"]
    if asked <= most:
        return dict(parameters), []
    note = f"Neighbours were lowered from {asked} to {most}: there are only {count} points."
    return {**parameters, "n_neighbors": most}, [note]


def project(
    vectors: NDArray[np.float32],
    *,
    dimensions: int,
    seed: int,
    watch: Watch,
    stop: Callable[[], bool],
    n_neighbors: int,
    MN_ratio: float,
    FP_ratio: float,
) -> NDArray[np.float32]:
    """float32 [n, d] to float32 [n, dimensions], n >= 16. Raises Stopped."""
    narrow = reduced(vectors)
    start = principal_points(narrow, dimensions)
    watch(0.0, "preparing PaCMAP", start)
    import pacmap

    if stop():
        raise Stopped
    watch(0.1, "optimising")
    way = pacmap.PaCMAP(
        n_components=dimensions,
        n_neighbors=n_neighbors,
        MN_ratio=MN_ratio,
        FP_ratio=FP_ratio,
        random_state=seed,
        apply_pca=False,
        knn_backend="faiss",
        verbose=True,
    )
    said = Printout(r"^Iteration:\s*(\d+)", watch, stop, whole=sum(way.num_iters), before=0.1)
    with contextlib.redirect_stdout(said):
        return np.asarray(way.fit_transform(_scaled(narrow, dimensions), init=start), np.float32)


def _scaled(vectors: NDArray[np.float32], least: int) -> NDArray[np.float32]:
    """Centred, its largest coordinate `UNIT`, with zeros for the dimensions it lacks."""
    moved = vectors - vectors.mean(axis=0)
    moved *= UNIT / np.abs(moved).max()
    return np.pad(moved, ((0, 0), (0, max(0, least - vectors.shape[1]))))

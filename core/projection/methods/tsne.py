"""t-SNE: keeps each point beside its nearest neighbours, and shows groups as islands.

Source: van der Maaten, Hinton (2008), Visualizing data using t-SNE; Linderman and others (2019),
Fast interpolation-based t-SNE; Belkina and others (2019) for the learning rate; Kobak, Berens
(2019), The art of using t-SNE for single-cell transcriptomics, for the start of many points from a
sample; Poličar and others (2024), openTSNE, which computes it here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Stopped
from core.projection.graph import nearest, reduced
from core.projection.method import Watch
from core.projection.placing import placing
from embedscope.drawing.pca import principal_points

Points = NDArray[np.floating]

TITLE = "t-SNE"
TRAP = (
    "Neither the size of an island nor the distance between two means anything, and pure noise "
    "shows islands too: try other perplexities and seeds before you believe one."
)
PARAMETERS = {
    "perplexity": {
        "title": "Perplexity",
        "default": 30.0,
        "low": 2.0,
        "high": 200.0,
        "help": "Roughly how many neighbours each point stays near. Small: many fine islands. "
        "Large: fewer, and more of the coarse order. Time grows with it.",
    },
    "iterations": {
        "title": "Iterations",
        "default": 500,
        "low": 50,
        "high": 5000,
        "help": "Steps after the early phase. More if the picture still moves at the end.",
    },
    "exaggeration": {
        "title": "Exaggeration",
        "default": 1.0,
        "low": 1.0,
        "high": 12.0,
        "help": "Attraction in those steps. 1 is t-SNE; up to 4 packs islands tighter, and looks "
        "more like UMAP. Helps above 50,000 points.",
    },
}

EARLY, EARLY_EXAGGERATION = 250, 12.0
SMALL = 3000
"""Up to here a tree of the points is quicker than a grid over the map; in 3-D always."""
GRID = {"ints_in_interval": 2, "n_interpolation_points": 4, "min_num_intervals": 30}
"""Half as many intervals as openTSNE takes, with a polynomial one degree higher: on 10,000 points a
third of the time at the same trustworthiness."""
COARSE, COARSER = 20_000, 5
"""Of more points one in `COARSER` goes through the early phase, and the others start beside it."""
LOOKED = 10
"""Iterations between two calls of `watch`, for each 20,000 points: before each, openTSNE computes
the error, which takes longer than an iteration."""


def adapted(count: int, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A perplexity that so few points can have: at most (n - 1) / 3."""
    most = max(1.0, (count - 1) / 3)
    asked = parameters["perplexity"]
    if asked <= most:
        return dict(parameters), []
    note = f"Perplexity was lowered from {asked:g} to {most:.3g}: there are only {count} points."
    return {**parameters, "perplexity": most}, [note]


LEAST = 4
SAMPLED = True


def project(
    vectors: NDArray[np.float32],
    *,
    dimensions: int,
    seed: int,
    watch: Watch,
    stop: Callable[[], bool],
    perplexity: float,
    iterations: int,
    exaggeration: float,
) -> NDArray[np.float32]:
    """float32 [n, d] to float32 [n, 2 or 3]; n >= 4 and perplexity <= (n - 1) / 3.

    It starts from the principal components and leaves nothing to chance but points that lie on
    each other, which `seed` parts. Raises Stopped.
    """
    narrow = reduced(vectors)
    start = principal_points(narrow, dimensions)
    watch(0.0, "searching neighbours", start)
    early = float(EARLY / (EARLY + iterations))
    how: dict[str, Any] = {"dimensions": dimensions, "seed": seed, "stop": stop}
    first, found = narrow, None
    if len(narrow) > COARSE:
        found = placing(narrow, len(narrow) // COARSER, seed=seed, stop=stop)
        first, start = narrow[found.rows], start[found.rows]

    def watch_early(share: float, stage: str, points: Points | None = None, /) -> None:
        whole = points if points is None or found is None else found.whole(points)
        watch(early * share, stage, whole)

    affinities = _affinities(first, perplexity)
    begin = _embedding(_tiny(start, seed), affinities, **how)
    _optimise(begin, EARLY, EARLY_EXAGGERATION, 0.5, watch=watch_early, stop=stop)
    points = begin
    if found is not None:
        watch(early, "searching neighbours")
        affinities = _affinities(narrow, perplexity)
        points = _embedding(found.whole(begin).astype(np.float64), affinities, **how)
    _optimise(
        points,
        iterations,
        exaggeration,
        0.8,
        watch=lambda share, *told: watch(early + (1 - early) * share, *told),
        stop=stop,
    )
    return np.asarray(points, np.float32)


def _embedding(
    start: NDArray[np.float64],
    affinities: Any,
    *,
    dimensions: int,
    seed: int,
    stop: Callable[[], bool],
) -> Any:
    import openTSNE

    if stop():
        raise Stopped
    return openTSNE.TSNEEmbedding(
        start,
        affinities,
        negative_gradient_method="fft" if dimensions == 2 and len(start) > SMALL else "bh",
        n_jobs=_cores(),
        random_state=seed,
        callbacks_every_iters=LOOKED * max(1, round(len(start) / COARSE)),
        **GRID,
    )


def _optimise(
    points: Any,
    steps: int,
    exaggeration: float,
    momentum: float,
    *,
    watch: Watch,
    stop: Callable[[], bool],
) -> None:
    """Move the points in place."""

    def look(iteration: int, _error: float, now: NDArray[np.float64]) -> bool:
        if stop():
            raise Stopped
        watch(iteration / steps, "optimising", now)
        return False

    points.optimize(
        steps,
        exaggeration=exaggeration,
        momentum=momentum,
        inplace=True,
        callbacks=[look],
        use_callbacks=True,
    )


def _affinities(vectors: NDArray[np.float32], perplexity: float) -> Any:
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    k = min(len(vectors) - 1, int(3 * perplexity))
    found, away = nearest(vectors, k=k)
    index = PrecomputedNeighbors(found, away.astype(np.float64))
    return PerplexityBasedNN(perplexity=perplexity, knn_index=index, n_jobs=_cores())


def _tiny(start: NDArray[np.float32], seed: int) -> NDArray[np.float64]:
    """The start, so small that nothing is yet apart; equal points are parted a little."""
    noise = np.random.default_rng(seed).normal(size=start.shape)
    tiny: NDArray[np.float64] = start / start.std(axis=0).max() * 1e-4 + noise * 1e-6
    return tiny


def _cores() -> int:
    return len(os.sched_getaffinity(0))

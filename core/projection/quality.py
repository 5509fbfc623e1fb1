"""How far a map can be trusted: what it kept of the original space, and what it made up.

Trustworthiness falls where the map shows neighbours that are none in the original space, continuity
where it tears true neighbours apart; both are 1 for a perfect map, about .5 for a random one. The
share of a point's true neighbours that are among its neighbours on the map is taken among all
points, so it is the sharpest and the lowest. The classes' k-NN accuracy and silhouette, in the map
and in the original space side by side, tell whether the map hides separations or invents them.

Source: Venna, Kaski (2001), Neighborhood preservation in nonlinear projection methods; Rousseeuw
(1987) for the silhouette.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.metrics.classification import accuracy, predict, vote_shares
from core.metrics.neighbours import neighbours_within
from core.metrics.scan import scanned
from core.metrics.silhouette import silhouette

SAMPLE = 5000
"""Points all figures are taken over, and among, at most: time grows with their square."""
ASKED = 500
"""Points whose true neighbours are searched among all, of the laid-out and of the placed each."""
K = 15
ROWS = 250

Figure = dict[str, Any]


def quality(
    vectors: NDArray[np.floating],
    points: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    seed: int = 0,
    sample: int = SAMPLE,
    laid_out: NDArray[np.integer] | None = None,
) -> dict[str, Figure]:
    """The figures of one map, over one random sample of its points.

    Args:
        vectors: the original space, finite [n, d].
        points: the map, finite [n, 2 or 3].
        labels: classes int [n], -1 where none is known: those count for no class's figure.
        seed: of the sample.
        sample: its size at most; neighbours are searched within it.
        laid_out: the points that the method laid out, where the others were placed beside them.

    Returns:
        `{"trustworthiness", "continuity", "knn_map", "knn_original", "silhouette_map",
        "silhouette_original", "neighbours_kept"}`, each `{"value", "n"}`, with "k" beside all but
        the silhouettes; with `laid_out` also "neighbours_kept_laid_out" and "..._placed".
        The value is None where it cannot be told: too few points, or fewer than two classes.

    Raises:
        EmbedscopeError: where the counts differ, or values are not finite.
    """
    if not len(vectors) == len(points) == len(labels):
        raise EmbedscopeError(
            f"{len(vectors)} vectors, {len(points)} points on the map and {len(labels)} classes "
            "were given: they have to be the same points."
        )
    chosen = np.arange(len(vectors))
    if len(chosen) > sample:
        chosen = np.sort(np.random.default_rng(seed).choice(len(chosen), sample, replace=False))
    original, flat = np.asarray(vectors[chosen], np.float32), np.asarray(points)[chosen]
    known = np.asarray(labels)[chosen] >= 0
    classes = np.asarray(labels, np.int64)[chosen][known]
    k = min(K, (len(chosen) - 1) // 2)
    trust, kept = rank_figures(original, flat, k=k) if k > 0 else (None, None)
    return {
        "trustworthiness": {"value": trust, "n": len(chosen), "k": k},
        "continuity": {"value": kept, "n": len(chosen), "k": k},
        "knn_map": _knn(flat[known], classes),
        "knn_original": _knn(original[known], classes),
        "silhouette_map": _silhouette(flat[known], classes),
        "silhouette_original": _silhouette(original[known], classes),
        **_kept(vectors, points, laid_out, seed),
    }


def neighbours_kept(
    vectors: NDArray[np.floating],
    points: NDArray[np.floating],
    rows: NDArray[np.integer],
    *,
    k: int = K,
) -> Figure:
    """The share of the k nearest of `rows` among all vectors that are so among all points too."""
    k = min(k, len(vectors) - 1)
    if k < 1 or not len(rows):
        return {"value": None, "n": len(rows), "k": max(k, 0)}
    true, _ = scanned(vectors, rows, k=k)
    shown, _ = scanned(points, rows, k=k)
    kept = sum(len(np.intersect1d(*each)) for each in zip(true, shown, strict=True))
    return {"value": kept / true.size, "n": len(rows), "k": k}


def _kept(
    vectors: NDArray[np.floating],
    points: NDArray[np.floating],
    laid_out: NDArray[np.integer] | None,
    seed: int,
) -> dict[str, Figure]:
    """Of all, and of those that were laid out and placed where there are two kinds."""
    random, every = np.random.default_rng(seed), np.arange(len(vectors))
    if laid_out is None:
        some = random.choice(every, min(ASKED, len(every)), replace=False)
        return {"neighbours_kept": neighbours_kept(vectors, points, some)}
    figures, kinds = {}, {"laid_out": laid_out, "placed": np.setdiff1d(every, laid_out)}
    for name, rows in kinds.items():
        some = random.choice(rows, min(ASKED, len(rows)), replace=False)
        figures[f"neighbours_kept_{name}"] = neighbours_kept(vectors, points, some)
    mean = sum(
        figures[f"neighbours_kept_{name}"]["value"] * len(rows) for name, rows in kinds.items()
    )
    about = {"value": mean / len(every), "n": 2 * ASKED, "k": K}
    return {"neighbours_kept": about, **figures}


def rank_figures(
    original: NDArray[np.floating], points: NDArray[np.floating], *, k: int
) -> tuple[float, float]:
    """Trustworthiness and continuity of all points given.

    A neighbour's rank is one more than how many points are strictly nearer, so equal distances are
    judged kindly. Time and, for a few rows at once, memory grow with n.

    Args:
        original: [n, d].
        points: [n, 2 or 3].
        k: neighbours that are compared, fewer than n / 2.
    """
    far, near = _centred(original), _centred(points)
    invented = torn = 0.0
    for start in range(0, len(far), ROWS):
        rows = np.arange(start, min(start + ROWS, len(far)))
        away, shown = _squared(far, rows), _squared(near, rows)
        invented += _excess(away, _first(shown, k), k)
        torn += _excess(shown, _first(away, k), k)
    n = len(far)
    worst = n * k * (2 * n - 3 * k - 1) / 2
    return 1 - invented / worst, 1 - torn / worst


def _centred(points: NDArray[np.floating]) -> NDArray[np.float64]:
    moved: NDArray[np.float64] = np.array(points, np.float64)
    moved -= moved.mean(axis=0)
    return moved


def _squared(points: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Squared distances [rows, n] to all points; to itself a point is infinitely far."""
    squares = np.einsum("ij,ij->i", points, points)
    away: NDArray[np.float64] = points[rows] @ points.T
    away *= -2
    away += squares
    away += squares[rows, None]
    away[np.arange(len(rows)), rows] = np.inf
    return away


def _first(away: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """The k nearest of every row, in any order: int64 [rows, k]."""
    found: NDArray[np.int64] = np.argpartition(away, k - 1, axis=1)[:, :k]
    return found


def _excess(away: NDArray[np.float64], found: NDArray[np.int64], k: int) -> float:
    """The sum, over the points found, of how far beyond k each ranks by `away`."""
    limits = np.take_along_axis(away, found, axis=1)
    ranks = np.stack([(away < limit[:, None]).sum(axis=1) + 1 for limit in limits.T])
    return float(np.maximum(ranks - k, 0).sum())


def _knn(points: NDArray[np.floating], classes: NDArray[np.int64]) -> Figure:
    k = min(K, len(classes) - 1)
    if k < 1 or len(np.unique(classes)) < 2:
        return {"value": None, "n": len(classes), "k": max(k, 0)}
    found, _ = neighbours_within(points, k=k)
    shares = vote_shares(found, classes, classes=int(classes.max()) + 1)
    return {"value": accuracy(predict(shares), classes), "n": len(classes), "k": k}


def _silhouette(points: NDArray[np.floating], classes: NDArray[np.int64]) -> Figure:
    value = silhouette(points, classes) if len(classes) else float("nan")
    return {"value": None if np.isnan(value) else value, "n": len(classes)}

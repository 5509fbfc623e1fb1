"""Maps of all 70,000 images of Fashion-MNIST along 50 axes, against scikit-learn's t-SNE."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from bench.table import Measured, Skipped

METHODS = {"tsne": "t-SNE", "umap": "UMAP"}
ROWS = {
    "tsne_70k_first_picture_s": ("s", "<=", 5.0),
    "tsne_70k_of_sklearn": ("x", "<=", 0.35),
    "umap_70k_first_picture_s": ("s", "<=", 5.0),
    "umap_70k_of_sklearn": ("x", "<=", 0.35),
}
ON_REQUEST = True
"""scikit-learn's takes a quarter of an hour."""
AXES = 50
WITHIN = 0.005
K, ASKED = 15, 5000


@dataclass
class LaidOut:
    """How long it took, when each picture came (both in seconds), how trustworthy it is."""

    seconds: float
    pictures: list[float]
    trust: float


def measure() -> dict[str, Measured]:
    """All rows. Raises Skipped where Fashion-MNIST is not here."""
    from sklearn.manifold import TSNE

    vectors = _vectors()
    made = {method: _laid_out(method, vectors) for method in METHODS}
    begun = time.perf_counter()
    theirs = TSNE(random_state=0).fit_transform(vectors)
    taken = time.perf_counter() - begun
    trust = _trustworthiness(vectors, theirs)
    if made["tsne"].trust < trust - WITHIN:
        raise ArithmeticError(f"Not equally trustworthy: {made['tsne'].trust}, {trust}.")
    rows: dict[str, Measured] = {}
    for method, title in METHODS.items():
        rows |= _rows(method, title, made[method], LaidOut(taken, [], trust), len(vectors))
    return rows


def _rows(
    method: str, title: str, ours: LaidOut, theirs: LaidOut, count: int
) -> dict[str, Measured]:
    how = f"{count:,} images along {AXES} principal axes, defaults"
    return {
        f"{method}_70k_first_picture_s": Measured(
            ours.pictures[0],
            1,
            f"until the principal components, from which it starts, are drawn; the first that "
            f"moved after {ours.pictures[1]:.1f} s, {len(ours.pictures)} in all; {how}",
        ),
        f"{method}_70k_of_sklearn": Measured(
            ours.seconds / theirs.seconds,
            1,
            f"our {title} ({ours.seconds:.0f} s, trustworthiness {ours.trust:.4f}) / "
            f"scikit-learn's TSNE ({theirs.seconds:.0f} s, {theirs.trust:.4f}), one after the "
            f"other; trustworthiness at k = {K} among {ASKED:,} points, that of our t-SNE at most "
            f"{WITHIN} below or it fails; {how}",
        ),
    }


def _laid_out(method: str, vectors: np.ndarray) -> LaidOut:
    from core.projection import project

    project(method, vectors[:300])  # imports and compiles, as a warm worker did
    pictures: list[float] = []
    begun = time.perf_counter()

    def watch(_share: float, _stage: str, points: object = None) -> None:
        if points is not None:
            pictures.append(time.perf_counter() - begun)

    points = project(method, vectors, watch=watch).points
    taken = time.perf_counter() - begun
    return LaidOut(taken, pictures, _trustworthiness(vectors, points))


def _vectors() -> np.ndarray:
    from core import data
    from embedscope.drawing.pca import principal_points

    if not data.is_here("fashion-mnist"):
        raise Skipped("Fashion-MNIST is not on this machine")
    halves = [np.asarray(data.load("fashion-mnist", split).images) for split in ("train", "test")]
    flat = np.concatenate([each.reshape(len(each), -1) for each in halves])
    return principal_points(flat.astype(np.float32) / 255, AXES)


def _trustworthiness(vectors: np.ndarray, points: np.ndarray) -> float:
    from core.projection.quality import rank_figures

    some = np.random.default_rng(0).choice(len(vectors), ASKED, replace=False)
    return rank_figures(vectors[some], points[some], k=K)[0]

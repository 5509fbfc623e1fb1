"""t-SNE of all 70,000 images of Fashion-MNIST along 50 principal axes, against scikit-learn's."""

from __future__ import annotations

import time

import numpy as np

from bench.table import Measured, Skipped

ROWS = {
    "tsne_70k_first_picture_s": ("s", "<=", 5.0),
    "tsne_70k_of_sklearn": ("x", "<=", 0.35),
}
ON_REQUEST = True
"""scikit-learn's takes a quarter of an hour."""
AXES = 50
WITHIN = 0.005
K, ASKED = 15, 5000


def measure() -> dict[str, Measured]:
    """Both rows. Raises Skipped where Fashion-MNIST is not here."""
    from sklearn.manifold import TSNE

    from core.projection import project

    vectors = _vectors()
    project("tsne", vectors[:100])  # imports, as a warm worker did
    pictures: list[float] = []
    begun = time.perf_counter()

    def watch(_share: float, _stage: str, points: object = None) -> None:
        if points is not None:
            pictures.append(time.perf_counter() - begun)

    ours = project("tsne", vectors, watch=watch).points
    taken = time.perf_counter() - begun
    theirs_begun = time.perf_counter()
    theirs = TSNE(random_state=0).fit_transform(vectors)
    theirs_taken = time.perf_counter() - theirs_begun
    kept = {name: _trustworthiness(vectors, p) for name, p in (("o", ours), ("t", theirs))}
    if kept["o"] < kept["t"] - WITHIN:
        raise ArithmeticError(f"What is compared is not equally trustworthy: {kept}.")
    how = f"{len(vectors):,} images along {AXES} principal axes, perplexity 30, defaults"
    return {
        "tsne_70k_first_picture_s": Measured(
            pictures[0],
            1,
            f"until the principal components, from which it starts, are drawn; the first that "
            f"moved after {pictures[1]:.1f} s, {len(pictures)} in all; {how}",
        ),
        "tsne_70k_of_sklearn": Measured(
            taken / theirs_taken,
            1,
            f"our t-SNE ({taken:.0f} s, trustworthiness {kept['o']:.4f}) / scikit-learn's TSNE "
            f"({theirs_taken:.0f} s, {kept['t']:.4f}), one after the other; trustworthiness at "
            f"k = {K} among {ASKED:,} points, ours at most {WITHIN} below or it fails; {how}",
        ),
    }


def _vectors() -> np.ndarray:
    from core import data
    from core.metrics.pca import principal_points

    if not data.is_here("fashion-mnist"):
        raise Skipped("Fashion-MNIST is not on this machine")
    halves = [np.asarray(data.load("fashion-mnist", split).images) for split in ("train", "test")]
    flat = np.concatenate([each.reshape(len(each), -1) for each in halves])
    return principal_points(flat.astype(np.float32) / 255, AXES)


def _trustworthiness(vectors: np.ndarray, points: np.ndarray) -> float:
    from core.projection.quality import rank_figures

    some = np.random.default_rng(0).choice(len(vectors), ASKED, replace=False)
    return rank_figures(vectors[some], points[some], k=K)[0]

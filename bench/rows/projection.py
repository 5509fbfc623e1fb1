"""Projections of 10,000 made vectors: t-SNE against scikit-learn's, UMAP, the first picture of a
job; and one neighbour query in 70,000.
"""

from __future__ import annotations

import os
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.table import Measured
from bench.timing import in_turns, until

if TYPE_CHECKING:
    from core.embeddings import EmbeddingSet
    from core.jobs.dispatcher import Dispatcher

ROWS = {
    "tsne_vs_sklearn": ("x", "<=", 0.75),
    "umap_10k_s": ("s", "", None),
    "first_picture_s": ("s", "<=", 5.0),
    "first_motion_s": ("s", "<=", 5.0),
    "knn_query_ms": ("ms", "<=", 50.0),
}
COUNT, WIDE, STORED = 10_000, 64, 70_000
K = 15
WITHIN = 0.005
QUERIES = 40


def measure() -> dict[str, Measured]:
    """All rows."""
    vectors, labels = clustered(COUNT)
    return {
        **_pictures(vectors, labels),
        "tsne_vs_sklearn": _against_scikit_learn(vectors),
        "umap_10k_s": _umap(vectors),
        "knn_query_ms": _query(),
    }


def clustered(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Ten classes in 64 dimensions, each spread along six directions of its own, with noise."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 10
    centres, along = random.normal(size=(10, WIDE)) * 2, random.normal(size=(10, 6, WIDE))
    spread = np.einsum("nk,nkd->nd", random.normal(size=(count, 6)), along[labels])
    noise = 0.3 * random.normal(size=(count, WIDE))
    return (centres[labels] + spread + noise).astype(np.float32), labels


def _against_scikit_learn(vectors: np.ndarray) -> Measured:
    from sklearn.manifold import TSNE

    from core.projection import project

    project("tsne", vectors[:100])  # imports
    maps: dict[str, np.ndarray] = {}

    def theirs() -> None:
        maps["theirs"] = TSNE(random_state=0).fit_transform(vectors)

    def ours() -> None:
        maps["ours"] = project("tsne", vectors).points

    taken = in_turns({"ours": ours, "theirs": theirs}, rounds=1, warm_up=0)
    kept = {name: _trustworthiness(vectors, points) for name, points in maps.items()}
    if kept["ours"] < kept["theirs"] - WITHIN:
        raise ArithmeticError(f"What is compared is not equally trustworthy: {kept}.")
    seconds = {name: times[0] for name, times in taken.items()}
    return Measured(
        seconds["ours"] / seconds["theirs"],
        1,
        f"our t-SNE ({seconds['ours']:.1f} s, trustworthiness {kept['ours']:.4f}) / "
        f"scikit-learn's TSNE ({seconds['theirs']:.1f} s, {kept['theirs']:.4f}), {COUNT:,} x "
        f"{WIDE} made vectors, both with their defaults, perplexity 30, one after the other; "
        f"trustworthiness at k = {K} of all points, ours at most {WITHIN} below or it fails",
    )


def _trustworthiness(vectors: np.ndarray, points: np.ndarray) -> float:
    from core.projection.quality import rank_figures

    return rank_figures(vectors, points, k=K)[0]


def _umap(vectors: np.ndarray) -> Measured:
    from core.projection import project

    begun = time.perf_counter()
    project("umap", vectors[:100])
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    points = project("umap", vectors).points
    taken = time.perf_counter() - begun
    return Measured(
        taken,
        1,
        f"UMAP of {COUNT:,} x {WIDE} made vectors, 15 neighbours, seeded and so on one thread, "
        f"trustworthiness {_trustworthiness(vectors, points):.4f}; importing and compiling before "
        f"that {first:.1f} s, which a waiting worker does beforehand",
    )


def _pictures(vectors: np.ndarray, labels: np.ndarray) -> dict[str, Measured]:
    """A job for a dispatcher that was only just started, and one for a warm worker."""
    from core.embeddings import EmbeddingSetWriter
    from core.jobs.dispatcher import Dispatcher

    with tempfile.TemporaryDirectory() as folder:
        os.environ["EMBEDSCOPE_EMBEDDINGS"] = str(Path(folder) / "clouds")
        writer = EmbeddingSetWriter("made")
        writer.vectors(vectors)
        writer.labels(labels)
        embedding_set = writer.finish(
            title="Made", source={}, classes=list("0123456789"), count=COUNT, dimension=WIDE
        )
        dispatcher = Dispatcher(Path(folder) / "runs")
        stop = dispatcher.start()
        try:
            cold, cold_moved = _seconds_to_pictures(dispatcher, embedding_set, seed=0)
            until(lambda: _is_warm(dispatcher), seconds=120)
            warm, warm_moved = _seconds_to_pictures(dispatcher, embedding_set, seed=1)
        finally:
            stop()
            del os.environ["EMBEDSCOPE_EMBEDDINGS"]
    job = f"a t-SNE job of {COUNT:,} x {WIDE} made vectors, submitted to a"
    return {
        "first_picture_s": Measured(
            cold,
            1,
            f"{job} dispatcher without a warm worker: until the principal components, from which "
            f"it starts, are on the disk ({warm:.1f} s with a warm one)",
        ),
        "first_motion_s": Measured(
            warm_moved,
            1,
            f"{job} warm worker: until the first picture that moved ({cold_moved:.1f} s without a "
            "warm one, while another warms up)",
        ),
    }


def _drawn(frames: Path, count: int) -> bool:
    """Whether the folder holds that many pictures of a map in the making."""
    return len(list(frames.glob("0*"))) >= count


def _seconds_to_pictures(
    dispatcher: Dispatcher, embedding_set: EmbeddingSet, *, seed: int
) -> tuple[float, float]:
    """From the submission to the first and to the second picture; then it is cancelled."""
    from core.embeddings.maps import ProjectionSpec, name_of
    from core.jobs.kinds import MAP
    from core.jobs.kinds.map import described

    spec, jobs = ProjectionSpec("tsne", seed=seed), dispatcher.jobs
    frames = embedding_set.folder / "maps" / name_of(embedding_set, spec) / "frames"
    begun = time.perf_counter()
    job = jobs.start(MAP, described(embedding_set.name, spec), title="bench")
    taken = []
    for count in (1, 2):
        if not until(partial(_drawn, frames, count), seconds=120, every=0.01):
            raise TimeoutError(f"No picture {count}: {jobs.state(job)}.")
        taken.append(time.perf_counter() - begun)
    jobs.cancel(job)
    until(lambda: not jobs.state(job).unfinished, seconds=30)
    return taken[0], taken[1]


def _is_warm(dispatcher: Dispatcher) -> bool:
    """Whether the waiting worker for maps has said so."""
    worker = dispatcher.warm.get("map")
    log = (dispatcher.root / "worker.log").read_text(encoding="utf-8")
    return worker is not None and f"worker {worker.pid} is warm for pacmap" in log


def _query() -> Measured:
    from core.metrics.neighbours import neighbours

    stored, _ = clustered(STORED)
    neighbours(stored, stored[:1], k=K)
    taken = []
    for row in range(QUERIES):
        begun = time.perf_counter()
        neighbours(stored, stored[row : row + 1], k=K)
        taken.append(1000 * (time.perf_counter() - begun))
    return Measured(
        float(np.median(taken)),
        QUERIES,
        f"the {K} nearest of one point among {STORED:,} x {WIDE}, exact, median of {QUERIES} "
        f"queries; the slowest {max(taken):.0f} ms",
    )

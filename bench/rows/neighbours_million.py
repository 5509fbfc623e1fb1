"""Neighbours among a million made vectors: the index that a set keeps beside its points."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from bench.embedding_sets import clouds_in
from bench.table import Measured

ROWS = {
    "neighbours_million_p95_ms": ("ms", "<=", 20.0),
    "neighbours_million_recall": ("", ">=", 0.98),
}
COUNT, WIDE, GROUPS, WITHIN = 1_000_000, 128, 1000, 12
QUERIES, WARM = 500, 100
K = 10


def measure() -> dict[str, Measured]:
    """Both rows."""
    from core.embeddings import EmbeddingSetWriter
    from core.embeddings.neighbours import add_index, index_of, nearest
    from core.metrics.scan import scanned

    with tempfile.TemporaryDirectory() as temporary, clouds_in(Path(temporary)):
        writer = EmbeddingSetWriter("million")
        vectors, labels = grouped(COUNT)
        writer.vectors(vectors)
        writer.labels(labels)
        made = writer.finish(
            title="A million",
            source={"kind": "made-up"},
            classes=[str(i) for i in range(GROUPS)],
            count=COUNT,
            dimension=WIDE,
        )
        add_index(made)
        about = index_of(made)
        if about is None:
            raise LookupError("A million vectors were given no index.")
        asked = np.random.default_rng(7).choice(COUNT, WARM + QUERIES, replace=False)
        true, _ = scanned(vectors, asked, k=K)
        taken, kept = [], 0
        for row, near in zip(asked.tolist(), true, strict=True):
            begun = time.perf_counter()
            found, _ = nearest(made, row, K)
            taken.append(1000 * (time.perf_counter() - begun))
            kept += len(np.intersect1d(found, near))
    how = (
        f"{COUNT:,} x {WIDE} made vectors in {GROUPS:,} groups of very different size, each spread "
        f"along {WITHIN} directions; {about['probes']} of {about['lists']:,} lists searched; index "
        f"made in {about['seconds']:.0f} s"
    )
    middle, most = np.percentile(taken[WARM:], [50, 95])
    return {
        "neighbours_million_p95_ms": Measured(
            float(most),
            QUERIES,
            f"the {K} nearest of a point as the map's card asks for them, 95th percentile, after "
            f"{WARM} others; median {middle:.1f} ms; {how}",
        ),
        "neighbours_million_recall": Measured(
            kept / true.size,
            len(asked),
            f"share of the true {K} nearest, on points that had no part in choosing how many lists "
            f"are searched; the set itself states {about['recall']['value']:.4f}",
        ),
    }


def grouped(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Groups of Pareto-distributed sizes about random centres, float32 [count, WIDE]; which."""
    random = np.random.default_rng(1)
    share = random.pareto(1.5, GROUPS) + 0.2
    labels = random.choice(GROUPS, count, p=share / share.sum())
    centres = random.normal(size=(GROUPS, WIDE))
    vectors = np.empty((count, WIDE), np.float32)
    for group in range(GROUPS):
        rows = np.flatnonzero(labels == group)
        along = 0.5 * random.normal(size=(WITHIN, WIDE)) * (0.9 ** np.arange(WITHIN))[:, None]
        spread = random.normal(size=(len(rows), WITHIN)) @ along
        vectors[rows] = centres[group] + spread + 0.08 * random.normal(size=(len(rows), WIDE))
    return vectors, labels

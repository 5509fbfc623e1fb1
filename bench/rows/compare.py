"""Two models over 10,000 images: neighbours in both, votes with intervals, every class, CKA."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bench.embedding_sets import clouds_in
from bench.table import Measured

ROWS = {"compare_10k_s": ("s", "<=", 3.0)}
FIRST, SECOND = "small-2d", "small-64d"
ROUNDS = 3


def measure() -> dict[str, Measured]:
    """As the models process answers the page Compare."""
    from core.inference import answer

    question = {"first": FIRST, "second": SECOND, "by": "distance", "same": "", "most": 10_000}
    with tempfile.TemporaryDirectory() as folder, clouds_in(Path(folder)):
        answer("comparison", {**question, "k": 10, "most": 1000})  # imports, and both sets
        taken = []
        for seed in range(ROUNDS):
            begun = time.perf_counter()
            found = answer("comparison", {**question, "k": 10, "seed": seed})
            taken.append(time.perf_counter() - begun)
    return {
        "compare_10k_s": Measured(
            statistics.median(taken),
            ROUNDS,
            f"{len(found['first']):,} images, 2 and 64 dimensions: exact neighbours in both, votes "
            "and Recall@1 with paired intervals, every class, CKA",
        )
    }

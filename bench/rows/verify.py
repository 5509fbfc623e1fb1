"""A million pairs of a set's points: drawn, scored and judged, intervals included."""

from __future__ import annotations

import statistics
import time

import numpy as np

from bench.table import Measured

ROWS = {"verify_million_s": ("s", "<=", 5.0)}
ROUNDS = 3
PEOPLE, POINTS, WIDE = 2_000, 20_000, 128


def measure() -> dict[str, Measured]:
    """As the models process answers the page Verify; what the page then draws has 2,000 corners."""
    from core.verification.judged import judged
    from core.verification.pairs import every_pair
    from core.verification.scores import COSINE, scores_of

    random = np.random.default_rng(0)
    labels = random.integers(0, PEOPLE, POINTS)
    middle = random.normal(size=(PEOPLE, WIDE))
    vectors = (middle[labels] + 1.5 * random.normal(size=(POINTS, WIDE))).astype(np.float32)
    few = every_pair(labels, most=1000)
    judged(scores_of(vectors, few, by=COSINE), few)  # imports, as in a process that has served
    taken = []
    for seed in range(ROUNDS):
        begun = time.perf_counter()
        pairs = every_pair(labels, seed=seed)
        judged(scores_of(vectors, pairs, by=COSINE), pairs)
        taken.append(time.perf_counter() - begun)
    return {
        "verify_million_s": Measured(
            statistics.median(taken),
            ROUNDS,
            f"{len(pairs):,} pairs of {POINTS:,} points of {PEOPLE:,} people, {WIDE} dimensions: "
            "pairs drawn, scored, judged with intervals and on other groups",
        )
    }

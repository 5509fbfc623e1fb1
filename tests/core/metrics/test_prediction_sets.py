"""Sets of classes hold the true one as often as they say."""

from __future__ import annotations

import numpy as np

from core.metrics.prediction_sets import COVERAGE, fit_limit, prediction_set
from core.metrics.temperature import softmax


def drawn(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    shares = softmax(rng.normal(size=(count, 6)) * 3)
    return shares, np.array([rng.choice(6, p=row) for row in shares])


def test_the_true_class_is_in_the_set_as_often_as_stated_and_seldom_more() -> None:
    rng = np.random.default_rng(0)
    covered, sizes = [], []
    for _ in range(40):
        limit = fit_limit(*drawn(rng, 300))
        shares, labels = drawn(rng, 500)
        sets = [prediction_set(row, limit=limit) for row in shares]
        covered.append(np.mean([label in each for label, each in zip(labels, sets, strict=True)]))
        sizes.append(np.mean([len(each) for each in sets]))
    assert COVERAGE - 0.005 < np.mean(covered) < COVERAGE + 0.015
    assert np.mean(sizes) < 3


def test_a_set_is_ordered_and_never_empty_and_few_photos_promise_nothing() -> None:
    shares = np.array([0.1, 0.5, 0.4])
    assert prediction_set(shares, limit=0.3) == (1, 2)
    assert prediction_set(shares, limit=0.9) == (1,)
    assert fit_limit(*drawn(np.random.default_rng(1), 18)) == 0.0
    assert prediction_set(shares, limit=0.0) == (1, 2, 0)

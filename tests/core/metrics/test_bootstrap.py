from __future__ import annotations

import numpy as np
import pytest

from core.metrics.bootstrap import measured_auc, measured_mean
from core.metrics.classification import macro_auc, vote_shares


def test_share_has_the_binomial_interval():
    flags = np.arange(1000) < 800
    measured = measured_mean(flags, draws=20_000)
    error = 1.96 * np.sqrt(0.8 * 0.2 / 1000)
    assert measured.value == pytest.approx(0.8)
    assert measured.n == 1000
    assert measured.low == pytest.approx(0.8 - error, abs=0.002)
    assert measured.high == pytest.approx(0.8 + error, abs=0.002)


def test_mean_of_many_values_has_the_normal_interval():
    values = np.random.default_rng(0).normal(2, 3, size=4000)
    measured = measured_mean(values, draws=4000, seed=1)
    error = 1.96 * values.std() / np.sqrt(4000)
    assert measured.low == pytest.approx(values.mean() - error, abs=0.01)
    assert measured.high == pytest.approx(values.mean() + error, abs=0.01)


def votes(n, seed):
    rng = np.random.default_rng(seed)
    stored, labels = np.repeat(np.arange(4), 25), rng.integers(4, size=n)
    near = rng.integers(100, size=(n, 3))
    near[:, 0] = labels * 25 + rng.integers(25, size=n)
    return vote_shares(near, stored, classes=4), labels


def test_auc_interval_is_that_of_a_plain_loop():
    shares, labels = votes(400, 0)
    rng = np.random.default_rng(1)
    drawn = []
    for _ in range(1500):
        rows = rng.integers(400, size=400)
        drawn.append(macro_auc(shares[rows], labels[rows]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    measured = measured_auc(shares, labels, draws=6000)
    assert measured.value == pytest.approx(macro_auc(shares, labels))
    assert measured.low == pytest.approx(low, abs=0.003)
    assert measured.high == pytest.approx(high, abs=0.003)


def test_same_seed_same_interval():
    shares, labels = votes(200, 3)
    assert measured_auc(shares, labels, seed=5) == measured_auc(shares, labels, seed=5)
    values = np.random.default_rng(0).normal(size=200)
    assert measured_mean(values, seed=5) == measured_mean(values, seed=5)
    assert measured_mean(values, seed=5) != measured_mean(values, seed=6)


def test_sure_things_and_nothing():
    sure = measured_mean(np.ones(10, bool))
    assert (sure.value, sure.low, sure.high) == (1, 1, 1)
    assert measured_mean(np.empty(0)).as_dict() == {
        "value": None,
        "low": None,
        "high": None,
        "n": 0,
    }
    assert measured_auc(np.ones((3, 1)), np.zeros(3, int)).value is None


def test_a_class_of_one_image_may_be_missing_from_a_draw():
    labels = np.array([0] * 10 + [1] * 10 + [2])
    measured = measured_auc(np.eye(3)[labels], labels)
    assert (measured.value, measured.low, measured.high) == (1, 1, 1)

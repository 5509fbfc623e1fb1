"""Scores of pairs: against scikit-learn, by hand, and intervals against a naive bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from core.errors import EmbedscopeError
from core.metrics.classification import auc
from core.metrics.verification import (
    accuracy_at,
    best_threshold,
    errors,
    measured_auc_of_folds,
    measured_rates,
    measured_share,
)


def pairs(count: int = 400, *, families: int = 12, gap: float = 1.0, seed: int = 0):
    """Scores (some of them equal), truth, families."""
    random = np.random.default_rng(seed)
    kin = np.arange(count) % 2 == 0
    scores = np.round(random.normal(size=count) + gap * kin, 1)
    first = random.integers(families, size=count)
    second = np.where(kin, first, (first + random.integers(1, families, size=count)) % families)
    return scores, kin, np.stack([first, second], 1)


def test_auc_is_scikit_learns() -> None:
    for seed in range(5):
        scores, kin, _ = pairs(seed=seed, gap=seed / 2)
        assert auc(scores, kin) == pytest.approx(roc_auc_score(kin, scores), abs=1e-12)


def test_error_curves_are_scikit_learns() -> None:
    scores, kin, _ = pairs()
    accept, found, thresholds = roc_curve(kin, scores, drop_intermediate=False)
    ours = errors(scores, kin)
    assert ours.thresholds[:-1].tolist() == sorted(thresholds[1:])
    for threshold, false_accept, true_accept in zip(thresholds, accept, found, strict=True):
        assert ours.at(threshold) == pytest.approx((false_accept, 1 - true_accept))
    between = (ours.thresholds[3] + ours.thresholds[4]) / 2
    assert ours.at(between) == ours.at(ours.thresholds[4])
    assert ours.at(np.inf) == (0, 1)
    assert ours.at(-np.inf) == (1, 0)


def test_equal_error_rate_by_hand() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.8, 0.25, 0.7, 0.9, 0.95])
    kin = np.array([0, 0, 0, 0, 1, 1, 1, 1], bool)
    assert errors(scores, kin).equal_error_rate == pytest.approx(0.25)
    assert errors(scores + kin, kin).equal_error_rate == 0


def test_the_best_threshold_is_that_of_every_candidate_tried() -> None:
    for seed in range(5):
        scores, kin, _ = pairs(60, seed=seed)
        chosen = best_threshold(scores, kin)
        candidates = np.concatenate([scores, scores + 0.05, scores - 0.05])
        best = max(accuracy_at(scores, kin, candidate) for candidate in candidates)
        assert accuracy_at(scores, kin, chosen) == pytest.approx(best)


def test_an_interval_of_folds_against_a_naive_bootstrap() -> None:
    scores, kin, families = pairs(200, families=8)
    measured = measured_auc_of_folds([(scores, kin, families)], draws=600)
    assert measured.value == pytest.approx(roc_auc_score(kin, scores))
    assert measured.n == 200
    random, areas = np.random.default_rng(1), []
    for _ in range(600):
        taken = np.bincount(random.integers(8, size=8), minlength=8)
        times = [int(taken[a] * (1 if a == b else taken[b])) for a, b in families]
        rows = np.repeat(np.arange(200), times)
        areas.append(roc_auc_score(kin[rows], scores[rows]))
    low, high = np.percentile(areas, [2.5, 97.5])
    assert measured.low == pytest.approx(low, abs=0.02)
    assert measured.high == pytest.approx(high, abs=0.02)


def test_folds_are_averaged_not_pooled() -> None:
    folds = [pairs(seed=0), pairs(seed=1)]
    moved = [(scores + 100 * i, kin, families) for i, (scores, kin, families) in enumerate(folds)]
    each = [roc_auc_score(kin, scores) for scores, kin, _ in folds]
    assert measured_auc_of_folds(moved, draws=50).value == pytest.approx(np.mean(each))


def test_a_share_by_families_is_wider_where_families_err_as_one() -> None:
    families = np.repeat(np.arange(10), 40)[:, None].repeat(2, axis=1)
    hits = families[:, 0] % 2 == 0
    together = measured_share(hits, families)
    apart = measured_share(hits, np.arange(400)[:, None].repeat(2, axis=1))
    assert together.value == apart.value == 0.5
    assert together.high - together.low > 3 * (apart.high - apart.low)
    assert measured_share(hits[:0], families[:0]).value is None


@pytest.mark.parametrize(
    ("scores", "kin", "words"),
    [([0.1, 0.2], [True, True], "2 pairs are kin"), ([0.1, np.nan], [True, False], "not finite")],
)
def test_what_cannot_be_judged_is_said(scores, kin, words) -> None:
    with pytest.raises(EmbedscopeError, match=words):
        errors(np.array(scores), np.array(kin))


def test_accept_rates_at_fixed_false_ones_are_those_of_a_plain_loop() -> None:
    random = np.random.default_rng(4)
    kin = random.random(700) < 0.4
    scores = np.round(random.normal(kin * 1.2, 1.0), 2)  # with ties
    families = random.integers(0, 60, (700, 2))
    found = measured_rates(scores, kin, families, draws=200)
    assert list(found) == [0.001, 0.01, 0.1]
    for far, rate in found.items():
        best = 0.0
        for threshold in [*np.unique(scores), np.inf]:
            if (scores[~kin] >= threshold).mean() <= far:
                best = max(best, float((scores[kin] >= threshold).mean()))
        assert rate.value == pytest.approx(best)
        assert rate.low <= rate.value <= rate.high
        assert rate.n == kin.sum()
    wrong, right, _ = roc_curve(kin, scores, drop_intermediate=False)
    assert found[0.1].value == pytest.approx(right[wrong <= 0.1].max())

"""Scores of pairs: against scikit-learn, a naive bootstrap, and data made to be calibrated."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.metrics.pairwise import cosine_similarity, euclidean_distances

from core.errors import EmbedscopeError
from core.metrics.verification import errors
from core.verification import resampled as resampled_module
from core.verification.judged import judged, threshold_at
from core.verification.pairs import Pairs, every_pair
from core.verification.resampled import resampled
from core.verification.scores import COSINE, DISTANCE, scores_of


def people(count: int = 30, each: int = 6, spread: float = 0.6, seed: int = 0):
    """Vectors of so many people, and who each is of."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(count), each)
    vectors = random.normal(size=(count, 8))[labels] + spread * random.normal(
        size=(count * each, 8)
    )
    return vectors.astype(np.float32), labels


@pytest.mark.parametrize("most", [1_000_000, 300])  # all pairs, and few of many
def test_scores_are_scikit_learns(most: int) -> None:
    vectors, labels = people()
    vectors[3] = 0
    pairs = every_pair(labels, most=most)
    cosine = scores_of(vectors, pairs, by=COSINE)
    away = scores_of(vectors, pairs, by=DISTANCE)
    assert cosine == pytest.approx(cosine_similarity(vectors)[pairs.left, pairs.right], abs=1e-5)
    expected = euclidean_distances(vectors.astype(np.float64))[pairs.left, pairs.right]
    assert -away == pytest.approx(expected, abs=2e-3)


def test_figures_are_scikit_learns_and_lie_within_their_intervals() -> None:
    vectors, labels = people()
    pairs = every_pair(labels)
    scores = scores_of(vectors, pairs, by=COSINE)
    found = judged(scores, pairs)
    assert found.auc.value == pytest.approx(roc_auc_score(pairs.same, scores), abs=1e-9)
    assert found.eer.value == errors(scores, pairs.same).equal_error_rate
    assert [each.far for each in found.accepted] == [1e-1, 1e-2, 1e-3]  # 15,660 of different
    for each in found.accepted:
        others, same = scores[~pairs.same], scores[pairs.same]
        assert (others >= each.threshold).mean() <= each.far
        assert (others >= np.nextafter(np.float32(each.threshold), -np.inf)).mean() <= each.far
        tighter = np.sort(others)[::-1][int(each.far * len(others))]
        assert (others >= tighter).mean() > each.far  # a lower one lets too many pass
        assert each.tar.value == pytest.approx((same >= each.threshold).mean())
        assert each.tar.low < each.tar.value < each.tar.high
    assert found.auc.low < found.auc.value < found.auc.high
    assert found.eer.low < found.eer.value < found.eer.high


def naive(
    scores: np.ndarray, pairs: Pairs, times: np.ndarray, far: float
) -> tuple[float, float, float]:
    """AUC, EER and TAR where each group counts so many times, by repeating pairs one by one."""
    one, other = pairs.groups.T
    weight = times[one] * np.where(one == other, 1, times[other])
    value, same = np.repeat(scores, weight), np.repeat(pairs.same, weight)
    curve = errors(value, same)
    at = int(np.argmax(curve.false_accept <= far + 1e-12))
    return roc_auc_score(same, value), curve.equal_error_rate, 1 - curve.false_reject[at]


def test_each_draw_of_groups_gives_what_repeating_its_pairs_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors, labels = people(12, 5)
    pairs = every_pair(labels)
    scores = scores_of(vectors, pairs, by=COSINE)
    monkeypatch.setattr(resampled_module, "CELLS", 2000)  # in several parts
    found = resampled(scores, pairs, [0.01], seed=0)
    assert len(found.auc) == 1000
    drawn = np.random.default_rng((0, 18)).multinomial(12, np.full(12, 1 / 12), size=40)
    for place, times in enumerate(drawn):
        ours = found.auc[place], found.eer[place], found.tar[place, 0]
        assert ours == pytest.approx(naive(scores, pairs, times, 0.01), abs=1e-9)


def test_of_very_many_scores_levels_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, labels = people(60, 6)
    pairs = every_pair(labels)
    scores = scores_of(vectors, pairs, by=COSINE)
    monkeypatch.setattr(resampled_module, "WORK", 1)
    coarse = resampled(scores, pairs, [0.01, 1e-3], seed=0)
    monkeypatch.setattr(resampled_module, "LEVELS", 1 << 20)
    exact = resampled(scores, pairs, [0.01, 1e-3], seed=0)
    assert len(coarse.auc) == len(exact.auc) == 100
    assert coarse.auc == pytest.approx(exact.auc, abs=1e-4)
    assert coarse.tar == pytest.approx(exact.tar, abs=0.01)


def test_held_out_groups_expose_a_threshold_that_only_fits_its_own() -> None:
    """Groups of a scale of their own: a threshold chosen on others lets more or fewer pass."""
    vectors, labels = people(40, 5)
    pairs = every_pair(labels)
    found = judged(scores_of(vectors, pairs, by=COSINE), pairs)
    for each in found.accepted:
        assert each.held_out is not None
        assert each.held_out[0] == pytest.approx(each.far, abs=5 * np.sqrt(each.far / 1000))
        assert each.held_out[1] == pytest.approx(each.tar.value, abs=0.1)
    few = every_pair(np.array([0, 0, 0, 1, 1, 1]))
    alone = judged(np.arange(len(few), dtype=np.float32), few)
    assert alone.accepted == ()
    assert alone.calibration is None


def test_probabilities_of_other_groups_hold_where_scores_are_logistic() -> None:
    random = np.random.default_rng(0)
    groups = random.integers(0, 60, size=(60_000, 2))
    scores = random.normal(size=len(groups)).astype(np.float32)
    same = random.random(len(groups)) < 1 / (1 + np.exp(-(2 * scores - 0.5)))
    rows = np.arange(len(groups))
    pairs = Pairs(rows, rows, same, groups, (0, 0))
    found = judged(scores, pairs).calibration
    assert found is not None
    assert found.error < 0.03
    assert found.found == pytest.approx(found.stated, abs=0.12)


def test_the_threshold_for_a_rate_by_hand() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.4, 0.9, 0.8], np.float32)
    same = np.array([0, 0, 0, 0, 1, 1], bool)
    assert (scores[~same] >= threshold_at(scores, same, 0.25)).sum() == 1
    assert (scores[~same] >= threshold_at(scores, same, 0.24)).sum() == 0
    assert (scores[~same] >= threshold_at(scores, same, 0.0)).sum() == 0


def test_scores_that_are_not_finite_are_refused() -> None:
    _, labels = people(3, 3)
    pairs = every_pair(labels)
    with pytest.raises(EmbedscopeError, match="not finite"):
        judged(np.full(len(pairs), np.nan), pairs)

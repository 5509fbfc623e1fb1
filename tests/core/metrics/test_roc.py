from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from core.metrics.classification import auc
from core.metrics.roc import Curve, roc_curve, thinned


@pytest.mark.parametrize("levels", [3, 40, None])
def test_the_same_curve_as_scikit_learns(levels: int | None) -> None:
    draw = np.random.default_rng(1)
    positive = draw.random(500) < 0.3
    scores = draw.random(500) + 0.4 * positive
    scores = scores if levels is None else np.round(scores * levels) / levels
    found = roc_curve(scores, positive)
    assert found is not None
    no, yes, _ = metrics.roc_curve(positive, scores, drop_intermediate=False)
    np.testing.assert_allclose(found.false_positives, no)
    np.testing.assert_allclose(found.true_positives, yes)
    area = np.trapezoid(found.true_positives, found.false_positives)
    assert area == pytest.approx(metrics.roc_auc_score(positive, scores))
    assert area == pytest.approx(auc(scores, positive))


def test_one_class_alone_has_no_curve() -> None:
    assert roc_curve(np.arange(3.0), np.ones(3, bool)) is None
    assert roc_curve(np.arange(3.0), np.zeros(3, bool)) is None


def test_a_thinned_curve_keeps_its_ends_and_its_area() -> None:
    draw = np.random.default_rng(2)
    positive = draw.random(5000) < 0.5
    whole = roc_curve(draw.normal(size=5000) + positive, positive)
    assert whole is not None
    small = thinned(whole, most=100)
    assert len(small.false_positives) <= 102
    assert (small.false_positives[0], small.true_positives[-1]) == (0, 1)

    def area(curve: Curve) -> float:
        return float(np.trapezoid(curve.true_positives, curve.false_positives))

    assert area(small) == pytest.approx(area(whole), abs=2e-3)

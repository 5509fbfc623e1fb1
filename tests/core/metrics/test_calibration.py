"""Probabilities from scores: known curves are found again, and the error is that by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.metrics.calibration import (
    METHODS,
    calibration_from,
    expected_calibration_error,
    fit,
    reliability,
)


def drawn(count: int = 20_000, seed: int = 0):
    """Scores whose probability of kin is known: 1 / (1 + exp(-(2 s - 1)))."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=count)
    truth = 1 / (1 + np.exp(-(2 * scores - 1)))
    return scores, random.random(count) < truth, truth


@pytest.mark.parametrize("method", METHODS)
def test_a_known_curve_is_found_again(method: str) -> None:
    scores, kin, _ = drawn()
    fresh, held, truth = drawn(seed=1)
    fitted = fit(method, scores, kin)
    assert np.abs(fitted(fresh) - truth).max() < 0.08
    assert expected_calibration_error(fitted(fresh), held) < 0.015
    again = calibration_from(json.loads(json.dumps(fitted.as_dict())))
    assert np.array_equal(again(fresh), fitted(fresh))
    assert (np.diff(fitted(np.linspace(-9, 9, 99))) >= 0).all()
    assert 0 < fitted(np.array(-50.0)) < fitted(np.array(50.0)) < 1


def test_platt_is_exact_where_the_curve_is_logistic() -> None:
    scores, kin, _ = drawn()
    fitted = fit("platt", 1000 * scores, kin)
    assert fitted.slope == pytest.approx(2e-3, rel=0.05)
    assert fitted.offset == pytest.approx(-1, abs=0.05)


def test_the_expected_error_by_hand() -> None:
    stated = np.array([0.05, 0.05, 0.05, 0.05, 0.95, 0.95, 1.0, 0.0])
    kin = np.array([1, 0, 0, 0, 1, 0, 1, 0], bool)
    # bin 0: five pairs, stated .04, found .2; bin 9: three pairs, stated .9667, found .6667
    assert expected_calibration_error(stated, kin) == pytest.approx((5 * 0.16 + 3 * 0.3) / 8)
    diagram = reliability(stated, kin)
    assert diagram.counts.tolist() == [5, 3]
    assert diagram.found == pytest.approx([0.2, 2 / 3])


def test_unknown_methods_and_broken_files_are_refused() -> None:
    with pytest.raises(EmbedscopeError, match="platt, isotonic"):
        fit("beta", np.zeros(2), np.array([True, False]))
    with pytest.raises(EmbedscopeError, match="cannot be read"):
        calibration_from({"method": "platt", "slope": "steep"})

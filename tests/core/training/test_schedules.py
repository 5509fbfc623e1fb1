"""Learning-rate schedules against sequences worked out by hand."""

from __future__ import annotations

import math

import pytest

from core.errors import UnknownName
from core.training.schedules import factor, factor_at

PLACE = {"total": 100, "per_epoch": 10, "gamma": 0.2, "every": 3.0}


def test_steps_fall_by_gamma_after_every_so_many_epochs() -> None:
    rates = [factor_at("steps", step=step, **PLACE) for step in (0, 29, 30, 59, 60, 99)]
    assert rates == pytest.approx([1, 1, 0.2, 0.2, 0.04, 0.008])


def test_the_exponential_falls_after_every_batch_as_in_report_002() -> None:
    place = {**PLACE, "gamma": 0.9995, "per_epoch": 332}
    assert factor_at("exponential", step=0, **place) == 1
    assert factor_at("exponential", step=1, **place) == pytest.approx(0.9995)
    assert factor_at("exponential", step=2, **place) == pytest.approx(0.99900025)
    # the report: 42,500 images, 128 a batch, about 0.85 after an epoch
    assert factor_at("exponential", step=332, **place) == pytest.approx(0.847, abs=1e-3)


def test_the_others_follow_the_progress() -> None:
    assert factor_at("constant", step=57, **PLACE) == 1
    assert factor_at("cosine", step=50, **PLACE) == pytest.approx(0.5)
    assert factor_at("cosine", step=25, **PLACE) == pytest.approx((1 + math.sqrt(0.5)) / 2)
    climb = [factor_at("warm-cosine", step=step, **PLACE) for step in range(5)]
    assert climb == pytest.approx([(s / 100 + 1e-3) / (0.05 + 1e-3) for s in range(5)])
    assert factor_at("warm-cosine", step=5, **PLACE) == 1
    for step in (0, 13, 99):
        assert factor_at("warm-cosine", step=step, **PLACE) == factor("warm-cosine", step / 100)


def test_an_unknown_schedule_names_all_that_there_are() -> None:
    with pytest.raises(UnknownName, match="constant, cosine, exponential, steps, warm-cosine"):
        factor_at("linear", step=0, **PLACE)

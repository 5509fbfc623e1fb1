"""A large set in parts: the order is a fair one, and codes say where a point lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.embeddings.parts import (
    INNER,
    NOWHERE,
    OUTER,
    PART,
    UNKNOWN,
    WIDE,
    Order,
    Span,
    narrow,
)

numbers = st.floats(-1e6, 1e6, width=32) | st.just(np.nan)


def decoded(span: Span, high: np.ndarray, low: np.ndarray | None = None) -> np.ndarray:
    """What a browser makes of the codes: places in the map's own units."""
    code = high + (0.5 if low is None else (low + 0.5) / 65536)
    outer = np.sign(code) * (WIDE + (np.abs(code) - INNER) / OUTER * (span.far - WIDE))
    away = np.where(np.abs(code) <= INNER, code / INNER * WIDE, outer)
    return np.where(high == NOWHERE, np.nan, away * span.half + np.asarray(span.centres))


@given(st.integers(1, 5000))
def test_every_row_is_drawn_once_and_its_slot_is_known(count):
    order = Order.of(count)
    rows = order.rows(0)
    assert sorted(rows) == list(range(count))
    assert (rows * order.back % count).tolist() == list(range(count))


def test_parts_make_up_the_whole():
    order = Order.of(2 * PART + 5)
    parts = [order.rows(part) for part in range(4)]
    assert [len(part) for part in parts] == [PART, PART, 5, 0]
    assert len(np.unique(np.concatenate(parts))) == order.count


@pytest.mark.parametrize("count", [300_000, 1_000_000, 5_000_000])
def test_the_first_part_is_a_fair_sample_however_rows_are_sorted(count):
    rows = Order.of(count).rows(0)
    ascending = np.bincount(rows * 100 // count, minlength=100)  # as where classes lie in blocks
    in_turn = np.bincount(rows % 10, minlength=10)  # as where they come one after the other
    assert np.abs(ascending / len(rows) * 100 - 1).max() < 0.01
    assert np.abs(in_turn / len(rows) * 10 - 1).max() < 0.01


@given(arrays(np.float32, st.tuples(st.integers(2, 60), st.integers(2, 3)), elements=numbers))
def test_both_halves_say_where_a_point_lies_and_the_upper_about(points):
    span = Span.of(points)
    high, low = span.coded(points)
    reach = max(span.half, 1e-30) * span.far
    about = reach * max(WIDE / INNER, (span.far - WIDE) / OUTER) / span.far
    given_far = np.abs(points - np.asarray(span.centres)) <= reach * (1 + 1e-9)
    assert given_far[np.isfinite(points)].all() or span.half == 0
    if span.half == 0:
        return
    for found, within in ((decoded(span, high), about), (decoded(span, high, low), about / 60000)):
        assert (np.isnan(found) == np.isnan(points)).all()
        slack = within + 1e-6 * np.abs(points) + 1e-9 * reach
        assert (np.abs(found - points) <= slack)[np.isfinite(points)].all()


def test_an_outlier_does_not_make_the_others_coarse():
    points = np.random.default_rng(0).normal(size=(50_000, 2)).astype(np.float32)
    points[17] = 1e6, 0
    span = Span.of(points)
    found = decoded(span, span.coded(points)[0])
    others = np.arange(len(points)) != 17
    assert np.abs(found - points)[others].max() < 2 * span.half / 10_000
    assert found[17, 0] == pytest.approx(1e6, rel=1e-3)


def test_classes_take_eight_bits_where_these_are_enough():
    labels = np.array([-1, 0, 3], np.int16)
    assert narrow(labels, 4).tolist() == [UNKNOWN, 0, 3]
    assert narrow(labels, 4).dtype == np.uint8
    assert narrow(labels, 255).tolist() == [-1, 0, 3]

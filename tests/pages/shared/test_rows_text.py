"""Rows of a set in a link: there and back, and nonsense."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.shared.rows_text import LONGEST, rows_of, rows_text


@given(st.sets(st.integers(0, 999), min_size=1))
def test_there_and_back(rows: set[int]) -> None:
    text = rows_text(np.array(sorted(rows)), 1000)
    assert text is not None
    found = rows_of(text, 1000)
    assert found is not None
    assert found.tolist() == sorted(rows)


def test_a_lasso_of_70000_points_fits_a_link_and_chance_does_not() -> None:
    near = rows_text(np.arange(10_000, 12_000), 70_000)
    assert near is not None
    assert len(near) < 200
    chance = np.flatnonzero(np.random.default_rng(0).random(70_000) < 0.5)
    assert rows_text(chance, 70_000) is None


@pytest.mark.parametrize("text", ["", "x", "AAAA", "!", "a" * (LONGEST + 1), "é"])
def test_nonsense_is_no_rows(text: str) -> None:
    assert rows_of(text, 100) is None


def test_another_sets_rows_are_none() -> None:
    text = rows_text(np.array([3]), 1000)
    assert text is not None
    assert rows_of(text, 4000) is None

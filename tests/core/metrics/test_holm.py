"""Holm's correction against a published example and the naive rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.holm import holm


def test_by_hand() -> None:
    # Four tests, smallest first: .005 x 4, .01 x 3, .03 x 2, then .04, which cannot be lower.
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]).tolist() == [1.0, 1.0]
    assert holm([]).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0.001, 0.999))
def test_rejects_what_the_stepwise_rule_rejects(p: list[float], level: float) -> None:
    """Step down until the first p above level / (tests left): all before are rejected."""
    rejected = set()
    for rank, place in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        left = len(p) - rank
        if p[place] * left > level:
            break
        rejected.add(place)
    raised = holm(p)
    assert {i for i in range(len(p)) if raised[i] <= level} == rejected
    assert (raised >= np.asarray(p) - 1e-15).all()


def test_equals_get_the_same() -> None:
    assert holm([0.02, 0.02, 0.5])[:2] == pytest.approx([0.06, 0.06])

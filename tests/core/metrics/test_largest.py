"""Each image's largest probabilities, and all of them again."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics.largest import largest, restored


def test_the_others_share_what_is_left() -> None:
    shares, owners = largest(np.array([[0.1, 0.5, 0.15, 0.25]]), 2)
    assert owners.tolist() == [[1, 3]]
    assert restored(shares, owners, classes=4)[0] == pytest.approx([0.125, 0.5, 0.125, 0.25])


def test_a_draw_goes_to_the_lower_class() -> None:
    _, owners = largest(np.array([[0.2, 0.4, 0.4]]), 1)
    assert owners.tolist() == [[1]]


def test_what_was_kept_stays_before_the_others() -> None:
    draw = np.random.default_rng(0)
    whole = draw.dirichlet(np.full(50, 0.3), size=200).astype(np.float16)
    few = restored(*largest(whole, 10), classes=50)
    order = np.argsort(-whole, axis=1, kind="stable")[:, :10]
    kept = np.take_along_axis(few, order, axis=1)
    assert np.array_equal(kept, np.take_along_axis(whole, order, axis=1).astype(np.float32))
    assert (few <= kept[:, -1:]).sum(1).min() >= 40
    assert np.abs(few.sum(1) - 1).max() < 2e-3
    assert np.array_equal(few.argmax(1), whole.argmax(1))


def test_all_of_them_are_all_of_them() -> None:
    whole = np.array([[0.25, 0.5, 0.25]], np.float16)
    assert restored(*largest(whole, 3), classes=3).tolist() == whole.tolist()

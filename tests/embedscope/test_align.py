from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import procrustes

from core.errors import EmbedscopeError
from embedscope.drawing.align import align


@pytest.mark.parametrize("wide", [2, 3])
def test_a_turned_mirrored_scaled_shifted_map_is_laid_back(wide: int):
    random = np.random.default_rng(0)
    onto = random.normal(size=(50, wide))
    turn, _ = np.linalg.qr(random.normal(size=(wide, wide)))
    mirror = np.diag([-1.0] + [1.0] * (wide - 1))
    for pose in (turn, turn @ mirror):
        laid = align(onto @ pose * 7 + 3, onto)
        np.testing.assert_allclose(laid.points, onto, atol=1e-5)
        assert laid.moved.max() < 1e-5


def test_the_point_that_moved_is_found_and_the_disparity_is_scipys():
    random = np.random.default_rng(1)
    onto = random.normal(size=(80, 2))
    other = onto + 0.05 * random.normal(size=(80, 2))
    other[17] += 4
    laid = align(other * 3, onto)
    assert laid.moved.argmax() == 17
    assert laid.disparity == pytest.approx(procrustes(onto, other)[2], rel=1e-6)


def test_one_point_maps_do_no_harm_and_other_shapes_are_refused():
    assert align(np.zeros((5, 2)), np.ones((5, 2))).moved.max() == 0
    with pytest.raises(EmbedscopeError, match="both flat or both in 3-D"):
        align(np.zeros((5, 2)), np.zeros((5, 3)))

"""The matrix of a family."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.figures.likeness import likeness


def test_every_two_faces_have_a_cell_and_nobody_is_compared_with_oneself():
    shares = np.array([[1.0, 0.8, 0.3], [0.8, 1.0, 0.1], [0.3, 0.1, 1.0]])
    heat, *numbers = likeness(shares, names=["Ann", "Bo", "Cy"]).data
    assert np.isnan(np.diag(np.asarray(heat.z, float))).all()
    assert np.asarray(heat.z, float)[0, 1] == 0.8
    assert heat.customdata[0][1] == "Ann and Bo: .80"
    cells = {
        (x, y): text
        for part in numbers
        for x, y, text in zip(part.x, part.y, part.text, strict=True)
    }
    assert sorted(cells.values()) == [".10", ".10", ".30", ".30", ".80", ".80"]
    assert cells[2, 1] == ".10"


def test_names_and_matrix_belong_together():
    with pytest.raises(EmbedscopeError, match="3 faces"):
        likeness(np.eye(2), names=["a", "b", "c"])

from __future__ import annotations

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.figures.confusion import confusion, row_shares


def test_shares_of_rows():
    np.testing.assert_allclose(row_shares(np.array([[3, 1], [0, 0]])), [[0.75, 0.25], [0, 0]])


def test_normalised_matrix():
    heat, numbers = confusion([[3, 1], [0, 8]], classes=["cat", "dog"], title="Test").data
    np.testing.assert_allclose(np.array(heat.z), [[0.75, 0.25], [0, 1]])
    assert list(numbers.text) == [".75", ".25", "", "1"]
    assert list(numbers.x) == [0, 1, 0, 1]
    assert list(numbers.y) == [0, 0, 1, 1]
    assert numbers.textfont.color[0] == "white"
    assert numbers.textfont.color[1] != "white"
    assert heat.customdata[0][1] == "<b>cat</b> called <b>dog</b><br>1 of 4 (25.0%)"
    assert heat.zmax == 1


def test_counts_and_axes():
    figure = confusion([[3000, 1], [0, 8]], classes=["cat", "dog"], normalise=False)
    heat, numbers = figure.data
    assert heat.zmax == 3000
    assert list(numbers.text) == ["3,000", "1", "", "8"]
    assert figure.layout.yaxis.autorange == "reversed"  # the first class on top
    assert list(figure.layout.xaxis.ticktext) == ["cat", "dog"]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("predicted", "true")


def test_many_classes_have_no_numbers():
    assert len(confusion(np.eye(60, dtype=int), classes=[str(i) for i in range(60)]).data) == 1


def test_wrong_size():
    with pytest.raises(EmbedscopeError, match="3 classes"):
        confusion([[1]], classes=["a", "b", "c"])

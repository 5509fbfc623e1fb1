from __future__ import annotations

import numpy as np
import pytest

from core.errors import EmbedscopeError, UnknownName
from core.figures.confusion import confusion, row_shares, shares
from core.figures.confusion_difference import confusion_difference

MATRIX = [[30, 10, 0], [0, 80, 20], [4, 0, 6]]
NAMES = ["cat", "dog", "fox"]


def test_shares_of_rows():
    np.testing.assert_allclose(row_shares(np.array([[3, 1], [0, 0]])), [[0.75, 0.25], [0, 0]])


def test_what_the_cells_show():
    counts = np.array([[3, 1], [2, 4]])
    np.testing.assert_allclose(shares(counts, "counts"), counts)
    np.testing.assert_allclose(shares(counts, "rows"), [[3 / 4, 1 / 4], [2 / 6, 4 / 6]])
    np.testing.assert_allclose(shares(counts, "columns"), [[3 / 5, 1 / 5], [2 / 5, 4 / 5]])
    with pytest.raises(UnknownName, match="columns"):
        shares(counts, "diagonal")


def test_right_and_wrong_have_scales_of_their_own():
    right, wrong, *_ = confusion(MATRIX, classes=NAMES, by="rows", title="Test").data
    np.testing.assert_allclose(np.diag(np.array(right.z, float)), [0.75, 0.8, 0.6])
    assert np.isnan(np.array(right.z, float)[0, 1])
    off = np.array(wrong.z, float)
    assert np.isnan(np.diag(off)).all()
    assert off[2, 0] == pytest.approx(np.sqrt(0.4))
    assert wrong.zmax == pytest.approx(np.sqrt(0.4))


def test_numbers_stand_in_the_cells_that_are_not_empty():
    traces = confusion(MATRIX, classes=NAMES, by="rows").data[2:4]
    found = {
        (y, x): text
        for trace in traces
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }
    assert found == {
        (0, 0): ".75",
        (0, 1): ".25",
        (1, 1): ".80",
        (1, 2): ".20",
        (2, 0): ".40",
        (2, 2): ".60",
    }
    assert traces[1].textfont.color == "white"


def test_a_point_lies_over_every_cell_that_is_not_empty():
    cells = confusion(MATRIX, classes=NAMES).data[-1]
    assert np.array(cells.customdata).tolist() == [[0, 0], [0, 1], [1, 1], [1, 2], [2, 0], [2, 2]]
    assert (list(cells.x)[4], list(cells.y)[4]) == (0, 2)
    assert cells.text[1] == (
        "<b>cat</b> predicted as <b>dog</b>: 10<br>.250 of 40 cat<br>.111 of 90 predicted as dog"
    )


def test_in_another_order_the_points_keep_their_classes():
    figure = confusion(MATRIX, classes=NAMES, by="counts", order=[2, 0, 1], marked=(2, 0))
    assert list(figure.layout.xaxis.ticktext) == ["fox", "cat", "dog"]
    cells = figure.data[-1]
    at = {(y, x): tuple(c) for x, y, c in zip(cells.x, cells.y, cells.customdata, strict=True)}
    assert at[0, 1] == (2, 0)  # fox called cat
    frame = figure.layout.shapes[0]
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (0.5, 1.5, -0.5, 0.5)
    assert np.array(figure.data[1].z, float)[0, 1] == pytest.approx(2)


def test_the_first_class_is_on_top():
    figure = confusion(MATRIX, classes=NAMES)
    assert list(figure.layout.yaxis.range) == [2.5, -0.5]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("predicted", "true")


def test_a_title_stands_on_the_plot_below_the_tools():
    title = confusion(MATRIX, classes=NAMES, title="Test").layout.title
    assert (title.yref, title.y, title.yanchor) == ("paper", 1, "bottom")


def test_many_classes_have_no_numbers():
    names = [str(i) for i in range(60)]
    assert len(confusion(np.eye(60, dtype=int), classes=names).data) == 3
    assert len(confusion(np.eye(60, dtype=int), classes=names, clickable=False).data) == 2


def test_wrong_size():
    with pytest.raises(EmbedscopeError, match="3 classes"):
        confusion([[1]], classes=["a", "b", "c"])


def test_the_difference_is_blue_where_it_is_for_the_better():
    after = [[35, 5, 0], [0, 80, 20], [5, 0, 5]]
    figure = confusion_difference(MATRIX, after, classes=NAMES, marked=(0, 1))
    values = np.array(figure.data[0].z, float)
    assert values[0, 0] == pytest.approx(1)
    assert values[0, 1] == pytest.approx(1)  # fewer mistakes
    assert values[2, 0] < 0
    assert values[2, 2] < 0
    assert np.isnan(values[1, 1])
    cells = figure.data[-1]
    assert np.array(cells.customdata).tolist() == [[0, 0], [0, 1], [2, 0], [2, 2]]
    assert cells.text[1].endswith("10 before, 5 after (-5)")


def test_only_the_same_images_are_subtracted():
    with pytest.raises(EmbedscopeError, match="same test images"):
        confusion_difference(MATRIX, np.eye(3, dtype=int), classes=NAMES)

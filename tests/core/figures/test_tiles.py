"""Tiles: what colours mean, and what lies where."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from core.data.sizes import enlarged
from core.errors import EmbedscopeError
from core.figures.accuracies import accuracies
from core.figures.movement import filters_moved, layers_moved
from core.figures.tiles import Scale, in_colour, tiles, under_heat
from core.metrics.metric import Metric
from core.metrics.weight_change import movement


def test_gray_filters_share_a_scale_about_zero() -> None:
    scale = Scale.about_zero(np.array([-0.5, 0.2]))
    assert (scale.low, scale.high) == (-0.5, 0.5)
    below, zero, above = scale.paint(np.array([-0.5, 0.0, 0.5])).astype(int)
    assert zero.tolist() == [247, 247, 247]
    assert below[0] > below[2]  # orange
    assert above[2] > above[0]  # blue


def test_maps_begin_at_zero_unless_they_go_below() -> None:
    assert Scale.from_zero(np.array([0.2, 3.0])).low == 0
    assert Scale.from_zero(np.array([-1.0, 3.0])).low == -1
    assert Scale.from_zero(np.zeros(3)).high == 1  # nothing to divide by


def test_colour_filters_are_gray_at_zero() -> None:
    weights = np.zeros((1, 3, 1, 2), np.float32)
    weights[0, 0, 0, 1] = 0.4
    weights[0, 2, 0, 1] = -0.4
    shown = in_colour(weights, most=0.4)
    assert shown[0, 0, 0].tolist() == [128, 128, 128]
    assert shown[0, 0, 1].tolist() == [255, 128, 0]


def test_tiles_lie_row_by_row_and_carry_their_bar() -> None:
    pictures = [np.full((4, 4), 10 * i, np.uint8) for i in range(11)]
    names = [str(i) for i in range(11)]
    scale = Scale.from_zero(np.array([0, 2.0]))
    figure = tiles(pictures, names=names, hover=names, columns=4, scale=scale, chosen=5)
    x, y = figure.data[0].x, figure.data[0].y
    (sheet,) = figure.layout.images
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(sheet.source.split(",")[1]))))
    unit = seen.shape[1] / sheet.sizex
    assert seen.shape[0] / sheet.sizey == pytest.approx(unit, rel=0.01)
    for i in range(11):
        middle = seen[round(-y[i] * unit), round(x[i] * unit)]
        assert middle.tolist() == [10 * i, 10 * i, 10 * i, 255]
    assert seen[round(-y[0] * unit), round((x[0] + x[1]) / 2 * unit), 3] == 0  # between two
    assert x[0] == x[4] == x[8]
    assert y[0] == y[3] > y[4] > y[8]
    assert figure.data[0].marker.cmax == 2
    (frame,) = figure.layout.shapes
    assert frame.x0 < x[5] < frame.x1
    with pytest.raises(EmbedscopeError, match="no picture"):
        tiles([], names=[], hover=[])


def test_enlarging_keeps_pixels_square() -> None:
    assert enlarged(np.array([[1, 2]], np.uint8), 6).tolist() == [[1] * 3 + [2] * 3] * 3
    laid = under_heat(np.full((10, 10), 100, np.uint8), np.array([[0.0, 1.0]]), side=20)
    assert laid.shape == (20, 20, 3)
    assert laid[:, -1].mean() > laid[:, 0].mean() + 60


def test_bars_and_lines_of_movement() -> None:
    before = np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1)
    after = before.copy()
    after[1, :, 0, 0] = [1, 0, 0]
    moved = movement(before, after)
    bars = filters_moved(moved).data[0]
    assert next(iter(bars.x)) == "1"
    assert list(bars.y) == pytest.approx([1, 0, 0])
    line = layers_moved({"run": {"one": moved, "two": movement(before, 2 * before)}}).data[0]
    assert list(line.y) == pytest.approx([0, 1])


def test_accuracies_stand_in_the_reports_order() -> None:
    measured = {"b": Metric(0.9, 0.85, 0.95, 100)}
    figure = accuracies(measured, reported={"a": 0.7, "b": 0.91})
    assert list(figure.layout.yaxis.categoryarray) == ["a", "b"]
    assert figure.data[0].error_x.arrayminus == pytest.approx((0.05,))

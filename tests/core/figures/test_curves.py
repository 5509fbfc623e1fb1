from __future__ import annotations

import json

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.figures.curves import COLLAPSE, WATCHED, curves, lane_curve, logged, smooth
from core.figures.palette import lane_colour


def history(steps=20, spread=1.0):
    step = np.arange(1.0, steps + 1)
    return {
        "step": step,
        "knn_accuracy": np.where(step % 5 == 0, 0.5, np.nan),
        "loss_over_margin": 1 + 1 / step,
        "spread": spread / step,
        "active_share": np.full(steps, 0.25),
    }


def test_smoothing_by_hand():
    assert smooth(np.array([1.0, 3.0]), 0.5).tolist() == pytest.approx([1, (0.25 + 1.5) / 0.75])
    np.testing.assert_array_equal(smooth(np.array([2.0, np.nan, 2.0]), 0.9), [2, np.nan, 2])
    np.testing.assert_array_equal(smooth(np.array([1.0, 5, 2]), 0), [1, 5, 2])
    with pytest.raises(EmbedscopeError, match=r"below 1, not 1\.0"):
        smooth(np.ones(3), 1.0)


def test_curves_leave_out_what_cannot_be_drawn():
    x, y = np.arange(4.0), np.array([1.0, np.nan, -1.0, 100.0])
    plain = curves({"a": (x, y)}, title="Loss")
    assert list(plain.data[0].x) == [0, 2, 3]
    log = curves({"a": (x, y), "b": (x, y)}, title="Loss", log=True)
    assert [list(line.y) for line in log.data] == [[1, 100], [1, 100]]
    assert log.layout.yaxis.type == "log"
    assert log.layout.yaxis.title.text == "Loss"
    assert [line.name for line in log.data] == ["a", "b"]
    assert log.data[0].line.color != log.data[1].line.color
    assert log.data[0].line.dash != log.data[1].line.dash


def test_smoothing_keeps_the_raw_line_behind():
    raw, line = curves({"a": (np.arange(5.0), np.arange(5.0))}, title="x", smoothing=0.5).data
    assert list(raw.y) == [0, 1, 2, 3, 4]
    assert raw.showlegend is False
    assert line.y[-1] == pytest.approx(smooth(np.arange(5.0), 0.5)[-1])


@pytest.mark.parametrize("smoothing", [0.0, 0.8])
@pytest.mark.parametrize("quantity", COLLAPSE, ids=lambda quantity: quantity.column)
def test_a_lane_curve_compares_all_lanes(quantity, smoothing):
    lanes = {"batch-hard": history(), "semi-hard": history(spread=3.0)}
    figure = lane_curve(lanes, quantity, smoothing=smoothing, legend=True)
    lines = [line for line in figure.data if line.showlegend is not False]
    assert [line.name for line in lines] == list(lanes)
    assert lines[0].line.color == lane_colour(0)
    assert figure.layout.title.text == quantity.title
    assert figure.layout.yaxis.type == ("log" if quantity.log else "linear")
    levels = [(level.y0, level.y1) for level in figure.layout.shapes]
    assert levels == ([(1, 1)] if quantity.line else [])
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    json.loads(figure.to_json())


def test_points_that_were_not_taken_are_left_out():
    (line,) = lane_curve({"a": history()}, COLLAPSE[0]).data
    assert list(line.x) == [5, 10, 15, 20]


def test_only_what_was_logged_is_worth_a_chart():
    assert [quantity.column for quantity in logged({"a": history()})] == [
        quantity.column
        for quantity in WATCHED
        if np.isfinite(history().get(quantity.column, np.empty(0))).any()
    ]
    assert logged({"a": {"step": np.arange(3.0)}}) == []


def test_lanes_that_have_not_begun():
    empty = {key: values[:0] for key, values in history().items()}
    assert len(lane_curve({"a": empty}, COLLAPSE[0]).data) == 1
    assert len(lane_curve({}, COLLAPSE[0]).data) == 0

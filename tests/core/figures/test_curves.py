from __future__ import annotations

import json

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.figures.curves import COLLAPSE, curves, lane_curves, smooth
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
def test_lane_curves_compare_all_lanes_in_four_plots(smoothing):
    lanes = {"batch-hard": history(), "semi-hard": history(spread=3.0)}
    figure = lane_curves(lanes, smoothing=smoothing)
    for place, quantity in enumerate(COLLAPSE):
        axis = f"y{place + 1}" if place else "y"
        lines = [
            line for line in figure.data if line.yaxis == axis and line.showlegend is not False
        ]
        lines = lines or [line for line in figure.data if line.yaxis == axis]
        assert {line.name for line in lines} == set(lanes)
        assert quantity.title in {note.text for note in figure.layout.annotations}
    listed = [line.name for line in figure.data if line.showlegend]
    assert listed == list(lanes)  # once each, not once a plot
    accuracy = [line for line in figure.data if line.yaxis == "y"]
    assert list(accuracy[0].x) == [5, 10, 15, 20]
    assert accuracy[0].line.color == lane_colour(0)
    assert figure.layout.yaxis3.type == "log"
    (level,) = figure.layout.shapes
    assert (level.y0, level.y1, level.yref) == (1, 1, "y2")
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    json.loads(figure.to_json())


def test_lanes_that_have_not_begun():
    empty = {key: values[:0] for key, values in history().items()}
    assert len(lane_curves({"a": empty}).data) == 4
    assert len(lane_curves({}).data) == 0

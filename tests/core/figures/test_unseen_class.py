"""The picture of unseen classes: a figure stands where it belongs, a missing one nowhere."""

from __future__ import annotations

import pytest

from core.figures.unseen_class import unseen_class
from core.metrics.metric import Metric


def test_each_class_has_its_row_its_interval_and_what_it_does_where_seen():
    shares = [Metric(0.5, 0.4, 0.65, 100), Metric(None)]
    areas = [Metric(0.9, n=1000), Metric(0.6, n=1000)]
    figure = unseen_class(
        ["cup", "mug"],
        {"k-NN share": shares, "ROC AUC": areas},
        chance=[0.5, 0.5],
        colours=["#111111", "#222222"],
        seen=[Metric(0.8), Metric(0.7)],
    )
    _, seen, first, second = figure.data
    assert (list(first.x), list(first.y)) == ([0.5, None], ["cup", "mug"])
    assert first.error_x.array[0] == pytest.approx(0.15)
    assert first.error_x.arrayminus[0] == pytest.approx(0.1)
    assert list(seen.x) == [0.8, 0.7]
    assert list(second.x) == [0.9, 0.6]
    assert second.error_x.array[0] == 0  # no interval is known
    assert [line.x0 for line in figure.layout.shapes] == [0.5, 0.5]


def test_where_no_net_saw_all_there_is_no_open_circle():
    figure = unseen_class(["cup"], {"a": [Metric(0.5)]}, chance=[0.1], colours=["#111111"])
    assert len(figure.data) == 1
    assert (figure.layout.yaxis.type, figure.layout.yaxis.dtick) == ("category", 1)
    assert not figure.layout.showlegend

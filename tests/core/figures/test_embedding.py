from __future__ import annotations

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.figures.embedding import WEBGL, embedding
from core.figures.palette import colour

CLASSES = ["a", "b", "c"]


def test_one_trace_a_class_with_its_points_and_colour():
    points, labels = np.arange(8.0).reshape(4, 2), np.array([1, 0, 1, 1])
    figure = embedding(points, labels, classes=CLASSES, title="d = 2")
    assert [trace.name for trace in figure.data] == CLASSES
    assert list(figure.data[1].customdata) == [0, 2, 3]
    assert list(figure.data[1].x) == [0, 4, 6]
    assert list(figure.data[1].y) == [1, 5, 7]
    assert len(figure.data[2].x) == 0
    assert [trace.marker.color for trace in figure.data] == [colour(i) for i in range(3)]
    assert figure.layout.yaxis.scaleanchor == "x"  # distances can be read off
    assert figure.layout.title.text == "d = 2"


def test_webgl_only_where_it_pays():
    for n, kind in ((100, "scatter"), (WEBGL, "scattergl")):
        figure = embedding(np.zeros((n, 2)), np.zeros(n, int), classes=CLASSES)
        assert {trace.type for trace in figure.data} == {kind}


def test_view_can_be_held_still():
    figure = embedding(np.zeros((3, 2)), np.arange(3), classes=CLASSES, span=((-1, 1), (-2, 2)))
    assert list(figure.layout.xaxis.range) == [-1, 1]
    assert list(figure.layout.yaxis.range) == [-2, 2]


def test_only_planes():
    with pytest.raises(EmbedscopeError, match="project"):
        embedding(np.zeros((3, 4)), np.arange(3), classes=CLASSES)

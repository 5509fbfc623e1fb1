"""ROC curves, the reliability diagram, and layers with their weights, as figures."""

from __future__ import annotations

import numpy as np
import pytest

from core.diagnosis.layer_probes import LayerProbe
from core.figures.layer_probes import layer_probes, layer_weights
from core.figures.palette import colour
from core.figures.reliability import reliability_diagram
from core.figures.roc import roc_curves
from core.metrics.calibration import reliability


def test_a_curve_a_class_in_its_colour():
    draw = np.random.default_rng(0)
    labels = np.arange(90) % 3
    scores = draw.random((90, 3)) + 0.5 * np.eye(3)[labels]
    figure = roc_curves(
        scores, labels, classes=["a", "b", "c"], chosen=[2, 0], areas=np.array([0.8, 0.7, 0.9])
    )
    *curves, chance = figure.data
    assert [curve.name for curve in curves] == ["c: .90000", "a: .80000"]
    assert [curve.line.color for curve in curves] == [colour(2), colour(0)]
    assert (curves[0].x[0], curves[0].y[-1]) == (0, 1)
    assert list(chance.x) == list(chance.y) == [0, 1]


def test_a_class_without_images_has_no_curve():
    scores = np.full((6, 2), 0.5)
    none = roc_curves(
        scores, np.zeros(6, int), classes=["a", "b"], chosen=[0, 1], areas=np.full(2, np.nan)
    )
    assert len(none.data) == 1


def test_the_diagram_shows_the_bins():
    found = reliability(np.array([0.95, 0.95, 0.55, 0.55]), np.array([1, 1, 1, 0], bool))
    line, bars, _ = reliability_diagram({"net": found}).data
    np.testing.assert_allclose(line.x, [0.55, 0.95])
    np.testing.assert_allclose(line.y, [0.5, 1.0])
    assert list(bars.y) == [2, 2]
    assert found.error == pytest.approx((2 * 0.05 + 2 * 0.05) / 4)


def made(*parameters: int) -> list[LayerProbe]:
    shares = np.linspace(0.5, 0.9, len(parameters))
    return [
        LayerProbe(f"layer {i}", count, 10, 1, float(a), float(a) - 0.1, float(a) + 0.05, 0.1, True)
        for i, (count, a) in enumerate(zip(parameters, shares, strict=True))
    ]


def test_layers_above_their_weights():
    figure = layer_probes(made(0, 100, 900), net=0.95)
    probes, bars = figure.data
    assert list(probes.x) == ["layer 0", "layer 1", "layer 2"]
    assert probes.error_y.array[1] == pytest.approx(0.05)
    assert probes.error_y.arrayminus[1] == pytest.approx(0.1)
    assert list(bars.y) == [0, 0.1, 0.9]  # a bar's length is its share: the axis is not a logarithm
    assert figure.layout.yaxis2.type is None
    assert figure.layout.yaxis2.range[0] == 0
    assert list(bars.text) == ["", "100 (10.0%)", "900 (90.0%)"]
    assert figure.layout.shapes[0].y0 == 0.95


def test_two_nets_side_by_side():
    before, after = layer_weights({"wide": made(0, 100, 900), "thin": made(0, 50, 50)}).data
    assert list(before.x) == ["layer 1", "layer 2"]
    assert list(after.text) == ["50 (50.0%)", "50 (50.0%)"]
    assert list(after.y) == [0.5, 0.5]  # of its own net

"""Curves as SVG: lines lie where their numbers are, nothing of a long history's peaks is lost."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from core.figures.curve_svg import BOTTOM, HIGH, LEFT, RIGHT, TOP, WIDE, curve_svg, round_ticks
from core.figures.curves import Quantity
from core.figures.palette import lane_colour

PLAIN = Quantity("loss", "Loss & more")


def history(values: list[float]) -> dict[str, np.ndarray]:
    known = np.array(values, float)
    return {"step": np.arange(len(known)) * 10.0, "loss": known}


def points(svg: str) -> list[np.ndarray]:
    root = ElementTree.fromstring(svg)
    lines = [each.attrib["points"] for each in root.iter("polyline")]
    return [np.array([pair.split(",") for pair in line.split()], float) for line in lines]


def test_a_line_reaches_from_edge_to_edge_and_is_as_high_as_its_numbers():
    (line,) = points(curve_svg({"a": history([4.0, 2.0, 3.0])}, PLAIN))
    assert line[:, 0] == pytest.approx([LEFT, (LEFT + WIDE - RIGHT) / 2, WIDE - RIGHT])
    y = line[:, 1]
    assert TOP < y[0] < y[2] < y[1] < HIGH - BOTTOM
    assert (y[1] - y[2]) / (y[2] - y[0]) == pytest.approx(1, abs=0.02)


def test_a_gap_is_bridged_and_a_lane_keeps_its_colour_where_another_logged_nothing():
    nothing = history([math.nan, math.nan])
    svg = curve_svg({"a": nothing, "b": history([1.0, math.nan, 2.0])}, PLAIN)
    (line,) = points(svg)
    assert len(line) == 2
    assert lane_colour(1) in svg
    assert lane_colour(0) not in svg
    assert curve_svg({"a": nothing}, PLAIN) == ""


def test_logarithms_leave_out_what_has_none_and_are_marked_by_powers():
    svg = curve_svg({"a": history([1e-4, 0.0, 1e-2, 1.0])}, Quantity("loss", "Loss", log=True))
    (line,) = points(svg)
    assert len(line) == 3
    assert line[1, 1] == pytest.approx((line[0, 1] + line[2, 1]) / 2, abs=0.11)
    assert {"0.0001", "0.01", "1"} <= set(re.findall(r">([\d.e-]+)</text>", svg))


def test_of_a_long_history_the_peaks_stay():
    values = np.zeros(50_000)
    values[31_234] = 9.0
    svg = curve_svg({"a": history(list(values))}, PLAIN)
    (line,) = points(svg)
    assert len(line) < 1300
    assert line[:, 1].min() < TOP + 20
    assert len(svg) < 40_000


def test_one_moment_and_values_that_stay_are_drawn_too():
    assert "<circle" in curve_svg({"a": history([1.0])}, PLAIN)
    (line,) = points(curve_svg({"a": history([2.0, 2.0])}, PLAIN))
    assert np.isfinite(line).all()


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 2000), (0.1234, 0.1239), (1e-9, 3e-9)])
def test_ticks_are_few_round_and_inside(low, high):
    found = round_ticks(low, high)
    assert 2 <= len(found) <= 6
    assert all(low - 1e-12 <= tick <= high + 1e-12 for tick in found)
    assert np.ptp(np.diff(found)) < 1e-6 * (high - low)

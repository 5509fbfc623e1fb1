"""A map as SVG: a path a class, one scale, nothing that is not a number."""

from __future__ import annotations

import re

import numpy as np

from core.figures.map_svg import AIR, MOST, SIDE, class_key, map_svg


def places(svg: str) -> np.ndarray:
    return np.array([[float(x), float(y)] for x, y in re.findall(r"M([\d.]+) ([\d.]+)h0", svg)])


def test_points_keep_their_places_and_their_classes() -> None:
    points = np.array([[0.0, 0.0], [10.0, 5.0], [np.nan, 1.0]])
    svg = map_svg(points, np.array([0, 1, 1]), title="Two & one")
    assert svg.count("<path") == 2
    assert 'aria-label="Map: Two &amp; one"' in svg
    low, high = places(svg)
    assert low.tolist() == [AIR, SIDE - AIR]  # y grows upwards
    assert high.tolist() == [SIDE - AIR, SIDE - AIR - (SIDE - 2 * AIR) / 2]  # one scale for both


def test_of_many_points_every_so_manieth_is_drawn() -> None:
    points = np.random.default_rng(0).normal(size=(10_000, 2))
    drawn = places(map_svg(points, np.zeros(10_000, int), title="x"))
    assert MOST / 2 < len(drawn) <= MOST


def test_nothing_to_draw() -> None:
    assert map_svg(np.full((3, 2), np.nan), np.zeros(3, int), title="x") == ""
    assert class_key([str(each) for each in range(100)]) == ""
    assert "a &lt; b" in class_key(["a < b"])

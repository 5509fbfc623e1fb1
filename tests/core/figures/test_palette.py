from __future__ import annotations

import itertools

import numpy as np
import plotly.graph_objects as go
import pytest

from core.figures.look import dress
from core.figures.palette import (
    ALONE,
    CLASS_COLOURS,
    LANE_COLOURS,
    LANE_DASHES,
    colour,
    faded,
    lane_colour,
    lane_dash,
)

# Machado et al. (2009), severity 1.0, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


def linear(text):
    c = np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return lab @ np.cbrt(lms @ np.clip(rgb, 0, 1))


def contrast(one, other):
    weights = [0.2126, 0.7152, 0.0722]
    high, low = sorted((linear(one) @ weights, linear(other) @ weights), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("colours", [CLASS_COLOURS, LANE_COLOURS])
def test_colours_differ_for_every_eye(sight, colours):
    seen = [oklab(np.array(SIGHT[sight]) @ linear(text)) for text in colours]
    nearest = min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2))
    assert nearest > 0.08  # the usual ten (tab10) come to 0.007 for deuteranopes


def test_no_lane_has_a_classs_colour():
    classes = [oklab(linear(text)) for text in CLASS_COLOURS]
    for text in LANE_COLOURS:
        assert min(np.linalg.norm(oklab(linear(text)) - each) for each in classes) > 0.08, text
        assert min(contrast(text, ground) for ground in ("#ffffff", "#12161c")) >= 3


def test_colours_stand_out_on_both_pages():
    for text in (*CLASS_COLOURS, *LANE_COLOURS):
        assert contrast(text, "#ffffff") >= 1.45
        assert contrast(text, "#0e1117") >= 2.9


def test_a_charts_tools_stand_out_on_both_pages():
    tools = dress(go.Figure(), height=300).layout.modebar
    for text in (tools.color, tools.activecolor):
        assert contrast(text, "#ffffff") > 3  # WCAG 1.4.11
        assert contrast(text, "#0e1117") > 3


def test_what_stands_alone_is_seen_on_both_pages_and_is_no_lane():
    assert min(contrast(ALONE, ground) for ground in ("#ffffff", "#12161c")) >= 3
    assert ALONE not in (*LANE_COLOURS, *CLASS_COLOURS)


def test_there_are_enough():
    assert len(CLASS_COLOURS) >= 12
    assert len({colour(i) for i in range(36)}) == 36
    assert colour(0) == CLASS_COLOURS[0] == colour(36)
    assert len({(lane_colour(i), lane_dash(i)) for i in range(6)}) == len(LANE_DASHES) == 6
    assert lane_colour(6) == lane_colour(0)


def test_faded():
    assert faded("#0087ff", 0.5) == "rgba(0,135,255,0.5)"

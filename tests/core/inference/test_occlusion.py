"""Occlusion against a plain loop over squares, and on a score that sees one place alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from core.inference.occlusion_map import occlusion
from core.metrics.occlusion import AGAINST, FOR, painted, spread, squares


def test_squares_lie_inside_and_cover_all() -> None:
    middles = squares([4, 7], side=0.3)
    assert middles.shape == (16 + 49, 2)
    assert middles.min() >= 0.15
    assert middles.max() <= 0.85
    assert middles[1, 0] > middles[0, 0]  # along a row first
    assert middles[1, 1] == middles[0, 1]


def test_drops_are_those_of_a_plain_loop() -> None:
    torch.manual_seed(0)
    weights, image = torch.randn(1, 2, 20, 30), torch.randn(1, 2, 20, 30)

    def score(images: torch.Tensor) -> torch.Tensor:
        return (images * weights).sum((1, 2, 3))

    heat = occlusion(score, image, grid=5, side=0.3, shown=16)
    drops = []
    for x, y in squares([5], side=0.3):
        covered = image.clone()
        top, bottom = round((y - 0.15) * 20), round((y + 0.15) * 20)
        covered[:, :, top:bottom, round((x - 0.15) * 30) : round((x + 0.15) * 30)] = 0
        drops.append(float(score(image)[0] - score(covered)[0]))
    expected = spread(squares([5], side=0.3), np.array(drops), side=0.3, shown=16)
    assert heat == pytest.approx(expected, abs=1e-4)


def test_the_place_that_counts_is_found() -> None:
    image = torch.ones(1, 1, 40, 40)
    heat = occlusion(lambda x: x[:, 0, 22, 14], image, grid=9, side=0.2, shown=40)
    assert np.unravel_index(heat.argmax(), heat.shape) == pytest.approx((22, 14), abs=2)
    assert heat[3, 36] < 0.1 * heat.max()


def test_blue_speaks_for_and_orange_against() -> None:
    heat = np.array([[1, 0], [0, -1]], np.float32)
    shown = np.asarray(painted(Image.new("RGB", (2, 2), "white"), heat)).astype(int)
    for place, colour in (((0, 0), FOR), ((1, 1), AGAINST)):
        assert shown[place] == pytest.approx(0.25 * 255 + 0.75 * np.array(colour), abs=1)
    assert (shown[0, 1] == 255).all()

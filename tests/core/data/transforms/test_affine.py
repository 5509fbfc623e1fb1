"""Zoom as Keras does it and handwriting's distortions, against a loop over pixels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from core.data import transforms
from core.data.transforms import _affine, written, zoom_range


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def slowly(image: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Every pixel by itself: [h, w], rows [2, 3] from a place of the result to one in the image."""
    high, wide = image.shape
    seen = np.zeros_like(image)
    for i in range(high):
        for j in range(wide):
            x, y = (2 * j + 1) / wide - 1, (2 * i + 1) / high - 1
            u, v = rows @ [x, y, 1]
            column = min(max(((u + 1) * wide - 1) / 2, 0), wide - 1)
            row = min(max(((v + 1) * high - 1) / 2, 0), high - 1)
            left, top = math.floor(column), math.floor(row)
            right, low = min(left + 1, wide - 1), min(top + 1, high - 1)
            a, b = column - left, row - top
            upper = image[top, left] * (1 - a) + image[top, right] * a
            lower = image[low, left] * (1 - a) + image[low, right] * a
            seen[i, j] = upper * (1 - b) + lower * b
    return seen


def test_an_affine_map_is_the_loop_over_pixels() -> None:
    images = torch.randn(3, 2, 9, 7, generator=seeded())
    rows = torch.eye(2, 3) + 0.4 * torch.randn(3, 2, 3, generator=seeded(1))
    made = _affine.mapped(images, rows)
    for image, row, seen in zip(images, rows, made, strict=True):
        for channel, told in zip(image, seen, strict=True):
            assert told.numpy() == pytest.approx(slowly(channel.numpy(), row.numpy()), abs=1e-5)


@pytest.mark.parametrize("reach", [0.2, 0.3, 0.5])
def test_zoom_draws_width_and_height_on_their_own_within_reach(reach: float) -> None:
    """On a ramp the slope in the middle is the factor."""
    across = torch.linspace(-1, 1, 64).expand(400, 1, 64, 64)
    ramps = torch.cat([across, across.transpose(2, 3)], 1).contiguous()
    made = zoom_range.apply(ramps, seeded(), zoom_range=reach)
    slope = 2 / 63
    wide = (made[:, 0, 32, 33] - made[:, 0, 32, 32]) / slope
    high = (made[:, 1, 33, 32] - made[:, 1, 32, 32]) / slope
    for factor in (wide, high):
        assert 1 - reach - 1e-3 <= float(factor.min()) < 1 - 0.9 * reach
        assert 1 + 0.9 * reach < float(factor.max()) <= 1 + reach + 1e-3
    assert abs(float(torch.corrcoef(torch.stack([wide, high]))[0, 1])) < 0.2


def test_what_a_recipe_says_of_a_transform_reaches_it() -> None:
    images = torch.randn(8, 3, 16, 16, generator=seeded())
    for reach in (0.2, 0.5):
        made = transforms.apply(["zoom-range"], images, generator=seeded(5), zoom_range=reach)
        assert torch.equal(made, zoom_range.apply(images, seeded(5), zoom_range=reach))


def test_a_moved_photo_is_a_part_of_the_mirrored_one() -> None:
    images = torch.arange(32.0 * 32).reshape(1, 1, 32, 32).expand(60, 1, 32, 32)
    made = transforms.apply(["shift-4"], images, generator=seeded())
    wide = np.pad(images[0, 0].numpy(), 4, mode="reflect")
    places = set()
    for picture in made[:, 0].numpy():
        corner = np.argwhere(wide == picture[16, 16])
        found = [(r - 16, c - 16) for r, c in corner if 0 <= r - 16 <= 8 and 0 <= c - 16 <= 8]
        (place,) = [(r, c) for r, c in found if (wide[r : r + 32, c : c + 32] == picture).all()]
        places.add(place)
    assert {row for row, _ in places} == {column for _, column in places} == set(range(9))


def test_handwriting_stays_itself_where_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    images = torch.rand(4, 1, 28, 28, generator=seeded())
    for setting in ("TURN", "SLANT", "STRETCH", "MOVE"):
        monkeypatch.setattr(written, setting, 0.0)
    assert torch.allclose(written.apply(images, seeded()), images, atol=1e-5)

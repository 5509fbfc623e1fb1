"""A photo in another style is the same photo, told otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from core.inference.photos.restyled import STYLES, gray, on_white, snapshot
from tests.drawn_clothes import drawn


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return np.asarray(drawn("T-shirt").convert("RGB"))


def test_on_white_keeps_the_garment_and_nothing_round_it(photo: np.ndarray) -> None:
    shown = on_white(photo)
    high, wide = photo.shape[:2]
    assert (shown[0] == 255).all()
    middle = (slice(high // 2 - 3, high // 2 + 3), slice(wide // 2 - 3, wide // 2 + 3))
    assert np.abs(shown[middle].astype(int) - photo[middle]).max() <= 1


def test_a_snapshot_is_darker_and_warmer_and_the_same_each_time(photo: np.ndarray) -> None:
    shown = snapshot(photo)
    assert shown.mean() < 0.8 * photo.mean()
    red, _, blue = (shown - photo.astype(float)).mean((0, 1))
    assert red > blue
    assert np.array_equal(shown, snapshot(photo))


def test_gray_has_no_colour(photo: np.ndarray) -> None:
    assert np.ptp(gray(photo), axis=2).max() == 0
    assert np.abs(gray(photo)[..., 0].astype(float) - photo.mean(2)).max() < 1


@pytest.mark.parametrize("style", STYLES)
def test_every_style_gives_a_photo(style: str, photo: np.ndarray) -> None:
    shown = STYLES[style](photo)
    assert shown.dtype == np.uint8
    assert shown.ndim == 3
    assert shown.shape[2] == 3
    assert STYLES[style](np.full((1, 1, 3), 9, np.uint8)).shape == (1, 1, 3)

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from core.data import encoded
from core.errors import DataCorrupt
from tests.core.data import making


@pytest.mark.parametrize(
    ("mode", "shape"),
    [("L", (4, 6)), ("RGB", (4, 6, 3)), ("RGBA", (4, 6, 3)), ("CMYK", (4, 6, 3))],
)
def test_modes(mode: str, shape: tuple[int, ...]) -> None:
    image = encoded.decode(making.picture(7, mode=mode, kind="TIFF"), "x")
    assert image.shape == shape
    assert image.dtype == np.uint8


def test_a_turned_photo_stands_upright() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[encoded.TURNED] = 6
    Image.new("RGB", (8, 5)).save(out, "JPEG", exif=exif)
    assert encoded.decode(out.getvalue(), "x").shape == (8, 5, 3)


def test_too_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoded, "MOST_PIXELS", 20)
    with pytest.raises(DataCorrupt, match="6 x 4 pixels"):
        encoded.decode(making.picture(1), "x")


@pytest.mark.parametrize("modes", ["LL", "LR", "RL", "RR"])
def test_gray_and_colour_in_one_array(modes: str) -> None:
    kinds = {"L": "L", "R": "RGB"}
    blobs = [making.picture(i + 5, mode=kinds[mode]) for i, mode in enumerate(modes)]
    images = encoded.gather(blobs, ["a", "b"])
    assert isinstance(images, np.ndarray)
    assert images.shape == ((2, 4, 6) if modes == "LL" else (2, 4, 6, 3))
    assert images[0].min() == images[0].max() == 5
    assert images[1].min() == images[1].max() == 6


def test_what_does_not_fit_is_decoded_on_demand() -> None:
    blobs = [making.picture(value) for value in range(4)]
    assert isinstance(encoded.gather(blobs, list("abcd"), most=4 * 72), np.ndarray)
    lazy = encoded.gather(blobs, list("abcd"), most=4 * 72 - 1)
    assert isinstance(lazy, encoded.EncodedImages)
    assert len(lazy) == 4
    for index, values in (
        (slice(1, 3), [1, 2]),
        (np.array([3, 0]), [3, 0]),
        (np.array([True, False, False, True]), [0, 3]),
    ):
        assert [image[0, 0, 0] for image in lazy[index]] == values
    assert lazy[np.array([3, 0])][1:][0][0, 0, 0] == 0
    assert lazy[np.int64(2)].shape == (4, 6, 3)
    with pytest.raises(IndexError):
        lazy[4]

"""Images of many sizes as one array."""

from __future__ import annotations

import numpy as np

from core.data.sizes import one_size


def test_images_of_one_size_stay_as_they_are() -> None:
    images = np.zeros((3, 5, 4), np.uint8)
    assert one_size(images, height=9, width=9) is images


def test_images_of_many_sizes_are_squeezed() -> None:
    random = np.random.default_rng(0)
    flat = [
        np.full((h, w, 3), random.integers(256, size=3), np.uint8) for h, w in ((6, 9), (12, 3))
    ]
    made = one_size(flat, height=8, width=4)
    assert made.shape == (2, 8, 4, 3)
    assert made.dtype == np.uint8
    assert all((picture == image[0, 0]).all() for picture, image in zip(made, flat, strict=True))
    halves = np.zeros((20, 40, 3), np.uint8)
    halves[:, 20:] = 255
    squeezed = one_size([halves, flat[0]], height=10, width=10)[0]
    assert (squeezed[:, :4] == 0).all()
    assert (squeezed[:, 6:] == 255).all()

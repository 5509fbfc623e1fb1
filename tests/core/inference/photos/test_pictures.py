from __future__ import annotations

import numpy as np
from PIL import ImageColor

from core.inference.photos.garment import cut_garment
from core.inference.photos.pictures import outlined, place_on_map
from tests.drawn_clothes import drawn


def test_outline_keeps_the_garment_and_greys_the_rest():
    cut = cut_garment(drawn("T-shirt", garment=(200, 20, 30), ground=(60, 140, 60)))
    picture = np.asarray(outlined(cut)).astype(int)
    assert picture.shape == (400, 300, 3)
    assert np.abs(picture[200, 150] - (200, 20, 30)).max() <= 2
    assert np.ptp(picture[5, 5]) <= 1


def test_place_on_map_puts_dots_and_ring_where_they_belong():
    points = np.array([[-1.0, -1.0], [1.0, 1.0]] * 50, np.float32)
    labels = np.array([0, 1] * 50)
    colours = ["#ff0000", "#0000ff"]
    picture = np.asarray(
        place_on_map(points, labels, (-1.0, 1.0), classes=["", ""], colours=colours, size=200)
    )
    assert picture.shape == (200, 200, 4)
    for name, rows, columns in (
        ("#ff0000", slice(100, 200), slice(0, 100)),
        ("#0000ff", slice(0, 100), slice(100, 200)),
    ):
        is_colour = (picture[..., :3] == ImageColor.getrgb(name)).all(-1) & (picture[..., 3] > 0)
        assert is_colour.sum() == is_colour[rows, columns].sum() > 0
    ring = (picture[..., :3] == 0).all(-1) & (picture[..., 3] == 255)
    y, x = np.argwhere(ring).mean(0)
    assert y < 60
    assert x < 60


def test_place_far_outside_stays_on_the_map():
    points = np.random.default_rng(0).normal(size=(300, 2)).astype(np.float32)
    labels = np.zeros(300, int)
    picture = place_on_map(points, labels, (1e6, -1e6), classes=["a"], colours=["#00ff00"])
    assert np.asarray(picture)[-20:, -20:, 3].max() == 255

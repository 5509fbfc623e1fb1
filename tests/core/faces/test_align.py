from __future__ import annotations

import dlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.errors import BadPhoto
from core.faces.align import aligned, mirrored, similarity
from core.faces.encoders import dlib_resnet
from core.faces.face import Face
from core.faces.find import _predictor, find_faces
from tests.drawn_faces import POINTS, drawn_face

TEMPLATE = np.array(dlib_resnet.TEMPLATE, np.float32)


def moved(points: np.ndarray, angle: float, scale: float, shift: tuple[float, float]) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return scale * points @ turn.T + shift


@given(
    angle=st.floats(-3.1, 3.1),
    scale=st.floats(0.05, 20),
    x=st.floats(-500, 500),
    y=st.floats(-500, 500),
)
def test_a_similarity_is_recovered(angle: float, scale: float, x: float, y: float) -> None:
    target = moved(TEMPLATE, angle, scale, (x, y))
    found = similarity(TEMPLATE, target)
    assert TEMPLATE @ found[:, :2].T + found[:, 2] == pytest.approx(target, abs=1e-2 * scale)


@given(st.integers(0, 10_000))
def test_like_the_plain_least_squares(seed: int) -> None:
    """With a, b, x, y unknown in [[a, -b], [b, a]] p + (x, y), the problem is linear."""
    random = np.random.default_rng(seed)
    source, target = random.normal(0, 30, (2, 5, 2))
    rows, wanted = [], []
    for (px, py), goal in zip(source, target, strict=True):
        rows += [[px, -py, 1, 0], [py, px, 0, 1]]
        wanted += list(goal)
    a, b, x, y = np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)[0]
    assert similarity(source, target) == pytest.approx(np.array([[a, -b, x], [b, a, y]]), abs=1e-6)


def test_points_on_one_spot() -> None:
    with pytest.raises(BadPhoto, match="one spot"):
        similarity(np.ones((5, 2)), TEMPLATE)


@pytest.mark.parametrize("angle", [0, 30, 90, 180, -135])
@pytest.mark.parametrize("edge", [200, 400, 900])
def test_marked_points_fall_on_the_template(angle: int, edge: int) -> None:
    """Dots of five colours on the face's marked points, the picture turned by any angle."""
    colours = np.eye(3, dtype=int)[[0, 1, 2, 0, 1]] * 255
    size, middle = 2 * edge, np.array([edge, edge])
    points = moved(POINTS * edge - edge / 2, -np.deg2rad(angle), 1.0, tuple(middle))
    pixels = np.zeros((size, size, 3), np.uint8)
    for point, colour in zip(points, colours, strict=True):
        left, top = (point - edge / 20).astype(int)
        y, x = np.mgrid[0 : edge // 10, 0 : edge // 10] + 0.5
        inside = np.hypot(x + left - point[0], y + top - point[1]) < edge / 40
        pixels[top : top + edge // 10, left : left + edge // 10][inside] = colour
    picture = Image.fromarray(pixels)
    crop = aligned(picture, Face((0, 0, 1, 1), points, 0), template=TEMPLATE, edge=150)
    fitted = similarity(points, TEMPLATE)
    expected = points @ fitted[:, :2].T + fitted[:, 2]
    assert np.abs(expected - TEMPLATE).max() < 5, "the drawing has a face's proportions"
    y, x = np.mgrid[0:150, 0:150] + 0.5
    for point, colour in zip(expected, colours, strict=True):
        near = np.hypot(x - point[0], y - point[1]) < 8
        weight = crop[..., colour.argmax()] * near
        centre = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()
        assert np.abs(centre - point).max() < 0.4


def test_like_dlibs_own_chip() -> None:
    picture = drawn_face(380).rotate(12, Image.Resampling.BICUBIC, fillcolor="gray")
    (face,) = find_faces(picture)
    edges = [round(edge) for edge in face.box]
    shape = _predictor()(np.asarray(picture), dlib.rectangle(*edges))
    chip = dlib.get_face_chip(np.asarray(picture), shape, 150, 0.25)
    points = np.array([(part.x + 0.5, part.y + 0.5) for part in shape.parts()], np.float32)
    ours = aligned(picture, Face(face.box, points, 0), template=TEMPLATE, edge=150)
    assert np.abs(ours.astype(int) - chip)[5:-5, 5:-5].mean() < 2


def test_large_pictures_are_smoothed() -> None:
    """Stripes of a pixel each become gray and not a pattern."""
    stripes = np.zeros((3000, 3000, 3), np.uint8)
    stripes[::2] = 255
    crop = aligned(
        Image.fromarray(stripes), Face((0, 0, 1, 1), POINTS * 3000, 0), template=TEMPLATE, edge=150
    )
    assert np.abs(crop[40:110, 40:110].astype(int) - 127).max() < 10


def test_mirrored() -> None:
    crops = np.arange(2 * 2 * 3 * 3, dtype=np.uint8).reshape(2, 2, 3, 3)
    assert (mirrored(crops) == crops[:, :, [2, 1, 0]]).all()

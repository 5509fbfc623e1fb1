from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.faces.face import around, unturned
from core.faces.find import QUARTERS, cut_out_face, find_faces, whole_picture
from tests.drawn_faces import POINTS, drawn_face, scene

EYES = 0.237
"""How far apart the drawn face's eyes are, in parts of its edge."""


def far_off(points: np.ndarray, edge: float, corner: tuple[float, float] = (0, 0)) -> float:
    """The largest distance from the marked points, in distances between the eyes."""
    return float(np.abs(points - (POINTS * edge + corner)).max() / (EYES * edge))


@pytest.mark.parametrize("edge", [48, 64, 112, 250, 900])
def test_points_lie_where_they_were_marked(edge: int) -> None:
    (face,) = find_faces(drawn_face(edge))
    assert face.score > 1
    assert face.found
    assert face.turn == 0
    assert face.points.dtype == np.float32
    assert far_off(face.points, edge) < 0.1
    assert np.abs(np.array(face.box) - around(face.points)).max() < 0.12 * edge


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_turned_photo(turn: int) -> None:
    upright = scene((700, 500), [(150, 60, 300)])
    (expected,) = find_faces(upright)
    turned = upright.transpose(QUARTERS[4 - turn])
    (face,) = find_faces(turned)
    assert face.turn == turn
    assert face.area == pytest.approx(expected.area, rel=0.3)
    assert np.abs(face.points - _forward(expected.points, 4 - turn, upright.size)).max() < 6
    left, top, right, bottom = face.box
    assert (face.points >= (left, top)).all()
    assert (face.points <= (right, bottom)).all()


def _forward(points: np.ndarray, turn: int, size: tuple[int, int]) -> np.ndarray:
    """Where points go when the picture is turned: as its pixels do, tried on one bright pixel."""
    result = []
    for x, y in points:
        mark = Image.new("L", size)
        mark.putpixel((int(x), int(y)), 255)
        row, column = np.argwhere(np.asarray(mark.transpose(QUARTERS[turn])) == 255)[0]
        result.append((column + 0.5, row + 0.5))
    return np.array(result)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_unturned_undoes_a_turn(turn: int) -> None:
    points, size = np.array([[3.5, 8.5], [60.5, 20.5]], np.float32), (80, 50)
    there = _forward(points, turn, size)
    assert unturned(there, turn, size) == pytest.approx(points)


def test_a_small_face_on_a_large_photo() -> None:
    picture = scene((1155, 866), [(800, 500, 90)])
    (face,) = find_faces(picture)
    assert far_off(face.points, 90, (800, 500)) < 0.15


def test_several_faces_come_largest_first() -> None:
    faces = find_faces(scene((900, 500), [(20, 20, 150), (250, 60, 400), (680, 200, 200)]))
    assert len(faces) == 3
    areas = [face.area for face in faces]
    assert areas == sorted(areas, reverse=True)
    assert 250 < faces[0].points[:, 0].mean() < 650


def test_forty_faces_in_a_bounded_time() -> None:
    picture = scene((1200, 960), [(x * 150, y * 190, 150) for x in range(8) for y in range(5)])
    find_faces(drawn_face(64))
    began = time.process_time()
    assert len(find_faces(picture)) == 40
    assert time.process_time() - began < 3


def nothing() -> dict[str, Image.Image]:
    random = np.random.default_rng(0)
    house = Image.new("RGB", (600, 500), "white")
    draw = ImageDraw.Draw(house)
    draw.polygon([(100, 250), (300, 80), (500, 250)], "brown", "black")
    draw.rectangle((130, 250, 470, 450), "khaki", "black")
    draw.rectangle((270, 330, 330, 450), "gray", "black")
    return {
        "blank": Image.new("RGB", (300, 200), "white"),
        "noise": Image.fromarray(random.integers(0, 256, (300, 400, 3), np.uint8)),
        "a drawn house": house,
        "smallest": Image.new("RGB", (16, 16)),
        "a strip": Image.new("RGB", (1200, 100)),
    }


@pytest.mark.parametrize("kind", nothing())
def test_no_face(kind: str) -> None:
    assert find_faces(nothing()[kind]) == []


@pytest.mark.parametrize("edge", [64, 112, 300])
@pytest.mark.parametrize("cut", [0.06, 0.12, 0.16])
def test_the_whole_picture_is_a_face(edge: int, cut: float) -> None:
    """Cut out as tightly as KinFaceW does, without asking the detector."""
    low, high = round(400 * (cut + 0.03)), round(400 * (1 - cut + 0.03))
    picture = drawn_face(400).crop((low - 12, low, high - 12, high)).resize((edge, edge))
    face = whole_picture(picture)
    assert not face.found
    scale = edge / (high - low)
    assert far_off(face.points, 400 * scale, ((12 - low) * scale, -low * scale)) < 0.12


def test_a_cut_out_face_is_found_or_taken_as_it_is() -> None:
    face = cut_out_face(drawn_face(160))
    assert face.found
    assert far_off(face.points, 160) < 0.1
    corner = scene((400, 400), [(0, 0, 100)])
    assert not cut_out_face(corner).found, "a small face in the corner is not what was cut out"
    assert len(find_faces(corner)) == 1
    blank = cut_out_face(Image.new("RGB", (64, 64)))
    assert not blank.found
    assert np.isfinite(blank.points).all()

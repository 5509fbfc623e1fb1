"""Find the faces on a picture: dlib's frontal detector and its five points.

The detector knows upright faces of 80 pixels and more. So small pictures are enlarged, and where
nothing clear is found the picture is looked at in its three other turns, then twice as large.

Source: Dalal and Triggs 2005, "Histograms of oriented gradients for human detection"; King 2009,
"Dlib-ml"; points: Kazemi and Sullivan 2014, "One millisecond face alignment with an ensemble of
regression trees".
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from core.data.image_set import Pixels
from core.faces.face import Box, Face, Points, around
from core.faces.weights import dlib_file

SMALLEST, LARGEST = 320, 1200
"""Pixels of the longer side at which a picture is looked at first,"""
TURNED = 640
"""at most in its other turns,"""
CLOSE = 1600
"""and at most for small faces."""
SURE, LIKELY = 0.0, -0.3
"""Scores: of 400 cut-out faces the detector finds 97 % above SURE and 99 % above LIKELY; of 400
small pictures without one it takes 0.5 and 2 % for a face, on large ones more."""
LARGE = 0.25
"""So where nothing is sure, a likely face must take this part of the picture's shorter side."""
CLEAR = 0.5
"""A score from which the other turns are not looked at, and by how much they must be better."""
MOST = 100
"""Faces of one picture at most, the largest."""
FILLS = 0.85
"""The part of a cut-out face's shorter side that the detector's box would take,"""
ASIDE = 0.25
"""how far off the middle it may lie, as a part of that side,"""
ROUNDS = 3
"""and how often the points are looked for, each time around the last ones."""
FOUND_BY = "1"
"""To be changed when other points are found than before: what was kept is then found anew."""
QUARTERS = {
    1: Image.Transpose.ROTATE_90,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_270,
}
_asking = threading.Lock()  # dlib's objects are not made for several threads


def find_faces(image: Image.Image) -> list[Face]:
    """The faces on an RGB picture, largest first; an empty list where there is none."""
    edge = _within(image, SMALLEST, LARGEST)
    upright = _look(image, edge)
    faces = _above(upright, SURE)
    if _best(upright) < CLEAR:
        looks = [_look(image, min(edge, TURNED), turn=turn) for turn in QUARTERS]
        turned = max(looks, key=_best)
        if _best(turned) > max(SURE, _best(upright) + CLEAR):
            faces = _above(turned, SURE)
    if not faces:
        close = _look(image, min(2 * edge, CLOSE))
        large = [f for f in (*upright, *close) if f.area > (LARGE * min(image.size)) ** 2]
        faces = _above(close, SURE) or _above(large, LIKELY)[:1]
    return sorted(faces, key=lambda face: -face.area)[:MOST]


def cut_out_face(image: Image.Image) -> Face:
    """The one face of a picture that was cut out around it, as data sets have them; upright.

    What the detector finds, if that is large and in the middle; else as `whole_picture`. Of the
    12,379 faces of the families data set 0.8 % are taken so, of the 1,066 of KinFaceW-I 0.4 %.
    """
    faces = _look(image, _within(image, SMALLEST, LARGEST))
    middle, edge = np.array(image.size) / 2, min(image.size)

    def central(face: Face) -> bool:
        left, top, right, bottom = face.box
        aside = np.abs(np.array([left + right, top + bottom]) / 2 - middle).max()
        return bool(right - left > FILLS / 2 * edge and aside < ASIDE * edge)

    likely = [face for face in _above(faces, LIKELY) if central(face)]
    return likely[0] if likely else whole_picture(image)


def whole_picture(image: Image.Image) -> Face:
    """The face that fills an RGB picture, as in data sets of cut-out faces; it is upright.

    Looked for around the middle, so there is always one: on a picture without a face it means
    nothing. On 600 faces that the detector finds too, cut out tighter and wider, the points differ
    by 0.5 % of the distance between the eyes (median; 1.5 % in nine of ten).
    """
    scale = _within(image, SMALLEST, LARGEST) / max(image.size)
    pixels = _pixels(image, scale)
    x, y = pixels.shape[1] / 2, pixels.shape[0] / 2
    half = FILLS * min(x, y)
    box: Box = (x - half, y - half, x + half, y + half)
    for _ in range(ROUNDS):
        points = _five_points(pixels, box)
        box = around(points)
    return Face(box, points, 0.0, found=False).scaled(1 / scale)


def _within(image: Image.Image, least: int, most: int) -> int:
    """The longer side at which the picture is looked at."""
    return min(max(*image.size, least), most)


def _best(faces: Iterable[Face]) -> float:
    return max((face.score for face in faces), default=-np.inf)


def _above(faces: Iterable[Face], score: float) -> list[Face]:
    """The faces with a higher score, best first."""
    return sorted((face for face in faces if face.score > score), key=lambda face: -face.score)


def _look(image: Image.Image, edge: int, *, turn: int = 0) -> list[Face]:
    """Every likely face when the picture is turned and its longer side is `edge`."""
    turned = image.transpose(QUARTERS[turn]) if turn else image
    scale = edge / max(image.size)
    pixels = _pixels(turned, scale)
    with _asking:
        boxes, scores, _ = _detector().run(pixels, 0, LIKELY)
    found = []
    for each, score in zip(boxes, scores, strict=True):
        box = (each.left(), each.top(), each.right() + 1, each.bottom() + 1)
        face = Face(box, _five_points(pixels, box), float(score))
        found.append(face.scaled(1 / scale).unturned(turn, image.size))
    return found


def _pixels(image: Image.Image, scale: float) -> Pixels:
    """The picture `scale` times as large: uint8 [h, w, 3]."""
    width, height = (max(1, round(side * scale)) for side in image.size)
    if (width, height) == image.size:
        return np.asarray(image)
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0))


def _five_points(pixels: Pixels, box: Box) -> Points:
    """The points of the upright face in a box."""
    import dlib

    left, top, right, bottom = (round(edge) for edge in box)
    with _asking:
        shape = _predictor()(pixels, dlib.rectangle(left, top, right - 1, bottom - 1))
    return np.array([(part.x + 0.5, part.y + 0.5) for part in shape.parts()], np.float32)


@lru_cache
def _detector() -> Any:
    import dlib

    return dlib.get_frontal_face_detector()


@lru_cache
def _predictor() -> Any:
    import dlib

    return dlib.shape_predictor(str(dlib_file("shape_predictor_5_face_landmarks.dat")))

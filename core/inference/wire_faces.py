"""Photos and the faces on them as named arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from core.inference.wire import Named

if TYPE_CHECKING:
    from core.faces.face import Face
    from core.faces.photo import Photo


def said_of_photo(photo: Photo) -> Named:
    """`image` uint8 [h, w, 3], and of its n faces `boxes` float64 [n, 4], `points` float32
    [n, 5, 2], `scores` float64, `turns` int64 and `found` bool, [n] each.
    """
    return {"image": np.asarray(photo.image), **_said_of_faces(photo.faces)}


def photo_said(said: Mapping[str, Any]) -> Photo:
    """What `said_of_photo` was given."""
    from core.faces.photo import Photo

    return Photo(Image.fromarray(said["image"]), tuple(_faces_said(said)))


def said_of_faces(chosen: Sequence[tuple[Photo, Face]]) -> Named:
    """One face each on some photos: `image-i` of the i-th photo, `on` int64 [n] which photo a face
    is on, and the faces as above.
    """
    photos = list({id(photo): photo for photo, _ in chosen}.values())
    place = {id(photo): number for number, photo in enumerate(photos)}
    images = {f"image-{n}": np.asarray(photo.image) for n, photo in enumerate(photos)}
    on = np.array([place[id(photo)] for photo, _ in chosen], np.int64)
    return {**images, "on": on, **_said_of_faces([face for _, face in chosen])}


def chosen_faces(said: Mapping[str, Any]) -> list[tuple[Photo, Face]]:
    """What `said_of_faces` was given."""
    from core.faces.photo import Photo

    faces = _faces_said(said)
    images = {int(n): Image.fromarray(said[f"image-{n}"]) for n in np.unique(said["on"])}
    photos = {number: Photo(image, ()) for number, image in images.items()}
    return [(photos[int(n)], face) for n, face in zip(said["on"], faces, strict=True)]


def _said_of_faces(faces: Sequence[Face]) -> Named:
    return {
        "boxes": np.array([face.box for face in faces], np.float64).reshape(-1, 4),
        "points": np.array([face.points for face in faces], np.float32).reshape(-1, 5, 2),
        "scores": np.array([face.score for face in faces], np.float64),
        "turns": np.array([face.turn for face in faces], np.int64),
        "found": np.array([face.found for face in faces], bool),
    }


def _faces_said(said: Mapping[str, Any]) -> list[Face]:
    from core.faces.face import Face

    columns = (said[name] for name in ("boxes", "points", "scores", "turns", "found"))
    return [
        Face((box[0], box[1], box[2], box[3]), points, float(score), int(turn), bool(found))
        for box, points, score, turn, found in zip(*columns, strict=True)
    ]

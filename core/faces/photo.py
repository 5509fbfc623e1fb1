"""Open a photo that somebody brings and find the faces on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.data.open_photo import Source, open_rgb
from core.errors import NoFace
from core.faces.align import aligned
from core.faces.face import Face
from core.faces.find import find_faces, whole_picture

EDGE = 1600
"""Pixels of the longer side at most."""
SHOWN = 160
NO_FACE = (
    "No face was found in this photo, neither upright nor turned. Use one in which a face looks at "
    "the camera and is at least 40 pixels wide. If the photo shows nothing but a face, choose "
    "“Use the whole photo”."
)
PORTRAIT = np.array(  # wider than an encoder's frame: hair and chin are seen
    [[0.664, 0.404], [0.559, 0.409], [0.298, 0.403], [0.403, 0.409], [0.481, 0.605]], np.float32
)


@dataclass(frozen=True, eq=False)
class Photo:
    """An opened photo: RGB, as it was held, and its faces, the largest first; at least one."""

    image: Image.Image
    faces: tuple[Face, ...]

    def portrait(self, face: Face, *, edge: int = SHOWN) -> Image.Image:
        """The face as people look at it: upright, with hair and chin; RGB [edge, edge]."""
        return Image.fromarray(aligned(self.image, face, template=PORTRAIT * edge, edge=edge))


def faces_on(source: Source, *, whole: bool = False) -> Photo:
    """Open a path, the bytes of a file or a Pillow image, turned as its EXIF says.

    `whole` takes the picture for one face that fills it and asks no detector. Raises BadPhoto where
    the file cannot be opened, and NoFace, which says what to do.
    """
    image = open_rgb(source, edge=EDGE)
    if whole:
        return Photo(image, (whole_picture(image),))
    faces = find_faces(image)
    if not faces:
        raise NoFace(NO_FACE)
    return Photo(image, tuple(faces))

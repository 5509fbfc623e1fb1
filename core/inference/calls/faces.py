"""The faces on a photo that somebody brings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.inference.wire import Named
from core.inference.wire_faces import said_of_photo


def answer(*, photo: NDArray[np.uint8], whole: bool) -> Named:
    """The photo as core.inference.photos says it; `photo` are the bytes of a file.

    Raises BadPhoto, NoFace.
    """
    from core.faces.photo import faces_on

    return said_of_photo(faces_on(photo.tobytes(), whole=whole))

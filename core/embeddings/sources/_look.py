"""A block of images looked at: which can be read, their vectors, and their thumbnails.

Files whose content was seen before, wherever they lay, are neither decoded nor encoded again: their
vectors and thumbnails are kept by a hash of their bytes. A file that changed has another hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.data.picture_cache import KEY, Cache
from core.data.sizes import Image8
from core.embeddings.points import Images
from core.embeddings.sources._thumbs import Thumbnails
from core.embeddings.sources._views import View
from core.embeddings.uploads.pictures import Opened
from core.encoders.encoder import beside
from core.encoders.kept import KeptVectors
from core.errors import BadPhoto, DataCorrupt
from core.paths import features_folder

READING = b"1"
"""Which way of opening files this is: what an earlier one kept is not asked for any more."""


@dataclass(frozen=True)
class Found:
    """The images of a block that can be read."""

    rows: list[int]
    vectors: NDArray[np.floating]
    """[m, d]; without rows nothing."""
    small: list[Image8]
    """Their thumbnails."""


class Opener:
    """Opens an image by number, None where it is broken; `why` is the first one's reason."""

    def __init__(self, images: Images) -> None:
        self.images, self.why = images, ""

    def many(self, rows: Sequence[int]) -> list[Image8 | None]:
        """Several at once, where they have to be decoded."""
        if isinstance(self.images, np.ndarray):
            return [self(row) for row in rows]
        return beside(self, rows)

    def __call__(self, row: int) -> Image8 | None:
        try:
            image: Image8 = self.images[row]
        except (DataCorrupt, BadPhoto) as error:
            self.why = self.why or str(error)
            return None
        return image


def looking(opener: Opener, view: View, thumbs: Thumbnails) -> Callable[[list[int]], Found]:
    """How the blocks of rows are looked at: files whose vectors are kept by their content."""
    if view.kept is None or not isinstance(opener.images, Opened):
        return partial(_anew, opener, view, thumbs)
    frame = thumbs.frame
    shape = (frame.height, frame.width, *((3,) if frame.colour else ()))
    folder = features_folder() / f"thumbs-{'x'.join(map(str, shape))}"
    pictures = Cache(folder, [("picture", "u1", shape)])
    return partial(_by_content, opener, opener.images, view.kept, thumbs, pictures)


def _anew(opener: Opener, view: View, thumbs: Thumbnails, rows: list[int]) -> Found:
    read = list(zip(rows, opener.many(rows), strict=True))
    batch = [image for _, image in read if image is not None]
    if not batch:
        return Found([], np.empty((0, 0)), [])
    there = [row for row, image in read if image is not None]
    return Found(there, view.vectors(batch), thumbs.small(batch))


def _by_content(
    opener: Opener,
    images: Opened,
    kept: KeptVectors,
    thumbs: Thumbnails,
    pictures: Cache,
    rows: list[int],
) -> Found:
    keys = dict(zip(rows, beside(partial(_key, images), rows), strict=True))
    opener.many([row for row, key in keys.items() if not key])  # they say why
    first = {key: row for row, key in reversed(keys.items()) if key}
    new = [row for key, row in first.items() if key not in kept or key not in pictures]
    read = dict(zip(new, opener.many(new), strict=True))
    batch = {keys[row]: image for row, image in read.items() if image is not None}
    seen = {key: image for key, image in batch.items() if key not in kept}
    kept.add(list(seen), list(seen.values()))
    for key, picture in zip(batch, thumbs.small(list(batch.values())), strict=True):
        if key not in pictures:
            pictures.add(key, picture)
    pictures.flush()
    there = [row for row in rows if keys[row] in kept and keys[row] in pictures]
    small = [np.asarray(pictures[keys[row]]["picture"]) for row in there]
    return Found(there, kept.of([keys[row] for row in there]), small)


def _key(images: Opened, row: int) -> bytes:
    """Of a file's bytes; nothing where it cannot be read."""
    try:
        return hashlib.sha256(READING + images.blob(row)).digest()[:KEY]
    except DataCorrupt:
        return b""

"""What a picture of a face is like apart from who is on it: colours, light, sharpness, cropping.

Two uses. The colour control asks how much of a kinship figure these alone would reach; and limits
of what a model was judged on tell which pictures are of another kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.picture_cache import Cache, key_of
from core.errors import Stopped
from core.faces.align import aligned
from core.faces.face import Face, eyes
from core.faces.features import KnownFaces, Progress, Read, opened_picture
from core.faces.photo import PORTRAIT

EDGE = 64
"""Pixels at which both are looked at."""
BLACK = 16
"""Of 255: a pixel none of whose channels is above is black."""
KINDS = ("size", "beyond", "black", "colour", "sharpness", "light")
"""Of the face in its frame: pixels between the eyes; the share of the frame that lies beyond the
picture, and that is black though within; mean difference of the strongest and weakest channel;
sharpness (the logarithm of the Laplacian's variance); mean light, 0 to 255."""
VERSION = "1"
"""To be changed with what is measured: what was kept is then measured anew."""
ROW = [("colours", "f4", 13), ("kind", "f4", len(KINDS))]
EVERY = 200
Row = NDArray[np.float32]


class PictureStatistics(NamedTuple):
    """Of n pictures."""

    colours: Row
    """float32 [n, 13], of the whole picture: mean and deviation of red, green, blue; of hue (two
    numbers), saturation and light the mean; contrast, sharpness, grain."""
    kind: Row
    """float32 [n, len(KINDS)]"""


def picture_statistics(
    names: Sequence[str],
    read: Read,
    *,
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> PictureStatistics:
    """Of pictures cut out around a face; arguments as `core.faces.features.features` takes them.

    Raises Stopped, and what is wrong with the first picture that cannot be read.
    """
    faces = KnownFaces("cut-out", folder)
    kept = Cache(folder and folder / f"picture-statistics-{VERSION}", ROW)
    keys = []
    try:
        for number, name in enumerate(names):
            if stop():
                raise Stopped
            content = read(name)
            keys.append(key := key_of(content))
            if key not in kept:
                image = opened_picture(content)
                kept.add(key, colours(image), kind(image, faces.on(image, key)))
            if number % EVERY == EVERY - 1:
                progress(number + 1, len(names), "measuring colours and light")
    finally:
        faces.flush()
        kept.flush()
    return PictureStatistics(
        np.array([kept[key]["colours"] for key in keys], np.float32).reshape(-1, 13),
        np.array([kept[key]["kind"] for key in keys], np.float32).reshape(-1, len(KINDS)),
    )


def colours(image: Image.Image) -> Row:
    """Of an RGB picture, float32 [13]."""
    small = image.resize((EDGE, EDGE), Image.Resampling.BOX)
    pixels = np.asarray(small, np.float32)
    hue, saturation, light = np.moveaxis(np.asarray(small.convert("HSV"), np.float32), 2, 0)
    turn = hue / 256 * 2 * np.pi
    gray = pixels.mean(axis=2)
    flat = pixels.reshape(-1, 3)
    return np.array(
        [
            *flat.mean(axis=0),
            *flat.std(axis=0),
            (np.cos(turn) * saturation).mean(),
            (np.sin(turn) * saturation).mean(),
            saturation.mean(),
            light.mean(),
            gray.std(),
            _sharpness(gray),
            np.abs(np.diff(gray, axis=1)).mean(),
        ],
        np.float32,
    )


def kind(image: Image.Image, face: Face) -> Row:
    """Of a face on an RGB picture, float32 [len(KINDS)]."""
    template = PORTRAIT * EDGE
    frame = aligned(image, face, template=template, edge=EDGE).astype(np.float32)
    white = Image.new("RGB", image.size, "white")
    within = aligned(white, face, template=template, edge=EDGE)[..., 0] > 127
    inside = frame[within] if within.any() else frame.reshape(-1, 3)
    right, left = eyes(face.points)
    return np.array(
        [
            np.linalg.norm(right - left),
            1 - within.mean(),
            (inside.max(axis=1) <= BLACK).mean(),
            np.ptp(inside, axis=1).mean(),
            _sharpness(frame.mean(axis=2)),
            inside.mean(),
        ],
        np.float32,
    )


def _sharpness(gray: NDArray[np.float32]) -> float:
    around = gray[:-2, 1:-1] + gray[2:, 1:-1] + gray[1:-1, :-2] + gray[1:-1, 2:]
    return float(np.log1p((around - 4 * gray[1:-1, 1:-1]).var()))

"""Training faces a second time in other colours, so that a model cannot lean on those.

Two photos of one family often share a camera, a room and an hour. The second copy has another
light, or none of the colours; the judged pairs stay as they are.

Source: Dawson et al. 2018, "From same photo: cheating on visual kinship challenges", ACCV.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from core.data.image_set import Pixels
from core.faces.features import opened_picture
from core.tasks.kinship.corpus import Corpus
from core.tasks.kinship.settings import Faces
from core.training.rng import generator

CHANGES = (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color)


@dataclass(frozen=True)
class Recoloured(Corpus):
    """A corpus whose photos are read in other colours; the same ones every time."""

    jitter: float = 0.0
    gray: float = 0.0
    seed: int = 0

    def read(self, name: str) -> bytes | Pixels:
        """The photo's pixels, changed: uint8 [h, w, 3]."""
        image = opened_picture(super().read(name))
        return recoloured(image, jitter=self.jitter, draws=self._draws[self._rows[name]],
                          gray=self.gray)  # fmt: skip

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.people.photos)}

    @cached_property
    def _draws(self) -> NDArray[np.float64]:
        """Of each photo: what changes, -1 to 1, and whether it is gray, 0 to 1."""
        random = generator("recoloured", self.seed)
        count = len(self.people.photos)
        return np.column_stack([random.uniform(-1, 1, (count, len(CHANGES))), random.random(count)])


def recoloured(
    image: Image.Image, *, draws: Sequence[float] | NDArray[np.float64], jitter: float, gray: float
) -> Pixels:
    """An RGB picture in other colours: uint8 [h, w, 3].

    Args:
        image: the picture.
        draws: for brightness, contrast and colour -1 to 1; then 0 to 1, gray where below `gray`.
        jitter: the most by which brightness, contrast and colour change, as a share.
        gray: the share of pictures that lose their colours.
    """
    *changes, last = draws
    for change, draw in zip(CHANGES, changes, strict=True):
        image = change(image).enhance(1 + jitter * draw)
    if last < gray:
        image = image.convert("L").convert("RGB")
    return np.asarray(image)


def recoloured_too(corpus: Corpus, faces: Faces, *, seed: int) -> list[Corpus]:
    """The corpus, and its recoloured copy where the recipe asks for one."""
    if not faces.jitter and not faces.gray:
        return [corpus]
    known = {field.name: getattr(corpus, field.name) for field in fields(corpus)}
    made = Recoloured(**known, jitter=faces.jitter, gray=faces.gray, seed=seed)
    return [corpus, made]

"""The same garment, photographed otherwise: what familiarity must not depend on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from core.data.sizes import Image8
from core.inference.photos.garment import cut_garment

SOFT = 1  # pixels over which a cut garment's edge fades
SHRUNK = 3


def on_white(photo: Image8) -> Image8:
    """The garment cut out and laid on white, as shops show it: uint8 [h, w, 3]."""
    cut = Image.fromarray(cut_garment(Image.fromarray(photo)).mask.astype(np.uint8) * 255)
    share = np.asarray(cut.filter(ImageFilter.GaussianBlur(SOFT)), np.float32)[..., None] / 255
    result: Image8 = (photo * share + 255 * (1 - share)).astype(np.uint8)
    return result


def small(photo: Image8) -> Image8:
    """A third of the pixels each way, as a thumbnail."""
    whole = Image.fromarray(photo)
    wide, high = (max(1, side // SHRUNK) for side in whole.size)
    return np.asarray(whole.resize((wide, high), Image.Resampling.BILINEAR))


def gray(photo: Image8) -> Image8:
    """Without colour."""
    result: Image8 = np.repeat(photo.mean(2, keepdims=True), 3, 2).astype(np.uint8)
    return result


STYLES: dict[str, Callable[[Image8], Image8]] = {
    "on white": on_white,
    "small": small,
    "gray": gray,
    "small, on white": lambda photo: small(on_white(photo)),
}

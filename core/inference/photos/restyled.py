"""The same garment, photographed otherwise: what familiarity must not depend on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from core.data.sizes import Image8
from core.inference.photos.garment import cut_garment

SOFT = 1  # pixels over which a cut garment's edge fades
DARK, BLUR, TURN, GRAIN = 0.6, 1.2, 8, 10
"""Of a snapshot: the share of light, pixels of blur, degrees, and grain in levels of 255."""
WARM = (1.1, 1.0, 0.8)
"""What lamps do to red, green and blue."""


def on_white(photo: Image8) -> Image8:
    """The garment cut out and laid on white, as shops show it: uint8 [h, w, 3]."""
    cut = Image.fromarray(cut_garment(Image.fromarray(photo)).mask.astype(np.uint8) * 255)
    share = np.asarray(cut.filter(ImageFilter.GaussianBlur(SOFT)), np.float32)[..., None] / 255
    result: Image8 = (photo * share + 255 * (1 - share)).astype(np.uint8)
    return result


def snapshot(photo: Image8) -> Image8:
    """By a telephone in a dim room: dark, warm, blurred, askew and grainy."""
    soft = Image.fromarray(photo).filter(ImageFilter.GaussianBlur(BLUR))
    dark = ImageEnhance.Brightness(soft).enhance(DARK)
    askew = np.asarray(dark.rotate(TURN, resample=Image.Resampling.BILINEAR), np.float32)
    grain = np.random.default_rng(0).normal(0, GRAIN, askew.shape)
    result: Image8 = (askew * WARM + grain).clip(0, 255).astype(np.uint8)
    return result


def gray(photo: Image8) -> Image8:
    """Without colour."""
    result: Image8 = np.repeat(photo.mean(2, keepdims=True), 3, 2).astype(np.uint8)
    return result


STYLES: dict[str, Callable[[Image8], Image8]] = {
    "on white": on_white,
    "gray": gray,
    "snapshot": snapshot,
}
"""Not among them: made small. Photos that were made small and large again look like any other small
picture, and let a fifth of CIFAR-100's pass for garments."""

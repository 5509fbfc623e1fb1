"""From a photo to what the net knows: one garment, light on black, 28 x 28, in the middle.

Fashion-MNIST was made from shop photos: trimmed to the garment, its longest edge brought to 28 px,
intensities negated, put in the middle of the square by its bounding box (not by its mass: measured
on the test set, the box's centre is at 13.5 to 13.8 px in every class). This does the same, after
cutting the garment out, since a photo at home has no white background.

Source: Xiao et al., Fashion-MNIST, 2017, section 2, https://arxiv.org/abs/1708.07747
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.inference.photos.background import frame, garment_mask

SIDE = 28
WORK = 112
"""The garment is looked for at this size: four times what the net sees."""
SMALLEST = 0.02
"""Share of the photo under which a find is a speck, not a garment."""
MEAN_RANGE = (100.0, 200.0)
"""Half of Fashion-MNIST's garments and more have their mean intensity in here."""

Mask: TypeAlias = NDArray[np.bool_]

NOTHING_FOUND = (
    "No garment stands out from its background, so the whole photo is used. Lay it on a plain "
    "cloth of another colour, or step back so that all of it is in the picture."
)
TO_THE_EDGE = (
    "The garment touches the edge of the photo on three sides or more: part of it may be missing."
)
ALREADY_KNOWN = "This is already a 28 x 28 picture, light on black: it goes to the net unchanged."
OWN_OUTLINE = "The file has its own outline (transparency), which is used."


@dataclass(frozen=True)
class Garment:
    """What was cut out and what is made of it."""

    photo: Image.Image
    """RGB, the whole photo."""
    mask: Mask
    """bool [h, w], True on the garment, in the photo's pixels."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom of the garment in the photo, right and bottom exclusive."""
    seen: NDArray[np.uint8]
    """uint8 [28, 28], light on black: what the net sees."""
    note: str
    """What a person should know about this cut; empty where it went well."""


def cut_garment(image: Image.Image) -> Garment:
    """Cut the garment out of an RGB or RGBA photo, as `open_photo` returns it."""
    photo = image.convert("RGB")
    if _is_known_already(photo):
        seen = np.asarray(photo.convert("L"))
        mask = seen > 8
        return Garment(photo, mask, _box(mask), seen, ALREADY_KNOWN)
    mask, note = _outline(image)
    box = _box(mask)
    return Garment(photo, mask, box, _as_known(photo, mask, box), note)


def _is_known_already(photo: Image.Image) -> bool:
    if photo.size != (SIDE, SIDE):
        return False
    pixels = np.asarray(photo).astype(np.int16)
    gray = int(np.ptp(pixels, axis=-1).max()) <= 8
    corners = pixels[:: SIDE - 1, :: SIDE - 1]
    return gray and corners.max() <= 16 and pixels.max() >= 48


def _outline(image: Image.Image) -> tuple[Mask, str]:
    if image.mode == "RGBA":
        mask = np.asarray(image.getchannel("A")) > 127
        if SMALLEST <= mask.mean() <= 0.99:
            return mask, OWN_OUTLINE
    small = image.convert("RGB")
    small.thumbnail((WORK, WORK), Image.Resampling.BOX)
    found = garment_mask(np.asarray(small))
    if not SMALLEST <= found.mean() <= 0.99:
        return np.ones((image.height, image.width), bool), NOTHING_FOUND
    plane = Image.fromarray(found.astype(np.uint8) * 255)
    mask = np.asarray(plane.resize(image.size, Image.Resampling.BILINEAR)) > 127
    sides = (found[0], found[-1], found[:, 0], found[:, -1])
    touched = sum(bool(side.mean() > 0.1) for side in sides)
    return mask, TO_THE_EDGE if touched >= 3 else ""


def _box(mask: Mask) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _as_known(photo: Image.Image, mask: Mask, box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """Level, crop, bring the longest edge to 28 px, put in the middle of black."""
    left, top, right, bottom = box
    levelled = np.where(mask, _light_on_black(np.asarray(photo.convert("L")), mask), 0)
    crop = Image.fromarray(levelled.astype(np.uint8)[top:bottom, left:right])
    scale = SIDE / max(crop.size)
    width, height = (max(1, round(edge * scale)) for edge in crop.size)
    crop = crop.resize((width, height), Image.Resampling.BOX)
    square = Image.new("L", (SIDE, SIDE))
    square.paste(crop, ((SIDE - width) // 2, (SIDE - height) // 2))
    return np.asarray(square)


def _light_on_black(gray: NDArray[np.uint8], mask: Mask) -> NDArray[np.float32]:
    """Negate a garment that is darker than its background; keep its mean in the usual range.

    Fashion-MNIST negates always, which leaves a white garment nearly black; its photos were taken
    on white, so "darker than the background" is the same rule there. The shift keeps folds and
    prints as strong as they are.
    """
    ground = ~mask if not mask.all() else frame(mask.shape, max(1, min(mask.shape) // 20))
    values = gray.astype(np.float32)
    if values[mask].mean() < values[ground].mean():
        values = 255 - values
    mean = float(values[mask].mean())
    low, high = MEAN_RANGE
    shift = float(np.clip(mean, low, high)) - mean
    result: NDArray[np.float32] = np.clip(values + shift, 1, 255)
    return result

"""Colour as the eye weighs it, so that one distance serves light and dark, grey and coloured.

Source: CIE 1976 L*a*b* with the D65 white point, from sRGB (IEC 61966-2-1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32
)
WHITE = np.array([0.9505, 1.0, 1.089], np.float32)
BINS = 16
LOWEST = np.array([0, 64, 64], np.float32)
EXTENT = np.array([100, 128, 128], np.float32)


def lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """L* (0..100), a*, b* of sRGB uint8 [h, w, 3]: float32 [h, w, 3]."""
    value = rgb.astype(np.float32) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    xyz = linear @ TO_XYZ.T / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    result: NDArray[np.float32] = np.stack(
        [116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1
    ).astype(np.float32)
    return result


def bins(colours: NDArray[np.float32]) -> NDArray[np.intp]:
    """Which of BINS**3 boxes of L*a*b* each colour of [..., 3] falls into."""
    scaled = (colours + LOWEST) / EXTENT * BINS
    box = np.clip(scaled, 0, BINS - 1).astype(np.intp)
    result: NDArray[np.intp] = (box[..., 0] * BINS + box[..., 1]) * BINS + box[..., 2]
    return result


def density(boxes: NDArray[np.intp], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """How usual each pixel's colour is among the pixels as weighted: both [h, w].

    A histogram over `bins`, blurred by most of a box so that similar colours support each other;
    the small constant keeps an unseen colour from being impossible.
    """
    from scipy import ndimage

    counts = np.bincount(boxes.ravel(), weights=weight.ravel(), minlength=BINS**3)
    cube = ndimage.gaussian_filter(counts.reshape(BINS, BINS, BINS), 0.8, mode="constant")
    share = cube.ravel() / max(float(cube.sum()), 1e-9)
    result: NDArray[np.float32] = (share[boxes] + 2e-4).astype(np.float32)
    return result

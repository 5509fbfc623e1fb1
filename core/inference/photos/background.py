"""Tell a garment from what it lies on, hangs before or stands on.

Three cues: a garment's colours are rare at the photo's border; to walk from the border onto it one
has to cross an edge (geodesic distance, which shadows and gradients hardly lengthen); and people
put it in the middle. The cues start two colour histograms, garment and background, which are then
refined in turns, with a guided filter to make neighbours of the same lightness agree.

Source: Wei et al., Geodesic Saliency Using Background Priors, ECCV 2012; Rother et al., GrabCut,
SIGGRAPH 2004 (alternating colour models); He et al., Guided Image Filtering, ECCV 2010.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.inference.photos.colour import bins, density, lab

ROUNDS = 6
FAINTEST = 3.0
"""A photo whose colours lie closer than this (in L*a*b*) shows nothing."""
NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1))

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]


def garment_mask(rgb: NDArray[np.uint8]) -> Mask:
    """True where the garment is: bool [h, w] of sRGB uint8 [h, w, 3], best at 100 to 150 px.

    All False where nothing stands out from the border.
    """
    from scipy import ndimage

    colours = np.stack(
        [ndimage.gaussian_filter(plane, 0.7) for plane in np.moveaxis(lab(rgb), -1, 0)], axis=-1
    )
    if np.ptp(colours, axis=(0, 1)).max() < FAINTEST:
        return np.zeros(rgb.shape[:2], bool)
    walk = _geodesic(colours)
    walk = np.clip(walk / np.percentile(walk, 97), 0, 1).astype(np.float32)
    middle = _middle(rgb.shape[:2])
    starts = (
        _from_border(colours, walk, middle),
        6 * (middle - 0.5) + 2 * (walk - 0.35),
        _from_corners(colours),
    )
    masks = [_tidy(_refined(colours, start, walk, middle)) for start in starts]
    edges = _edge_strength(colours)
    return max(masks, key=lambda mask: _quality(mask, edges))


def frame(shape: tuple[int, ...], width: int) -> Mask:
    """The outermost `width` pixels."""
    mask = np.zeros(shape, bool)
    mask[:width] = mask[-width:] = True
    mask[:, :width] = mask[:, -width:] = True
    return mask


def _middle(shape: tuple[int, ...]) -> Plane:
    height, width = shape
    y, x = np.mgrid[:height, :width]
    squared = ((y - height / 2) / (0.45 * height)) ** 2 + ((x - width / 2) / (0.45 * width)) ** 2
    result: Plane = np.exp(-squared).astype(np.float32)
    return result


def _geodesic(colours: Plane) -> Plane:
    """The least sum of colour steps from the border to each pixel; texture steps are free."""
    from scipy import sparse
    from scipy.sparse.csgraph import dijkstra

    height, width = colours.shape[:2]
    ids = np.arange(height * width).reshape(height, width)
    near, far, step = _steps(colours, ids)
    border = frame(ids.shape, max(3, height // 20)).ravel()
    texture = np.percentile(step[border[near] & border[far]], 75)
    step = np.maximum(step - texture, 0) + 1e-3  # the rest keeps far from near
    outside = height * width
    edge = ids[frame(ids.shape, 1)]
    near, far = np.r_[near, np.full(edge.size, outside)], np.r_[far, edge]
    step = np.r_[step, np.full(edge.size, 1e-3)]
    graph = sparse.coo_matrix((step, (near, far)), shape=(outside + 1, outside + 1)).tocsr()
    walk = dijkstra(graph, directed=False, indices=outside)[:outside]
    result: Plane = walk.reshape(height, width).astype(np.float32)
    return result


def _steps(
    colours: Plane, ids: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp], Plane]:
    """Every pair of touching pixels and the colour step between them."""
    height, width = ids.shape
    pairs = []
    for down, right in NEIGHBOURS:
        here = np.s_[: height - down, max(0, -right) : width - max(0, right)]
        there = np.s_[down:, max(0, right) : width + min(0, right)]
        step = np.sqrt(((colours[here] - colours[there]) ** 2).sum(-1))
        pairs.append((ids[here].ravel(), ids[there].ravel(), step.ravel()))
    near, far, step = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    return near, far, step


def _from_border(colours: Plane, walk: Plane, middle: Plane) -> Plane:
    """The first guess, as log odds: rare at the border, behind an edge, in the middle."""
    height, width = walk.shape
    border = frame(walk.shape, max(2, round(0.03 * min(height, width))))
    usual = density(bins(colours), border.astype(np.float32))
    rare = np.clip(-np.log(1500 * usual), -3, 3)
    result: Plane = 0.6 * rare + 5 * (walk - 0.35) + 1.5 * (middle - 0.6)
    return result


def _from_corners(colours: Plane) -> Plane:
    """Another guess, for a garment that leaves the photo: rare in the corners."""
    height, width = colours.shape[:2]
    corners = np.zeros((height, width), np.float32)
    down, right = max(2, height // 10), max(2, width // 10)
    for rows in (slice(down), slice(-down, None)):
        for columns in (slice(right), slice(-right, None)):
            corners[rows, columns] = 1
    usual = density(bins(colours), corners)
    result: Plane = np.clip(-np.log(1500 * usual), -3, 3)
    return result


def _refined(colours: Plane, odds: Plane, walk: Plane, middle: Plane) -> Plane:
    """Alternate between colour models and who belongs to which: probabilities [h, w]."""
    height, width = walk.shape
    border = frame(walk.shape, max(2, round(0.03 * min(height, width))))
    boxes = bins(colours)
    share = _sigmoid(odds)
    for _ in range(ROUNDS):
        garment = density(boxes, share**2 * (0.3 + middle))
        ground = density(boxes, (1 - share) ** 2 * (1 + 3 * border))
        colour = np.clip(np.log(garment / ground), -3, 3)
        around = _guided(share, colours[..., 0]) - 0.5
        odds = 0.7 * colour + 4 * around + 1.5 * (walk - 0.35) + 0.6 * (middle - 0.6)
        share = _sigmoid(odds)
    return share


def _sigmoid(odds: Plane) -> Plane:
    result: Plane = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return result


def _guided(values: Plane, guide: Plane, *, radius: int = 4, floor: float = 20.0) -> Plane:
    """Smooth `values` within regions of even `guide`."""
    from scipy import ndimage

    def mean(plane: Plane) -> Plane:
        smooth: Plane = ndimage.uniform_filter(plane, 2 * radius + 1, mode="nearest")
        return smooth

    guide_mean, value_mean = mean(guide), mean(values)
    slope = (mean(guide * values) - guide_mean * value_mean) / (
        mean(guide * guide) - guide_mean**2 + floor
    )
    line = mean(slope) * guide + mean(value_mean - slope * guide_mean)
    result: Plane = np.clip(line, 0, 1)
    return result


def _tidy(share: Plane) -> Mask:
    """The largest piece, and others near its size (a pair of shoes); small holes closed."""
    from scipy import ndimage

    mask = ndimage.binary_opening(share > 0.5)
    mask |= ndimage.binary_closing(np.pad(mask, 3), iterations=3)[3:-3, 3:-3]
    pieces, count = ndimage.label(mask)
    if count == 0:
        return np.zeros(share.shape, bool)
    area = ndimage.sum_labels(mask, pieces, np.arange(1, count + 1))
    mask = np.isin(pieces, np.flatnonzero(area >= 0.35 * area.max()) + 1)
    holes, count = ndimage.label(ndimage.binary_fill_holes(mask) & ~mask)
    if count:
        area = ndimage.sum_labels(holes > 0, holes, np.arange(1, count + 1))
        mask |= np.isin(holes, np.flatnonzero(area < 0.08 * mask.sum()) + 1)
    return mask


def _edge_strength(colours: Plane) -> Plane:
    """The colour gradient, in units of the photo's own median gradient."""
    down, right = np.gradient(colours, axis=(0, 1))
    size = np.sqrt((down**2 + right**2).sum(-1))
    result: Plane = size / (np.median(size) + 1.0)
    return result


def _quality(mask: Mask, edges: Plane) -> float:
    """How much the outline runs along edges; small scraps and whole photos count for less."""
    from scipy import ndimage

    area = float(mask.mean())
    if area < 0.01:
        return -10.0
    outline = mask ^ ndimage.binary_erosion(mask, border_value=1)
    along = float(np.log1p(edges[outline]).mean()) if outline.any() else 0.0
    touching = float(mask[frame(mask.shape, 1)].mean())
    return along + min(0.0, float(np.log(area / 0.2))) - 2 * touching

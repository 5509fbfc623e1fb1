"""Points of a plane as SVG, for a file that is printed: a dot each, coloured by its class."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.figures.look import GRID
from core.figures.palette import colour

SIDE = 320
AIR = 14
MOST = 2000
"""Dots; of more every second, third, and so on."""


def points_svg(
    plane: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    title: str,
    reach: float | None = None,
) -> str:
    """An `<svg>` of the points [n, 2], those that are not finite left out.

    Args:
        plane: centred on its mean.
        labels: int [n].
        title: above them, read aloud too.
        reach: how far the picture goes from the middle, so that several have one scale; as far as
            these points where None.
    """
    there = np.isfinite(plane).all(axis=1)
    points, classes = plane[there], labels[there]
    every = -(-len(points) // MOST) or 1
    points, classes = points[::every], classes[::every]
    far = reach_of(points) if reach is None else reach
    scale = (SIDE / 2 - AIR) / (far or 1.0)
    dots = "".join(
        f'<circle cx="{SIDE / 2 + scale * x:.1f}" cy="{SIDE / 2 - scale * y:.1f}" r="2.6" '
        f'fill="{colour(int(label))}"/>'
        for (x, y), label in zip(points.tolist(), classes.tolist(), strict=True)
    )
    said = html.escape(title, quote=True)
    return (
        f'<figure class="points"><svg viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{said}">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="{GRID}"/>{dots}</svg>'
        f"<figcaption>{html.escape(title)}</figcaption></figure>"
    )


def reach_of(plane: NDArray[np.floating]) -> float:
    """How far the farthest finite point lies from the middle, along an axis."""
    finite = np.abs(plane[np.isfinite(plane).all(axis=1)])
    return float(finite.max(initial=0.0))


def classes_key(classes: Sequence[str]) -> str:
    """The classes' names behind their colours, as HTML."""
    return "".join(
        f'<span><svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" '
        f'r="4" fill="{colour(at)}"/></svg>{html.escape(name)}</span>'
        for at, name in enumerate(classes)
    )

"""A map of points as SVG, a path a class: for a file or a sheet of paper, where nothing moves."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.figures.palette import colour

SIDE, AIR = 460, 8
"""Width and height, and what is left free at the edges, in SVG's units."""
MOST = 3000
"""Points that are drawn; of more, every so manieth."""
KEYED = 26
"""Of more classes no key is given: their colours repeat."""


def map_svg(points: NDArray[np.floating], labels: NDArray[np.integer], *, title: str) -> str:
    """Points [n, 2] coloured by class, int [n] (below 0: none is known), as an `<svg>`.

    Both axes have one scale. Points that are not finite are left out; "" where none is left.
    """
    there = np.isfinite(points).all(axis=1)
    places, of = np.asarray(points, np.float64)[there], np.asarray(labels)[there]
    if not len(places):
        return ""
    step = -(-len(places) // MOST)
    places, of = places[::step], of[::step]
    low = places.min(axis=0)
    reach = float(np.ptp(places, axis=0).max()) or 1.0
    scaled = AIR + (places - low) / reach * (SIDE - 2 * AIR)
    scaled[:, 1] = SIDE - scaled[:, 1]
    paths = "".join(
        f'<path d="{_dots(scaled[of == label])}" stroke="{colour(int(label))}"/>'
        for label in np.unique(of)
    )
    said = html.escape(f"Map: {title}", quote=True)
    return (
        f'<svg class="map" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{said}" '
        'fill="none" stroke-linecap="round" stroke-width="4" stroke-opacity="0.75">'
        f"{paths}</svg>"
    )


def class_key(classes: Sequence[str]) -> str:
    """The classes' names behind their colours, as HTML; "" of too many."""
    if len(classes) > KEYED:
        return ""
    pieces = "".join(
        '<span><svg class="piece" viewBox="0 0 12 10" aria-hidden="true">'
        f'<circle cx="6" cy="5" r="4" fill="{colour(number)}"/></svg>{html.escape(name)}</span>'
        for number, name in enumerate(classes)
    )
    return f'<div class="keys">{pieces}</div>'


def _dots(places: NDArray[np.float64]) -> str:
    """Lines of no length, which round ends make dots."""
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in places.tolist())

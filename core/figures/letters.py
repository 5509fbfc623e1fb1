"""On which cells of a colour scale numbers are white, so that each can be read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.figures.theme import LIGHT, contrast

STEPS = 400


@cache
def white_from(scale: Sequence[tuple[float, str]]) -> float:
    """The place on a scale, 0 to 1, beyond which white is read better than black on a white page.

    On a dark page all numbers are white. `scale` has stops of `rgba(r,g,b,alpha)`, ascending, the
    colours growing stronger; it is a tuple.
    """
    places = np.linspace(0, 1, STEPS + 1)
    white = [
        contrast("#ffffff", ground) > contrast(LIGHT.ink, ground)
        for ground in _on_white(scale, places)
    ]
    return float(places[white.index(True)]) if any(white) else 1.0


def _on_white(scale: Sequence[tuple[float, str]], places: NDArray[np.float64]) -> list[str]:
    at = [place for place, _ in scale]
    stops = np.array([[float(v) for v in paint[5:-1].split(",")] for _, paint in scale])
    red, green, blue, alpha = (np.interp(places, at, stops[:, i]) for i in range(4))
    mixed = [np.rint(255 + (part - 255) * alpha).astype(int) for part in (red, green, blue)]
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in zip(*mixed, strict=True)]

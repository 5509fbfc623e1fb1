"""The colours of classes and lanes, and what figures need beside them: dashes, paler shades."""

from __future__ import annotations

from embedscope.drawing.palette import (
    CLASS_COLOURS,
    LANE_COLOURS,
    channels,
    colour,
    lane_colour,
)

__all__ = [
    "ALONE",
    "CLASS_COLOURS",
    "LANE_COLOURS",
    "LANE_DASHES",
    "colour",
    "faded",
    "lane_colour",
    "lane_dash",
]

ALONE = "#3578e5"
"""Of bars or a line that nothing is compared with: as well seen on either page."""
LANE_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
"""They tell lanes apart without colour."""


def lane_dash(i: int) -> str:
    """Lane i's line style, as Plotly names it."""
    return LANE_DASHES[i % len(LANE_DASHES)]


def faded(colour_: str, alpha: float) -> str:
    """`#rrggbb` as `rgba(...)` with that opacity."""
    red, green, blue = channels(colour_)
    return f"rgba({red},{green},{blue},{alpha:g})"

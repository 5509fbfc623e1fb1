"""One colour per class and one per lane, the same in maps, matrices, curves and notebook cells.

The twelve class colours were chosen by search: their smallest distance (OKLab) under normal vision
and simulated protanopia, deuteranopia and tritanopia is as large as found, and each stands out from
a white and from a near-black page. The order puts colours that differ most first.

Source: Machado, Oliveira and Fernandes (2009), A Physiologically-based Model for Simulation of
Color Vision Deficiency; Ottosson (2020), OKLab.
"""

from __future__ import annotations

CLASS_COLOURS = (
    "#0087ff",
    "#b42d2d",
    "#a5e1a5",
    "#c3a55a",
    "#1e6978",
    "#a5a5ff",
    "#873cc3",
    "#9678b4",
    "#f0c3ff",
    "#c36900",
    "#1ec3b4",
    "#3cf000",
)
LANE_COLOURS = ("#b400d2", "#007800", "#785a78", "#969600", "#5a9696", "#d25af0")
"""Of the runs that one figure compares: none is a class's. They were searched for in the same way,
each at 3 : 1 or more on both pages, and stand so that the first few differ most.
"""
SHADES = (0.0, 0.5, -0.3)
"""How far the second dozen is mixed with white and the third with black."""


def colour(i: int) -> str:
    """Class i's colour, `#rrggbb`. The dozen comes back lighter, then darker; from the
    thirty-seventh class on it repeats.
    """
    base = CLASS_COLOURS[i % len(CLASS_COLOURS)]
    return _mixed(base, SHADES[i // len(CLASS_COLOURS) % len(SHADES)])


def lane_colour(i: int) -> str:
    """Lane i's colour, `#rrggbb`; repeats after six."""
    return LANE_COLOURS[i % len(LANE_COLOURS)]


def channels(colour_: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`, 0 to 255."""
    red, green, blue = bytes.fromhex(colour_.removeprefix("#"))
    return red, green, blue


def _mixed(colour_: str, amount: float) -> str:
    goal = 255 if amount > 0 else 0
    parts = [round(c + (goal - c) * abs(amount)) for c in channels(colour_)]
    return "#" + "".join(f"{part:02x}" for part in parts)

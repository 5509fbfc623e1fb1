"""Learning curves as SVG of their own, for a file that no chart library travels with.

What is drawn is what `core.figures.curves` draws with Plotly: the same quantities, colours, dashes
and axes. Words and lines take the page's colours from its style sheet, so a chart follows light and
dark.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.figures.curves import History, Quantity
from core.figures.look import GRID, HINT
from core.figures.palette import lane_colour, lane_dash

WIDE, HIGH = 480, 230
LEFT, RIGHT, TOP, BOTTOM = 52, 18, 28, 34
FINE = 600
"""Points of a line, about: more cannot be told apart at this width."""
TICKS = 5
DASHES = {
    "solid": "none",
    "dash": "7 4",
    "dot": "2 3",
    "dashdot": "7 4 2 4",
    "longdash": "12 5",
    "longdashdot": "12 5 2 5",
}
"""Plotly's line styles as SVG has them."""
NOW = "now"
"""Class of the line that marks the step on screen."""


def curve_svg(histories: Mapping[str, History], quantity: Quantity, *, axis: str = "step") -> str:
    """One quantity over the steps, or another column that is the `axis`, a line a lane, as an
    `<svg>`; "" where no lane logged it.

    Its `data-steps` says which steps its left and right edges are, `data-plot` where these lie.
    """
    lines = {
        name: _thinned(*_there(history, quantity, axis)) for name, history in histories.items()
    }
    lines = {name: line for name, line in lines.items() if len(line[0])}
    if not lines:
        return ""
    steps = _span([line[0] for line in lines.values()])
    low, high = _heights([line[1] for line in lines.values()], quantity)
    places = list(histories)
    drawn = "".join(
        _path(*line, steps, (low, high), lane=places.index(name)) for name, line in lines.items()
    )
    title = html.escape(quantity.title)
    said = html.escape(f"{quantity.title} of {', '.join(lines)} over the {axis}s", quote=True)
    right = WIDE - RIGHT
    return (
        f'<svg class="curve" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{said}" '
        f'data-steps="{steps[0]:g} {steps[1]:g}" data-plot="{LEFT} {right}">'
        f'<text x="{LEFT}" y="16" class="title">{title}</text>'
        f"{_grid(steps, (low, high), quantity, axis)}{_reference(low, high, quantity)}{drawn}"
        f'<line class="{NOW}" x1="{right}" x2="{right}" y1="{TOP}" y2="{HIGH - BOTTOM}"/></svg>'
    )


def key_svg(lanes: Sequence[str]) -> str:
    """The lanes' names behind pieces of their lines, as HTML."""
    return "".join(
        '<span><svg class="piece" viewBox="0 0 34 10" aria-hidden="true">'
        f'<line x1="1" x2="33" y1="5" y2="5" stroke="{lane_colour(lane)}" stroke-width="2.5" '
        f'stroke-dasharray="{DASHES[lane_dash(lane)]}"/></svg>{html.escape(name)}</span>'
        for lane, name in enumerate(lanes)
    )


def round_ticks(low: float, high: float, most: int = TICKS) -> list[float]:
    """At most about `most` round numbers from `low` to `high`, evenly."""
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(n * power for n in (1, 2, 5, 10) if (high - low) / (n * power) <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def _there(
    history: History, quantity: Quantity, axis: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Steps and values where both are known; on a logarithmic axis the values' logarithms."""
    x = np.asarray(history[axis], np.float64)
    y = np.asarray(history.get(quantity.column, np.full(len(x), np.nan)), np.float64)
    there = np.isfinite(x) & np.isfinite(y) & ((y > 0) | (not quantity.log))
    return x[there], np.log10(y[there]) if quantity.log else y[there]


def _thinned(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of a long line the lowest and the highest of each stretch: no peak is lost."""
    if len(x) <= FINE:
        return x, y
    kept = {0, len(x) - 1}
    for part in np.array_split(np.arange(len(x)), FINE // 2):
        kept |= {int(part[y[part].argmin()]), int(part[y[part].argmax()])}
    rows = sorted(kept)
    return x[rows], y[rows]


def _span(values: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    low = min(float(each.min()) for each in values)
    high = max(float(each.max()) for each in values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _heights(values: Sequence[NDArray[np.float64]], quantity: Quantity) -> tuple[float, float]:
    """The ends of the y axis, with a little air."""
    low, high = quantity.span or _span(values)
    if quantity.line is not None and not quantity.log:
        low, high = min(low, quantity.line), max(high, quantity.line)
    air = 0.03 * (high - low)
    return low - air, high + air


def _at(value: float, ends: tuple[float, float], first: float, last: float) -> float:
    return first + (value - ends[0]) / (ends[1] - ends[0]) * (last - first)


def _across(step: float, steps: tuple[float, float]) -> float:
    return _at(step, steps, LEFT, WIDE - RIGHT)


def _down(value: float, ends: tuple[float, float]) -> float:
    return _at(value, ends, HIGH - BOTTOM, TOP)


def _path(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    steps: tuple[float, float],
    ends: tuple[float, float],
    *,
    lane: int,
) -> str:
    places = [(_across(a, steps), _down(b, ends)) for a, b in zip(x, y, strict=True)]
    paint = lane_colour(lane)
    if len(places) == 1:
        return f'<circle cx="{places[0][0]:.1f}" cy="{places[0][1]:.1f}" r="3" fill="{paint}"/>'
    points = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
    return (
        f'<polyline points="{points}" fill="none" stroke="{paint}" stroke-width="2" '
        f'stroke-linejoin="round" stroke-dasharray="{DASHES[lane_dash(lane)]}"/>'
    )


def _grid(
    steps: tuple[float, float], ends: tuple[float, float], quantity: Quantity, axis: str
) -> str:
    right, base, parts = WIDE - RIGHT, HIGH - BOTTOM, []
    for value, text in _marks(ends, quantity):
        y = _down(value, ends)
        parts.append(
            f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
        )
    for step in round_ticks(*steps):
        x = _across(step, steps)
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{base}" stroke="{GRID}"/>'
            f'<text x="{x:.1f}" y="{base + 15}" text-anchor="middle">{step:,g}</text>'
        )
    parts.append(f'<text x="{right}" y="{HIGH - 4}" text-anchor="end">{axis}</text>')
    return "".join(parts)


def _marks(ends: tuple[float, float], quantity: Quantity) -> list[tuple[float, str]]:
    """Where the y axis has a line, and what stands there."""
    if not quantity.log:
        return [(value, f"{value:.6g}") for value in round_ticks(*ends)]
    low, high = (10.0**end for end in ends)
    powers = range(math.floor(ends[0]), math.ceil(ends[1]) + 1)
    within = [power for power in powers if ends[0] <= power <= ends[1]]
    if len(within) > 1:
        thin = within[:: -(-len(within) // TICKS)]
        return [(float(power), f"{10.0**power:g}") for power in thin]
    return [(math.log10(value), f"{value:.3g}") for value in round_ticks(low, high) if value > 0]


def _reference(low: float, high: float, quantity: Quantity) -> str:
    if quantity.line is None:
        return ""
    y = _down(math.log10(quantity.line) if quantity.log else quantity.line, (low, high))
    return (
        f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{HINT}" '
        'stroke-dasharray="6 4"/>'
    )

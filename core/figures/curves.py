"""Learning curves: one quantity over the steps, a line a run; and the four that show a collapse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.figures.look import HINT, dress
from core.figures.palette import faded, lane_colour, lane_dash

if TYPE_CHECKING:
    import plotly.graph_objects as go

History = Mapping[str, NDArray[np.float64]]
"""A run's columns, as `Run.history` gives them."""


@dataclass(frozen=True)
class Quantity:
    """A column of a history and how its axis looks."""

    column: str
    title: str
    hover: str = ".4f"
    log: bool = False
    span: tuple[float, float] | None = None
    line: float | None = None
    """Where a horizontal line is drawn."""
    noisy: bool = False
    """Taken at every step: worth smoothing."""


COLLAPSE = (
    Quantity("knn_accuracy", "k-NN accuracy (probe set)", ".3f", span=(0, 1)),
    Quantity("loss_over_margin", "Loss / margin (1: none told apart)", ".3f", line=1.0, noisy=True),
    Quantity("spread", "Spread (mean pairwise distance)", ".3g", log=True),
    Quantity("active_share", "Active triplets (share)", ".3f", span=(0, 1), noisy=True),
)
"""What tells whether an embedding learns or shrinks to a point."""


WATCHED = (
    Quantity("loss", "Loss", ".4g", noisy=True),
    Quantity("validation_loss", "Validation loss", ".4g"),
    *COLLAPSE,
    Quantity("effective_rank", "Effective rank (directions)", ".1f"),
    Quantity("hubness", "Hubness (skewness)", ".2f"),
)
"""All that may go wrong in a training; what was not logged is not drawn."""


def smooth(values: NDArray[np.floating], weight: float) -> NDArray[np.float64]:
    """Exponential moving average, corrected for its start; NaN stays where it was.

    Args:
        values: [n].
        weight: of the past, 0 (no smoothing) to below 1.

    Returns:
        float64 [n].
    """
    if not 0 <= weight < 1:
        raise EmbedscopeError(f"Smoothing must be at least 0 and below 1, not {weight}.")
    result, total, mass = np.full(len(values), np.nan), 0.0, 0.0
    for i, value in enumerate(np.asarray(values, np.float64)):
        if np.isfinite(value):
            total = weight * total + (1 - weight) * value
            mass = weight * mass + (1 - weight)
            result[i] = total / mass
    return result


def curves(
    lanes: Mapping[str, tuple[NDArray[np.floating], NDArray[np.floating]]],
    *,
    title: str,
    x_title: str = "step",
    log: bool = False,
    smoothing: float = 0.0,
    height: int = 360,
) -> go.Figure:
    """One quantity of several lanes.

    Args:
        lanes: by name, x [n] and y [n]; points that are not finite are left out.
        title: of the y axis, with its unit.
        x_title: of the x axis.
        log: a logarithmic y axis; values of 0 or less are left out.
        smoothing: weight of the past, 0 to below 1; the raw line stays visible behind.
        height: in pixels.
    """
    import plotly.graph_objects as go

    quantity = Quantity("", title, ".4g", log=log)
    figure = go.Figure()
    for i, (name, (x, y)) in enumerate(lanes.items()):
        for line in _lines(name, x, y, quantity, lane=i, smoothing=smoothing):
            figure.add_trace(line)
    figure.update_xaxes(title=x_title)
    figure.update_yaxes(title=title, type="log" if log else "linear", exponentformat="e")
    dress(figure, height=height)
    return figure.update_layout(hovermode="x unified", showlegend=True)


def lane_curve(
    histories: Mapping[str, History],
    quantity: Quantity,
    *,
    smoothing: float = 0.0,
    height: int = 300,
    legend: bool = False,
) -> go.Figure:
    """One quantity over the steps, a line a lane.

    Args:
        histories: by lane, columns float64 [steps]; NaN where blank.
        quantity: what is drawn.
        smoothing: as in `curves`, for what is taken at every step.
        height: in pixels.
        legend: whether lanes are named; of several charts the first is enough.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for i, (name, history) in enumerate(histories.items()):
        x = history["step"]
        y = history.get(quantity.column, np.full(len(x), np.nan))
        weight = smoothing if quantity.noisy else 0.0
        for line in _lines(name, x, y, quantity, lane=i, smoothing=weight):
            figure.add_trace(line)
    _axis(figure, quantity)
    figure.update_xaxes(title="step")
    dress(figure, height=height, title=quantity.title)
    return figure.update_layout(showlegend=legend, uirevision="lanes", hovermode="x")


def logged(histories: Mapping[str, History]) -> list[Quantity]:
    """Of WATCHED, those that a lane has logged at least once."""
    return [
        quantity
        for quantity in WATCHED
        if any(
            np.isfinite(history.get(quantity.column, np.empty(0))).any()
            for history in histories.values()
        )
    ]


def _axis(figure: go.Figure, quantity: Quantity) -> None:
    kind = "log" if quantity.log else "linear"
    span = None
    if quantity.span:
        low, high = quantity.span
        span = [low - 0.02 * (high - low), high + 0.02 * (high - low)]
    figure.update_yaxes(type=kind, range=span, exponentformat="e")
    if quantity.line is not None:
        figure.add_hline(
            y=quantity.line,
            line={"color": HINT, "dash": "dash", "width": 1},
        )


def _lines(
    name: str,
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    quantity: Quantity,
    *,
    lane: int,
    smoothing: float,
) -> list[go.Scatter]:
    """The lane's line; with smoothing, the raw one faint behind it."""
    import plotly.graph_objects as go

    there = np.isfinite(x) & np.isfinite(y) & ((y > 0) | (not quantity.log))
    steps, values = np.asarray(x)[there], np.asarray(y)[there]
    paint = lane_colour(lane)
    common = {
        "x": steps,
        "mode": "lines" if len(steps) > 1 else "lines+markers",
        "name": name,
        "legendgroup": name,
    }
    line = go.Scatter(
        **common,
        y=smooth(values, smoothing),
        line={"color": paint, "dash": lane_dash(lane), "width": 2},
        hovertemplate=f"%{{y:{quantity.hover}}}<extra>{name}</extra>",
    )
    if not smoothing:
        return [line]
    raw = go.Scatter(
        **common,
        y=values,
        line={"color": faded(paint, 0.3), "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    return [raw, line]

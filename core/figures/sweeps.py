"""A sweep's trials: in their order, setting by setting, all settings at once, and what matters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.figures.look import CLEAR, HINT, dress
from core.figures.palette import ALONE, lane_colour

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLUMNS = 3
"""Slices beside each other."""


@dataclass(frozen=True)
class Dot:
    """One trial in a figure."""

    number: int
    params: Mapping[str, Any]
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Scale:
    """How a setting's values lie on an axis."""

    key: str
    label: str
    log: bool = False
    values: tuple[Any, ...] = ()
    """Of a list, in its order; empty for a range."""

    def place(self, value: Any) -> float:
        """A number for a value: itself, its logarithm, or its place in the list."""
        if self.values:
            return float([str(each) for each in self.values].index(str(value)))
        return math.log10(value) if self.log else float(value)


def in_order(dots: Sequence[Dot], metric: str, *, high_is_better: bool) -> go.Figure:
    """Every trial as it came, and the best so far as a line."""
    import plotly.graph_objects as go

    dots = sorted(dots, key=lambda dot: dot.number)
    best, line = None, []
    for dot in dots:
        better = best is None or (dot.value > best if high_is_better else dot.value < best)
        best = dot.value if better else best
        line.append(best)
    numbers = [dot.number + 1 for dot in dots]
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=numbers,
            y=line,
            mode="lines",
            line={"color": ALONE, "shape": "hv", "width": 2},
            name="best so far",
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=numbers,
            y=[dot.value for dot in dots],
            mode="markers",
            marker={"size": 9, "color": lane_colour(1)},
            error_y=_bars(dots),
            name="a trial",
            hovertemplate="trial %{x}: %{y:.4g}<extra></extra>",
        )
    )
    dress(figure, height=300)
    figure.update_xaxes(title="trial", tick0=1, dtick=max(1, round(len(dots) / 10)))
    return figure.update_yaxes(title=metric, tickformat=".3~g")


def slices(dots: Sequence[Dot], scales: Sequence[Scale], metric: str) -> go.Figure:
    """The metric against each setting alone, with all others as they happened to be."""
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    columns = min(COLUMNS, len(scales))
    rows = -(-len(scales) // columns)
    figure = make_subplots(
        rows=rows, cols=columns, shared_yaxes=True, horizontal_spacing=0.05, vertical_spacing=0.3
    )
    for number, scale in enumerate(scales):
        row, column = number // columns + 1, number % columns + 1
        listed = bool(scale.values)
        figure.add_trace(
            go.Scatter(
                x=[str(d.params[scale.key]) if listed else d.params[scale.key] for d in dots],
                y=[dot.value for dot in dots],
                mode="markers",
                marker={"size": 8, "color": ALONE, "opacity": 0.75},
                customdata=[dot.number + 1 for dot in dots],
                hovertemplate="trial %{customdata}: %{x}, %{y:.4g}<extra></extra>",
                showlegend=False,
            ),
            row=row,
            col=column,
        )
        axis: dict[str, Any] = {"title": scale.label}
        if listed:
            order = [str(each) for each in scale.values]
            axis |= {"type": "category", "categoryorder": "array", "categoryarray": order}
        elif scale.log:
            axis |= {"type": "log", "dtick": 1}
        figure.update_xaxes(**axis, row=row, col=column)
    dress(figure, height=120 + 220 * rows)
    for row in range(1, rows + 1):
        figure.update_yaxes(title=metric, tickformat=".3~g", row=row, col=1)
    return figure


def parallel(dots: Sequence[Dot], scales: Sequence[Scale], metric: str, *, ink: str) -> go.Figure:
    """A line for each trial through all its settings to its figure; a part of an axis that is
    dragged over keeps the lines through it. Words are in the colour `ink`.
    """
    import plotly.graph_objects as go

    values = [dot.value for dot in dots]
    dimensions: list[dict[str, Any]] = []
    for scale in scales:
        places = [scale.place(dot.params[scale.key]) for dot in dots]
        told: dict[str, Any] = {"label": scale.label, "values": places}
        if scale.values:
            told |= {
                "tickvals": list(range(len(scale.values))),
                "ticktext": [str(each) for each in scale.values],
                "range": [-0.2, len(scale.values) - 0.8],
            }
        elif scale.log:
            powers = range(math.ceil(min(places)), math.floor(max(places)) + 1)
            told |= {"tickvals": list(powers), "ticktext": [f"{10.0**power:g}" for power in powers]}
        dimensions.append(told)
    dimensions.append({"label": metric, "values": values, "tickformat": ".3~g"})
    figure = go.Figure(
        go.Parcoords(
            dimensions=dimensions,
            line={"color": values, "colorscale": "Viridis", "showscale": False},
            labelfont={"color": ink, "size": 13},
            tickfont={"color": ink, "size": 12},
            rangefont={"color": CLEAR, "size": 1},
            unselected={"line": {"color": HINT, "opacity": 0.15}},
        )
    )
    dress(figure, height=360)
    return figure.update_layout(margin={"l": 70, "r": 70, "t": 56, "b": 30})


def importance(shares: Mapping[str, float]) -> go.Figure:
    """How much of the variance each setting explains, the largest on top."""
    import plotly.graph_objects as go

    names = list(shares)
    figure = go.Figure(
        go.Bar(
            x=[shares[name] for name in names],
            y=names,
            orientation="h",
            marker={"color": ALONE},
            text=[f"{shares[name]:.0%}" for name in names],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1%} of the variance<extra></extra>",
        )
    )
    dress(figure, height=110 + 36 * len(names))
    figure.update_xaxes(title="share of the variance", tickformat=".0%", range=[0, 1.1])
    return figure.update_yaxes(autorange="reversed", showgrid=False)


def _bars(dots: Sequence[Dot]) -> dict[str, Any]:
    """Intervals, where there are such."""
    if all(dot.low is None for dot in dots):
        return {"visible": False}
    return {
        "type": "data",
        "symmetric": False,
        "array": [0.0 if dot.high is None else dot.high - dot.value for dot in dots],
        "arrayminus": [0.0 if dot.low is None else dot.value - dot.low for dot in dots],
        "thickness": 1.5,
        "color": HINT,
    }

"""Accuracy over the number of labels, with and without something learned before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.figures.look import dress
from core.figures.palette import lane_colour
from core.metrics.metric import Metric

if TYPE_CHECKING:
    import plotly.graph_objects as go

Line = Sequence[tuple[int, Metric]]
"""Numbers of labels, ascending, and the accuracy that each gave."""


def over_labels(lines: Mapping[str, Line]) -> go.Figure:
    """A line for each way to begin; bars are 95 % intervals; the labels' axis is logarithmic."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for place, (name, line) in enumerate(lines.items()):
        known = [(count, m) for count, m in line if m.value is not None]
        figure.add_trace(
            go.Scatter(
                x=[count for count, _ in known],
                y=[m.value for _, m in known],
                name=name,
                mode="lines+markers",
                line={"color": lane_colour(place), "width": 2},
                marker={"size": 9},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [(m.high or 0) - (m.value or 0) for _, m in known],
                    "arrayminus": [(m.value or 0) - (m.low or 0) for _, m in known],
                },
                customdata=[[m.low, m.high] for _, m in known],
                hovertemplate=(
                    "%{x:,} labels<br>%{y:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f})"
                ),
            )
        )
    dress(figure, height=360)
    counts = sorted({count for line in lines.values() for count, _ in line})
    figure.update_xaxes(
        type="log", title="labelled training images", tickvals=counts, tickformat=","
    )
    figure.update_yaxes(tickformat=".2~f", title="test accuracy")
    return figure.update_layout(showlegend=True)

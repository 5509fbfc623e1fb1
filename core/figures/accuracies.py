"""Accuracies side by side with their intervals, and a report's beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.figures.look import HINT, dress
from core.figures.palette import lane_colour
from core.metrics.metric import Metric

if TYPE_CHECKING:
    import plotly.graph_objects as go


def accuracies(
    measured: Mapping[str, Metric], *, reported: Mapping[str, float] | None = None
) -> go.Figure:
    """A row for each name: a point with its 95 % interval, a report's as a diamond.

    Values are shares, 0 to 1; one that is None is left out.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    rows = [(n, m) for n, m in measured.items() if m.value is not None]
    figure.add_trace(
        go.Scatter(
            x=[m.value for _, m in rows],
            y=[name for name, _ in rows],
            mode="markers",
            name="here, with 95 % interval",
            marker={"size": 12, "color": [lane_colour(i) for i in range(len(rows))]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [(m.high or 0) - (m.value or 0) for _, m in rows],
                "arrayminus": [(m.value or 0) - (m.low or 0) for _, m in rows],
                "thickness": 2,
                "color": HINT,
            },
            customdata=[[m.low, m.high, m.n] for _, m in rows],
            hovertemplate=(
                "%{y}<br>%{x:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f}, "
                "n = %{customdata[2]:,})<extra></extra>"
            ),
        )
    )
    if reported:
        figure.add_trace(
            go.Scatter(
                x=list(reported.values()),
                y=list(reported),
                mode="markers",
                name="the report",
                marker={"size": 11, "symbol": "diamond-open", "color": HINT, "line": {"width": 2}},
                hovertemplate="%{y}<br>reported %{x:.3f}<extra></extra>",
            )
        )
    dress(figure, height=160 + 46 * max(len(measured), len(reported or {})))
    figure.update_xaxes(title="test accuracy", tickformat=".2~f")
    order = [*(reported or {}), *(name for name in measured if name not in (reported or {}))]
    figure.update_yaxes(
        autorange="reversed", showgrid=False, categoryorder="array", categoryarray=order
    )
    return figure.update_layout(showlegend=True, margin_t=72, legend_y=1.06)

"""Runs that differ in their seed alone: a dot each, and the mean with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.figures.look import HINT, dress
from core.figures.palette import lane_colour
from core.metrics.metric import Metric

if TYPE_CHECKING:
    import plotly.graph_objects as go

STEP = 0.09
"""How far dots that would cover each other lie apart, in rows."""
NEAR = 0.004
"""Of the whole width: dots nearer than this would."""


def seeds(
    values: Mapping[str, Mapping[int, float]],
    means: Mapping[str, Metric],
    *,
    own: Sequence[int] = (),
    title: str,
) -> go.Figure:
    """A row for each recipe, a dot for each seed, below them the mean with its 95 % interval.

    Args:
        values: by recipe, by seed.
        means: by recipe.
        own: seeds whose dots are ringed.
        title: of the axis.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    names = list(values)
    every = [value for by_seed in values.values() for value in by_seed.values()]
    wide = (max(every) - min(every)) or 1.0 if every else 1.0
    for row, name in enumerate(names):
        figure.add_trace(_dots(values[name], row, name, own=own, near=NEAR * wide * 4))
        if name in means and means[name].value is not None:
            figure.add_trace(_mean(means[name], row, name))
    dress(figure, height=150 + 110 * max(1, len(names)))
    figure.update_xaxes(title=title)
    return figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=names,
        range=[len(names) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    ).update_layout(showlegend=False)


def _dots(
    by_seed: Mapping[int, float], row: int, name: str, *, own: Sequence[int], near: float
) -> go.Scatter:
    import plotly.graph_objects as go

    ordered = sorted(by_seed.items(), key=lambda pair: pair[1])
    mine = [seed in own for seed, _ in ordered]
    shade = lane_colour(row)
    return go.Scatter(
        x=[value for _, value in ordered],
        y=[row - 0.05 - STEP * up for up in _piled([value for _, value in ordered], near)],
        mode="markers",
        name=name,
        marker={
            "size": [13 if each else 10 for each in mine],
            "color": shade,
            "opacity": 0.85,
            "line": {"color": HINT, "width": [3 if each else 0 for each in mine]},
        },
        customdata=[
            [seed, ", yours" if each else ""] for (seed, _), each in zip(ordered, mine, strict=True)
        ],
        hovertemplate="seed %{customdata[0]}%{customdata[1]}: %{x:.4f}<extra></extra>",
    )


def _piled(values: Sequence[float], near: float) -> list[int]:
    """For each of the ascending values, how many that it would cover lie below it."""
    heights: list[int] = []
    for at, value in enumerate(values):
        covered = at > 0 and value - values[at - 1] < near
        heights.append((heights[-1] + 1) % 5 if covered else 0)
    return heights


def _mean(metric: Metric, row: int, name: str) -> go.Scatter:
    import plotly.graph_objects as go

    value = metric.value or 0.0
    low, high = metric.low, metric.high
    ends = (
        {}
        if low is None or high is None
        else {"array": [high - value], "arrayminus": [value - low]}
    )
    return go.Scatter(
        x=[value],
        y=[row + 0.2],
        mode="markers",
        name=f"{name}, mean",
        marker={"size": 12, "symbol": "diamond", "color": lane_colour(row)},
        error_x={
            "type": "data",
            "symmetric": False,
            "thickness": 3,
            "color": lane_colour(row),
            **ends,
        },
        hovertemplate=f"mean of {metric.n} seeds: %{{x:.4f}}<extra></extra>",
    )

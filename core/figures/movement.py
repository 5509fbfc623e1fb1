"""How far filters moved: every filter of a layer, and the layers of several nets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.figures.look import dress
from core.figures.palette import ALONE, lane_colour, lane_dash
from core.metrics.weight_change import Movement

if TYPE_CHECKING:
    import plotly.graph_objects as go


def filters_moved(moved: Movement, *, height: int = 300) -> go.Figure:
    """Each filter as a bar, the one that turned most first: 1 - cosine."""
    import plotly.graph_objects as go

    order = moved.farthest_first()
    bars = go.Bar(
        x=[f"{i}" for i in order],
        y=1 - moved.cosine[order],
        marker={"color": ALONE},
        customdata=np.stack([moved.cosine, moved.distance, moved.share], 1)[order],
        hovertemplate=(
            "filter %{x}<br>cosine %{customdata[0]:.3f}<br>L2 %{customdata[1]:.3f}, "
            "%{customdata[2]:.1%} of its length<extra></extra>"
        ),
    )
    figure = dress(go.Figure(bars), height=height)
    figure.update_xaxes(title="filter, farthest first", type="category")
    figure.update_yaxes(title="1 - cosine (how far it turned)", rangemode="tozero")
    return figure


def layers_moved(runs: Mapping[str, Mapping[str, Movement]], *, height: int = 340) -> go.Figure:
    """The median filter of each layer, a line a run.

    Args:
        runs: by the run's name, by the layer's path, in the order in which the net states them.
        height: in pixels.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for lane, (name, layers) in enumerate(runs.items()):
        turned = [_median(1 - moved.cosine) for moved in layers.values()]
        went = [_median(moved.share) for moved in layers.values()]
        figure.add_trace(
            go.Scatter(
                x=list(range(1, len(layers) + 1)),
                y=went,
                name=name,
                mode="lines+markers",
                line={"color": lane_colour(lane), "dash": lane_dash(lane), "width": 2},
                customdata=[[path, turn] for path, turn in zip(layers, turned, strict=True)],
                hovertemplate=(
                    "%{customdata[0]}<br>L2 %{y:.1%} of its length<br>"
                    "1 - cosine %{customdata[1]:.4f}<extra>" + name + "</extra>"
                ),
            )
        )
    dress(figure, height=height)
    most = max((len(layers) for layers in runs.values()), default=1)
    figure.update_xaxes(tick0=1, dtick=max(1, most // 12))
    figure.update_xaxes(title="convolution, from input to output", range=[0.5, most + 0.5])
    figure.update_yaxes(title="L2 moved / initial length", tickformat=".2~p", rangemode="tozero")
    return figure.update_layout(showlegend=len(runs) > 1)


def _median(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else float("nan")

"""The largest of many values as bars: what a layer without places puts out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.figures.look import dress
from core.figures.palette import ALONE

if TYPE_CHECKING:
    import plotly.graph_objects as go


def strongest_values(
    values: NDArray[np.floating],
    *,
    order: Sequence[int] | NDArray[np.integer],
    names: Sequence[str] | None = None,
    noun: str = "channel",
    height: int = 320,
) -> go.Figure:
    """Values [n] at the places `order`, in that order, each with its name (else its number)."""
    import plotly.graph_objects as go

    rows = [int(place) for place in order]
    labels = [names[row] if names else str(row) for row in rows]
    bars = go.Bar(
        x=labels,
        y=values[rows],
        marker={"color": ALONE},
        hovertemplate=f"{noun} %{{x}}<br>%{{y:.4g}}<extra></extra>",
    )
    figure = dress(go.Figure(bars), height=height)
    figure.update_xaxes(title=f"{noun}, largest first", type="category")
    figure.update_yaxes(title="value")
    return figure

"""A two-dimensional embedding, one trace a class: the legend switches classes on and off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.figures.look import dress
from core.figures.palette import colour

if TYPE_CHECKING:
    import plotly.graph_objects as go

WEBGL = 3000
"""From here on points are drawn by WebGL, of which a page affords about eight charts."""


def embedding(
    points: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    classes: Sequence[str],
    title: str | None = None,
    legend: bool = True,
    span: tuple[tuple[float, float], tuple[float, float]] | None = None,
    height: int = 420,
) -> go.Figure:
    """Points in a plane coloured by class; both axes have one scale.

    Args:
        points: [n, 2], in the unit of the embedding.
        labels: int [n], indices into `classes`.
        classes: the names, in the order of their colours.
        title: above it.
        legend: whether the classes are listed.
        span: ((x low, x high), (y low, y high)) to hold the view still; None fits the points.
        height: in pixels.

    Raises:
        EmbedscopeError: for points that are not two-dimensional.
    """
    import plotly.graph_objects as go

    spots = np.asarray(points, np.float32)
    if spots.ndim != 2 or spots.shape[1] != 2:
        raise EmbedscopeError(
            f"A plane shows [n, 2] points, not {spots.shape}: project the embedding first."
        )
    kind = go.Scattergl if len(spots) >= WEBGL else go.Scatter
    size = 4 if len(spots) >= WEBGL else 5
    figure = go.Figure()
    for i, name in enumerate(classes):
        rows = np.flatnonzero(np.asarray(labels) == i)
        figure.add_trace(
            kind(
                x=spots[rows, 0],
                y=spots[rows, 1],
                customdata=rows.astype(np.int32),
                mode="markers",
                name=name,
                marker={"size": size, "opacity": 0.8, "color": colour(i)},
                hovertemplate="image %{customdata} (%{x:.3g}, %{y:.3g})",
            )
        )
    dress(figure, height=height, title=title)
    figure.update_xaxes(range=span and list(span[0]), zeroline=False)
    figure.update_yaxes(range=span and list(span[1]), zeroline=False, scaleanchor="x", scaleratio=1)
    return figure.update_layout(
        showlegend=legend,
        uirevision="embedding",
        legend={"itemsizing": "constant", "orientation": "v", "x": 1.01, "y": 1, "yanchor": "top"},
    )

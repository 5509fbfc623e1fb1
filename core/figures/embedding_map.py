"""The map: an embedding's points in a plane, one colour per class, one trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.figures.look import dress
from core.figures.palette import colour

if TYPE_CHECKING:
    import plotly.graph_objects as go


def embedding_map(
    points: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    classes: Sequence[str],
    height: int = 620,
) -> go.Figure:
    """Points in a plane, to be selected with lasso or box.

    Everything is one trace, because Plotly counts selected points per trace; `customdata` holds
    each point's row. Both axes have one scale, so distances can be read off.

    Args:
        points: [n, 2].
        labels: int [n], indices into `classes`.
        classes: the names, in the order of their colours.
        height: in pixels.
    """
    import plotly.graph_objects as go

    cloud = go.Scattergl(
        x=np.asarray(points[:, 0], np.float32),
        y=np.asarray(points[:, 1], np.float32),
        customdata=np.arange(len(points), dtype=np.int32),
        text=[classes[label] for label in labels],
        hovertemplate="%{text} · image %{customdata}<extra></extra>",
        mode="markers",
        marker={
            "size": 4,
            "opacity": 0.8,
            "color": np.asarray(labels, np.int16),
            "colorscale": _steps(len(classes)),
            "cmin": -0.5,
            "cmax": len(classes) - 0.5,
        },
        selected={"marker": {"opacity": 1.0}},
        unselected={"marker": {"opacity": 0.12}},
    )
    figure = dress(go.Figure(cloud), height=height)
    figure.update_xaxes(zeroline=False)
    figure.update_yaxes(zeroline=False, scaleanchor="x", scaleratio=1)
    return figure.update_layout(dragmode="lasso", showlegend=False)


def _steps(count: int) -> list[tuple[float, str]]:
    """A colour scale in which each class has one flat step."""
    edges = np.linspace(0, 1, count + 1)
    return [(float(edge), colour(i)) for i in range(count) for edge in (edges[i], edges[i + 1])]

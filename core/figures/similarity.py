"""How alike two rows of representations are, each with each: a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.figures.look import dress
from core.metrics.decimal import decimal

if TYPE_CHECKING:
    import plotly.graph_objects as go

WRITTEN = 12
"""Up to so many columns a cell's number is written into it."""
STRONG = 0.55
SCALE = ((0.0, "rgba(0,110,220,0.04)"), (1.0, "rgba(0,80,170,1)"))


def similarity(
    values: NDArray[np.float64],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    row_title: str,
    column_title: str,
) -> go.Figure:
    """Shares [rows, columns] as squares, the first row at the bottom, as a net's first layer is.

    NaN stays empty; values a little below 0, as an unbiased estimate has them, are drawn as 0.
    """
    import plotly.graph_objects as go

    few = len(columns) <= WRITTEN
    # Numbers, not names: two layers may be called alike.
    figure = go.Figure(
        go.Heatmap(
            z=values,
            colorscale=SCALE,
            zmin=0,
            zmax=1,
            xgap=1,
            ygap=1,
            showscale=not few,
            customdata=[[[row, column] for column in columns] for row in rows],
            hovertemplate="%{customdata[0]} with %{customdata[1]}: %{z:.3f}<extra></extra>",
        )
    )
    if few:
        for row, column in zip(*np.nonzero(np.isfinite(values)), strict=True):
            value = float(values[row, column])
            font = {"color": "white"} if value > STRONG else None
            text = decimal(max(value, 0.0))
            figure.add_annotation(x=column, y=row, text=text, showarrow=False, font=font)
    dress(figure, height=170 + 26 * max(len(rows), 6))
    for axis, titles, title in (
        (figure.update_xaxes, columns, column_title),
        (figure.update_yaxes, rows, row_title),
    ):
        step = max(1, len(titles) // 12)
        places = list(range(0, len(titles), step))
        axis(title=title, tickvals=places, ticktext=[titles[i] for i in places], showgrid=False)
    return figure

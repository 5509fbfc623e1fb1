"""Who resembles whom: the probability of kinship of every two faces of a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.figures.confusion import number_traces
from core.figures.letters import white_from
from core.figures.look import dress
from core.metrics.decimal import decimal

if TYPE_CHECKING:
    import plotly.graph_objects as go

SCALE = ((0.0, "rgba(0,135,255,0.04)"), (1.0, "rgba(0,110,220,1)"))
"""From nearly clear, so that both themes show through."""
TICKS = (0, 0.25, 0.5, 0.75, 1)


def likeness(probabilities: NDArray[np.floating], *, names: Sequence[str]) -> go.Figure:
    """A heat map of probabilities [n, n], the diagonal left out: nobody is compared with oneself.

    Raises EmbedscopeError where matrix and names do not go together.
    """
    import plotly.graph_objects as go

    count = len(names)
    if probabilities.shape != (count, count):
        raise EmbedscopeError(
            f"The likeness of {count} faces is a square of that size, not {probabilities.shape}."
        )
    shown = np.where(np.eye(count, dtype=bool), np.nan, probabilities)
    places = list(range(count))
    heat = go.Heatmap(
        z=shown,
        x=places,
        y=places,
        customdata=[[f"{a} and {b}: {decimal(shown[i, j])}" for j, b in enumerate(names)]
                    for i, a in enumerate(names)],
        colorscale=SCALE,
        zmin=0,
        zmax=1,
        xgap=1,
        ygap=1,
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
        colorbar={"title": {"text": "kin"}, "thickness": 12, "tickvals": TICKS,
                  "ticktext": [decimal(tick) for tick in TICKS]},
    )  # fmt: skip
    rows, columns = np.nonzero(~np.eye(count, dtype=bool))
    cells = shown[rows, columns]
    numbers = number_traces(
        rows,
        columns,
        [decimal(value) for value in cells],
        strong=cells > white_from(SCALE),
        size=12,
    )
    figure = dress(go.Figure([heat, *numbers]), height=160 + max(260, min(56 * count, 800)))
    ticks = {"tickvals": places, "ticktext": list(names), "showgrid": False, "zeroline": False}
    figure.update_xaxes(constrain="domain", **ticks)
    figure.update_yaxes(autorange="reversed", scaleanchor="x", constrain="domain", **ticks)
    return figure

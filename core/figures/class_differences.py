"""What each class gains or loses between two models, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.figures.look import HINT, dress

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST = 40
"""Classes that can be read; of more, those that change most."""
BETTER, WORSE = "rgb(0,110,220)", "rgb(195,90,0)"
"""As in a difference of confusion matrices."""


def class_differences(
    names: Sequence[str],
    difference: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    *,
    apart: NDArray[np.bool_],
    title: str,
) -> go.Figure:
    """A row for each class with its difference and interval, in the order given.

    Args:
        names: of the c classes.
        difference: float [c], the second model's share less the first's.
        low: of its 95 % interval.
        high: likewise.
        apart: which classes can be told apart; the others are gray.
        title: of the axis.
    """
    import plotly.graph_objects as go

    shown = np.arange(len(names))
    if len(names) > MOST:
        shown = np.sort(np.argsort(-np.abs(difference), kind="stable")[:MOST])
    colours = np.where(~apart, HINT, np.where(difference > 0, BETTER, WORSE))[shown]
    value = difference[shown]
    figure = go.Figure(
        go.Scatter(
            x=value,
            y=[names[i] for i in shown.tolist()],
            mode="markers",
            marker={"size": 11, "color": colours.tolist()},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": high[shown] - value,
                "arrayminus": value - low[shown],
                "thickness": 2,
                "color": HINT,
            },
            customdata=np.column_stack([low[shown], high[shown]]),
            hovertemplate="%{y}: %{x:+.3f} (%{customdata[0]:+.3f} to %{customdata[1]:+.3f})"
            "<extra></extra>",
        )
    )
    figure.add_vline(x=0, line={"color": HINT, "dash": "dot"})
    dress(figure, height=130 + 24 * len(shown))
    figure.update_xaxes(title=title, tickformat="+.2~f")
    return figure.update_yaxes(showgrid=False, automargin=True, dtick=1)

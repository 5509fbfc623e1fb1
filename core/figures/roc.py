"""ROC curves of all classes, each against the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.figures.look import HINT, dress
from core.figures.palette import colour
from core.metrics.decimal import decimal
from core.metrics.roc import roc_curve, thinned

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAMED = 12
"""Up to so many curves have a line in the legend."""


def roc_curves(
    probabilities: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    classes: Sequence[str],
    chosen: Sequence[int],
    areas: NDArray[np.float64],
    magnified: bool = False,
) -> go.Figure:
    """The curves of the `chosen` classes.

    Args:
        probabilities: [n, c].
        labels: int [n].
        classes: c names.
        chosen: class numbers.
        areas: under each class's curve, [c], NaN where it has none.
        magnified: show only the corner in which good models lie, up to 10 % false positives.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for c in chosen:
        curve = roc_curve(probabilities[:, c], labels == c)
        if curve is None:
            continue
        drawn = thinned(curve)
        figure.add_trace(
            go.Scatter(
                x=drawn.false_positives,
                y=drawn.true_positives,
                mode="lines",
                name=f"{classes[c]}: {decimal(areas[c], 5)}",
                line={"color": colour(c), "width": 2},
                hovertemplate=(
                    f"<b>{classes[c]}</b><br>%{{y:.3f}} found, %{{x:.4f}} false alarms"
                    f"<br>AUC {decimal(areas[c], 5)}<extra></extra>"
                ),
                showlegend=len(chosen) <= NAMED,
            )
        )
    chance = go.Scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": HINT, "dash": "dot", "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_trace(chance)
    dress(figure, height=460)
    figure.update_layout(legend={"orientation": "v", "x": 0.98, "xanchor": "right", "y": 0.02})
    figure.update_layout(legend_yanchor="bottom")
    far = 0.1 if magnified else 1.0
    figure.update_xaxes(title="false positive rate", range=[0, far])
    figure.update_yaxes(title="true positive rate", range=[1 - far * 0.9, 1.002])
    if not magnified:
        figure.update_yaxes(range=[0, 1.01])
    return figure

"""What the scores of pairs are worth: accepted right against accepted wrong, and both as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.figures.look import HINT, dress
from core.figures.palette import ALONE, colour
from core.metrics.metric import Metric

if TYPE_CHECKING:
    import plotly.graph_objects as go

Numbers = NDArray[np.floating]
HEIGHT = 420
SAME, DIFFERENT = colour(0), colour(1)


def accepted_at(
    false_accept: Numbers,
    true_accept: Numbers,
    *,
    told: Sequence[tuple[float, Metric]],
    wanted: tuple[float, float] | None = None,
) -> go.Figure:
    """The ROC curve with a logarithmic axis of false accepts.

    Args:
        false_accept: [t], shares.
        true_accept: [t], shares.
        told: false accept rates, each with the true accept rate and its interval.
        wanted: a point of the curve that is marked: false and true accept rate.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    seen = false_accept > 0
    order = np.lexsort((true_accept[seen], false_accept[seen]))
    hover = "FAR %{x:.2g}<br>TAR %{y:.3f}<extra></extra>"
    figure.add_trace(
        go.Scatter(
            x=false_accept[seen][order],
            y=true_accept[seen][order],
            mode="lines",
            line={"color": ALONE, "width": 2},
            hovertemplate=hover,
        )
    )
    values = [metric.value or 0.0 for _, metric in told]
    figure.add_trace(
        go.Scatter(
            x=[far for far, _ in told],
            y=values,
            mode="markers",
            marker={"color": ALONE, "size": 9},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [(m.high or 0) - v for (_, m), v in zip(told, values, strict=True)],
                "arrayminus": [v - (m.low or 0) for (_, m), v in zip(told, values, strict=True)],
                "color": HINT,
            },
            hovertemplate=hover,
        )
    )
    least = float(false_accept[seen].min()) if seen.any() else 1e-4
    chance = np.geomspace(least, 1, 50)
    line = {"color": HINT, "dash": "dot", "width": 1}
    figure.add_trace(go.Scatter(x=chance, y=chance, mode="lines", line=line, hoverinfo="skip"))
    if wanted is not None and wanted[0] > 0:
        figure.add_vline(wanted[0], line={"color": HINT, "dash": "dash"})
    dress(figure, height=HEIGHT)
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title="false accept rate", type="log", dtick=1, exponentformat="power")
    figure.update_yaxes(title="true accept rate", range=[0, 1.02])
    return figure


def score_bars(
    edges: Numbers,
    same: NDArray[np.integer],
    different: NDArray[np.integer],
    *,
    threshold: float | None,
    title: str,
) -> go.Figure:
    """Scores of pairs of the same and of different things, each sort as shares of its own.

    Args:
        edges: of the bars, [b + 1].
        same: counts [b].
        different: counts [b].
        threshold: from which on pairs are accepted.
        title: of the axis of scores.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    middle, width = (edges[1:] + edges[:-1]) / 2, float(edges[1] - edges[0])
    for name, counts, shade in (("different", different, DIFFERENT), ("the same", same, SAME)):
        figure.add_trace(
            go.Bar(
                x=middle,
                y=counts / max(int(counts.sum()), 1),
                width=width,
                name=name,
                marker={"color": shade, "opacity": 0.6, "line": {"width": 0}},
                customdata=counts,
                hovertemplate=f"{name}: %{{customdata:,}} pairs<br>score %{{x:.3g}}<extra></extra>",
            )
        )
    if threshold is not None:
        figure.add_vline(threshold, line={"color": HINT, "dash": "dash", "width": 2})
    dress(figure, height=HEIGHT)
    figure.update_layout(barmode="overlay", bargap=0)
    figure.update_xaxes(title=title)
    figure.update_yaxes(title="share of its sort")
    return figure

"""A reliability diagram: how sure a model says it is, against how often it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.figures.look import HINT, dress
from core.figures.palette import lane_colour, lane_dash
from core.metrics.calibration import Reliability

if TYPE_CHECKING:
    import plotly.graph_objects as go


def reliability_diagram(
    found: dict[str, Reliability], *, of: str = "images", rate: str = "accuracy"
) -> go.Figure:
    """One line a model (its name is the key), and below how many images (or what else `of` calls
    them) lie in each bin; `rate` is what the share that came true is called.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.75, 0.25], vertical_spacing=0.06
    )
    for place, (name, one) in enumerate(found.items()):
        _line(figure, name, one, place, of=of, rate=rate)
    _diagonal(figure)
    dress(figure, height=520)
    figure.update_xaxes(range=[0, 1.02])
    figure.update_xaxes(title="predicted probability, mean of the bin", row=2, col=1)
    figure.update_yaxes(title=rate, range=[0, 1.02], row=1, col=1)
    figure.update_yaxes(title=of, type="log", dtick=1, tickformat=",", row=2, col=1)
    return figure


def _line(
    figure: go.Figure, name: str, one: Reliability, place: int, *, of: str, rate: str
) -> None:
    import plotly.graph_objects as go

    wide = 1.96 * np.sqrt(one.found * (1 - one.found) / one.counts)
    shade = lane_colour(place)
    figure.add_trace(
        go.Scatter(
            x=one.stated,
            y=one.found,
            error_y={"type": "data", "array": wide, "thickness": 1, "color": shade},
            mode="lines+markers",
            name=name,
            line={"color": shade, "dash": lane_dash(place)},
            customdata=one.counts,
            hovertemplate=f"predicted probability %{{x:.3f}}, {rate} %{{y:.3f}}<br>"
            f"%{{customdata:,}} {of}",
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Bar(
            x=one.stated,
            y=one.counts,
            width=0.03,
            marker={"color": shade},
            showlegend=False,
            hovertemplate=f"%{{y:,}} {of}<extra></extra>",
        ),
        row=2,
        col=1,
    )


def _diagonal(figure: go.Figure) -> None:
    import plotly.graph_objects as go

    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": HINT, "dash": "dot", "width": 1},
            hoverinfo="skip",
            showlegend=False,
        ),
        row=1,
        col=1,
    )

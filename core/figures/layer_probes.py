"""Layer by layer: how well a straight cut tells the classes apart, and where the weights sit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.diagnosis.layer_probes import LayerProbe
from core.figures.look import HINT, dress
from core.figures.palette import ALONE, lane_colour, lane_dash
from core.metrics.decimal import decimal

if TYPE_CHECKING:
    import plotly.graph_objects as go


def layer_probes(layers: Sequence[LayerProbe], *, net: float | None = None) -> go.Figure:
    """Accuracy of each layer's linear probe above, the parameters that lead to it below.

    Args:
        layers: from the pixels to the output.
        net: the net's own accuracy on the same test images, a dotted line.
    """
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.08
    )
    titles = [layer.title for layer in layers]
    above = [layer.high - layer.accuracy for layer in layers]
    below = [layer.accuracy - layer.low for layer in layers]
    figure.add_trace(
        go.Scatter(
            x=titles,
            y=[layer.accuracy for layer in layers],
            error_y={"type": "data", "array": above, "arrayminus": below, "thickness": 1.5},
            mode="lines+markers+text",
            text=[decimal(layer.accuracy, 3) for layer in layers],
            textposition="bottom right",
            line={"color": ALONE, "width": 2},
            marker={"size": 9},
            cliponaxis=False,
            hovertemplate="%{x}: test accuracy %{y:.3f}<extra></extra>",
            showlegend=False,
        ),
        row=1,
        col=1,
    )
    if net is not None:
        figure.add_hline(y=net, line={"color": HINT, "dash": "dot"}, row=1, col=1)
    _bars(figure, {"": layers})
    dress(figure, height=520)
    figure.update_yaxes(title="probe, test accuracy", tickformat=".2~f", row=1, col=1)
    lowest = min(layer.low for layer in layers)
    highest = max(net or 0.0, *(layer.high for layer in layers))
    room = 0.2 * (highest - lowest + 0.01)
    figure.update_yaxes(range=[max(0.0, lowest - room), min(1.0, highest + room)], row=1, col=1)
    return figure


def layer_weights(nets: Mapping[str, Sequence[LayerProbe]]) -> go.Figure:
    """The parameters that lead to each layer of several nets with the same layers, side by side."""
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=1)
    _bars(figure, nets)
    dress(figure, height=340)
    figure.update_layout(barmode="group")
    return figure


def _bars(figure: go.Figure, nets: Mapping[str, Sequence[LayerProbe]]) -> None:
    """Each layer's share of its net's parameters in the figure's last row, on an axis of shares;
    all but the pixels, which have no weights.
    """
    import plotly.graph_objects as go

    row = 2 if len(nets) == 1 else 1
    for place, (name, layers) in enumerate(nets.items()):
        total = sum(layer.parameters for layer in layers) or 1
        kept = [layer for layer in layers if layer.parameters or len(nets) == 1]
        figure.add_trace(
            go.Bar(
                x=[layer.title for layer in kept],
                y=[layer.parameters / total for layer in kept],
                name=name,
                text=[_weight(layer.parameters, total) for layer in kept],
                textposition="outside",
                cliponaxis=False,
                marker={
                    "color": lane_colour(place) if len(nets) > 1 else ALONE,
                    "pattern": {"shape": "/" if lane_dash(place) != "solid" else ""},
                },
                customdata=[layer.parameters for layer in kept],
                hovertemplate="%{x}: %{customdata:,} parameters, %{y:.1%} of the net<extra>"
                + name
                + "</extra>",
                showlegend=len(nets) > 1,
            ),
            row=row,
            col=1,
        )
    shares = {"title": "share of the parameters", "tickformat": ".0%", "range": [0, 1.12]}
    figure.update_yaxes(**shares, tickvals=[0, 0.25, 0.5, 0.75, 1], row=row, col=1)


def _weight(count: int, total: int) -> str:
    share = count / total
    return f"{count:,} ({share:.1%})" if share >= 0.001 else f"{count:,} (< .1%)" if count else ""

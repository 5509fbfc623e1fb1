"""Classes that a training never saw: how far each stands apart, beside what it does where seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.figures.look import HINT, dress
from core.figures.palette import ALONE
from core.metrics.metric import Metric

if TYPE_CHECKING:
    import plotly.graph_objects as go


def unseen_class(
    names: Sequence[str],
    panels: Mapping[str, Sequence[Metric]],
    *,
    chance: Sequence[float],
    colours: Sequence[str],
    seen: Sequence[Metric] = (),
) -> go.Figure:
    """A row for each class, a panel for each measure: a point with its 95 % interval, and a dotted
    line at chance.

    Args:
        names: of the classes, top to bottom.
        panels: by the measure's title, a figure for each class.
        colours: of the classes.
        chance: where a class that does not stand apart would lie, one a panel.
        seen: the first measure where training saw the class too, as an open circle.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        cols=len(panels), shared_yaxes=True, subplot_titles=list(panels), horizontal_spacing=0.04
    )
    for column, (title, metrics) in enumerate(panels.items(), start=1):
        if column == 1 and seen:
            _seen(figure, names, metrics, seen)
        figure.add_trace(
            _points(names, title, metrics, colours, named=column == 1), row=1, col=column
        )
        figure.add_vline(chance[column - 1], line={"dash": "dot", "color": HINT}, row=1, col=column)
    dress(figure, height=150 + 30 * len(names))
    # Digits are names too, and every row has its own.
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", dtick=1)
    return figure.update_layout(showlegend=bool(seen), legend_y=1.08, margin_t=84)


def _points(
    names: Sequence[str],
    title: str,
    metrics: Sequence[Metric],
    colours: Sequence[str],
    *,
    named: bool,
) -> go.Scatter:
    import plotly.graph_objects as go

    ends = [(m.high or m.value or 0, m.low or m.value or 0) for m in metrics]
    return go.Scatter(
        x=[m.value for m in metrics],
        y=list(names),
        mode="markers",
        name="never seen",
        showlegend=named,
        marker={"size": 11, "color": list(colours)},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - (m.value or 0) for m, (high, _) in zip(metrics, ends, strict=True)],
            "arrayminus": [(m.value or 0) - low for m, (_, low) in zip(metrics, ends, strict=True)],
            "thickness": 2,
            "color": HINT,
        },
        hovertemplate=f"%{{y}}<br>{title}: %{{x:.3f}}<extra></extra>",
    )


def _seen(
    figure: go.Figure, names: Sequence[str], metrics: Sequence[Metric], seen: Sequence[Metric]
) -> None:
    """Open circles, each joined to what the class does where it was never seen."""
    import plotly.graph_objects as go

    xs: list[float | None] = []
    ys: list[str | None] = []
    for name, one, other in zip(names, metrics, seen, strict=True):
        xs += [one.value, other.value, None]
        ys += [name, name, None]
    line = {"color": HINT, "width": 1}
    figure.add_trace(
        go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Scatter(
            x=[each.value for each in seen],
            y=list(names),
            mode="markers",
            name="trained on as well",
            marker={"size": 10, "symbol": "circle-open", "color": ALONE, "line": {"width": 2}},
            hovertemplate="%{y}<br>trained on as well: %{x:.3f}<extra></extra>",
        ),
        row=1,
        col=1,
    )

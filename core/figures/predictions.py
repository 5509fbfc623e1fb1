"""What a class predicted, as a distribution; with what was right marked, once it may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.figures.look import HINT, dress
from core.figures.palette import ALONE

if TYPE_CHECKING:
    import plotly.graph_objects as go

RIGHT = "rgb(0,140,90)"
BINS = 20
LETTERS = 44
"""Of a line of a label; longer ones are broken."""


def counted(choices: Sequence[str], counts: Sequence[int], *, right: str | None) -> go.Figure:
    """A bar for each choice; `right` is marked by its colour and a tick, None hides it."""
    import plotly.graph_objects as go

    texts = [_broken(f"✓ {each}" if each == right else each) for each in choices]
    figure = go.Figure(
        go.Bar(
            x=list(counts),
            y=texts,
            orientation="h",
            marker={"color": [RIGHT if each == right else ALONE for each in choices]},
            text=[str(count) for count in counts],
            textposition="auto",
            hovertemplate="%{y}: %{x}<extra></extra>",
        )
    )
    lines = sum(text.count("<br>") + 1 for text in texts)
    dress(figure, height=120 + 24 * lines + 16 * len(texts))
    figure.update_xaxes(title="people", dtick=_tick(max(counts, default=1)), rangemode="tozero")
    return figure.update_yaxes(autorange="reversed", showgrid=False)


def spread_of(
    values: Sequence[float], *, low: float, high: float, right: float | None, unit: str
) -> go.Figure:
    """A histogram of predicted numbers from `low` to `high`; a line where the measured one is."""
    import plotly.graph_objects as go

    counts, edges = np.histogram(values, bins=BINS, range=(low, high))
    figure = go.Figure(
        go.Bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=(high - low) / BINS,
            marker={"color": ALONE, "line": {"width": 1, "color": HINT}},
            customdata=np.column_stack([edges[:-1], edges[1:]]),
            hovertemplate="%{customdata[0]:.3g} to %{customdata[1]:.3g}: %{y}<extra></extra>",
        )
    )
    if right is not None:
        figure.add_vline(
            x=right,
            line={"color": RIGHT, "width": 3},
            annotation={"text": "✓ measured", "font": {"color": HINT}},
        )
    dress(figure, height=260)
    figure.update_xaxes(title=unit or "predicted", range=[low, high])
    most = int(counts.max(initial=0))
    return figure.update_yaxes(title="people", rangemode="tozero", dtick=_tick(most))


def _tick(most: int) -> int:
    """Whole people between two lines."""
    return max(1, -(-most // 8))


def _broken(text: str) -> str:
    """In lines of about so many letters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) > LETTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)

"""A confusion matrix: which class (row) is called what (column)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import EmbedscopeError
from core.figures.look import HINT, dress

if TYPE_CHECKING:
    import plotly.graph_objects as go

LABELLED = 25
"""Up to this many classes the cells carry their numbers."""
SCALE = ((0.0, "rgba(0,135,255,0.04)"), (1.0, "rgba(0,110,220,1)"))
"""From nearly clear, so that both themes show through."""


def confusion(
    matrix: ArrayLike,
    *,
    classes: Sequence[str],
    normalise: bool = True,
    title: str | None = None,
    size: int | None = None,
) -> go.Figure:
    """A heat map with the true classes as rows, the first on top.

    Args:
        matrix: counts [c, c], rows true, columns predicted.
        classes: c names.
        normalise: colour and label by the share of the true class, else by the count.
        title: above it, for example the split.
        size: height in pixels; by the number of classes where None.

    Raises:
        EmbedscopeError: where matrix and classes do not go together.
    """
    import plotly.graph_objects as go

    counts = np.asarray(matrix, np.int64)
    if counts.shape != (len(classes), len(classes)):
        raise EmbedscopeError(
            f"A confusion matrix of {len(classes)} classes is square of that size, "
            f"not {counts.shape}."
        )
    shares = row_shares(counts)
    shown = shares if normalise else counts
    heat = go.Heatmap(
        z=shown,
        x=list(range(len(classes))),
        y=list(range(len(classes))),
        customdata=_hover(counts, shares, classes),
        colorscale=SCALE,
        zmin=0,
        zmax=1 if normalise else max(int(counts.max(initial=0)), 1),
        xgap=1,
        ygap=1,
        hovertemplate="%{customdata}<extra></extra>",
        colorbar={"title": {"text": "share" if normalise else "images"}, "thickness": 12},
    )
    figure = go.Figure(heat)
    if len(classes) <= LABELLED:
        figure.add_trace(_numbers(shown, normalise=normalise))
    dress(figure, height=size or 160 + max(300, min(40 * len(classes), 900)), title=title)
    ticks = {"tickvals": list(range(len(classes))), "ticktext": list(classes)}
    figure.update_xaxes(
        title="predicted", showgrid=False, zeroline=False, constrain="domain", **ticks
    )
    figure.update_yaxes(
        title="true",
        showgrid=False,
        zeroline=False,
        autorange="reversed",
        scaleanchor="x",
        constrain="domain",
        **ticks,
    )
    return figure


def row_shares(counts: NDArray[np.integer]) -> NDArray[np.float64]:
    """Each row over its sum, float64 [c, c]; 0 where a class has no image."""
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.zeros(counts.shape)
    np.divide(counts, totals, out=shares, where=totals > 0)
    return shares


def _numbers(shown: NDArray[np.number], *, normalise: bool) -> go.Scatter:
    """The cells' numbers, white on the strong ones and gray on the clear: legible on any page."""
    import plotly.graph_objects as go

    rows, columns = np.indices(shown.shape)
    strong = shown > 0.5 * (1 if normalise else max(shown.max(initial=0), 1))
    return go.Scatter(
        x=columns.ravel(),
        y=rows.ravel(),
        text=[text for line in _texts(shown, normalise=normalise) for text in line],
        textfont={"color": ["white" if cell else HINT for cell in strong.ravel()]},
        mode="text",
        hoverinfo="skip",
        showlegend=False,
    )


def _texts(shown: NDArray[np.number], *, normalise: bool) -> list[list[str]]:
    """Shares as .87, nothing for 0, so that the eye finds the mistakes."""
    if normalise:
        return [[_share(x) for x in row] for row in shown]
    return [[f"{x:,}" if x else "" for x in row] for row in shown]


def _share(x: float) -> str:
    if x < 0.005:
        return ""
    return "1" if x >= 0.995 else f"{x:.2f}".removeprefix("0")


def _hover(
    counts: NDArray[np.int64], shares: NDArray[np.float64], classes: Sequence[str]
) -> list[list[str]]:
    return [
        [
            f"<b>{true}</b> called <b>{called}</b><br>{counts[i, j]:,} of {counts[i].sum():,} "
            f"({shares[i, j]:.1%})"
            for j, called in enumerate(classes)
        ]
        for i, true in enumerate(classes)
    ]

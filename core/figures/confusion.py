"""A confusion matrix: which class (row) is predicted as which (column).

Right answers are blue; mistakes are orange on a scale of their own, else a good model's would not
be seen beside its diagonal. A heat map sends no click, so clear points lie over the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import EmbedscopeError, UnknownName
from core.figures.letters import white_from
from core.figures.look import dress
from core.metrics.decimal import decimal

if TYPE_CHECKING:
    import plotly.graph_objects as go

Shares = NDArray[np.float64]
WAYS = {
    "counts": "images",
    "rows": "share of the true class",
    "columns": "share of the predicted class",
}
"""What a cell shows, and its title."""
LABELLED = 25
"""Up to this many classes the cells carry their numbers."""
RIGHT = ((0.0, "rgba(0,110,220,0.05)"), (0.5, "rgba(0,110,220,0.4)"), (1.0, "rgba(0,110,220,1)"))
WRONG = ((0.0, "rgba(195,90,0,0.03)"), (0.6, "rgba(195,90,0,0.3)"), (1.0, "rgba(180,45,0,1)"))
"""From nearly clear, so that both themes show through."""
LETTERS = 16
"""Longer names are cut on the axes."""
MARK = "rgba(135,60,195,1)"


def confusion(
    matrix: ArrayLike,
    *,
    classes: Sequence[str],
    by: str = "rows",
    order: Sequence[int] | NDArray[np.int64] | None = None,
    marked: tuple[int, int] | None = None,
    title: str | None = None,
    size: int | None = None,
    clickable: bool = True,
) -> go.Figure:
    """The true classes as rows, the first on top.

    Args:
        matrix: counts [c, c], rows true, columns predicted.
        classes: c names, in the order of their numbers.
        by: counts, rows (shares of the true class) or columns (shares of what is predicted so).
        order: class numbers in the order in which they are drawn; as given where None.
        marked: a cell (true, predicted) with a frame round it.
        title: above it, for example the split.
        size: height in pixels; by the number of classes where None.
        clickable: with points over the cells, to hover and click.

    Returns:
        A figure whose last trace, where it is clickable, has a point for every cell that is not
        empty; its customdata are the true and the predicted class's numbers.

    Raises:
        EmbedscopeError: where matrix and classes do not go together, or for another `by`.
    """
    import plotly.graph_objects as go

    counts = np.asarray(matrix, np.int64)
    if counts.shape != (len(classes), len(classes)):
        raise EmbedscopeError(
            f"A confusion matrix of {len(classes)} classes is square of that size, "
            f"not {counts.shape}."
        )
    placed = np.arange(len(classes)) if order is None else np.asarray(order, np.int64)
    shown = shares(counts, by)[np.ix_(placed, placed)]
    figure = go.Figure([_heat(shown, right=True), _heat(shown, right=False)])
    if len(classes) <= LABELLED:
        figure.add_traces(_numbers(shown, by=by))
    if clickable:
        figure.add_trace(_cells(counts, placed, classes))
    names = [classes[i] for i in placed]
    lay_out_matrix(figure, names, title=title, size=size)
    if not clickable and len(classes) > LABELLED:
        figure.update_xaxes(showticklabels=False).update_yaxes(showticklabels=False)
    if marked is not None:
        mark_cell(figure, placed, marked)
    return figure


def shares(counts: NDArray[np.integer], by: str) -> Shares:
    """What the cells show, float64 [c, c]: counts, or shares by rows or columns (0 of nothing)."""
    if by not in WAYS:
        raise UnknownName("way to show a confusion matrix", by, WAYS)
    if by == "counts":
        return counts.astype(np.float64)
    return row_shares(counts) if by == "rows" else row_shares(counts.T).T


def row_shares(counts: NDArray[np.integer]) -> Shares:
    """Each row over its sum, float64 [c, c]; 0 where a class has no image."""
    totals = counts.sum(axis=1, keepdims=True)
    result = np.zeros(counts.shape)
    np.divide(counts, totals, out=result, where=totals > 0)
    return result


def cell_side(classes: int) -> int:
    """How many pixels a cell is high: every name has its line."""
    return 40 if classes <= 12 else 24 if classes <= LABELLED else max(9, min(18, 950 // classes))


def lay_out_matrix(
    figure: go.Figure, names: Sequence[str], *, title: str | None, size: int | None = None
) -> None:
    """Cells as wide as there is room, named on both sides, the first class on top."""
    side, count = cell_side(len(names)), len(names)
    letters = min(max((len(name) for name in names), default=0), LETTERS)
    turned = count > 12 or letters > 5
    high = side * count + (110 if title else 80) + (6 * letters if turned else 0)
    dress(figure, height=size or high, title=title)
    ticks: dict[str, Any] = {
        "tickvals": list(range(count)),
        "ticktext": [_short(name) for name in names],
        "tickfont": {"size": 8 if count > 60 else 10 if count > LABELLED else 12},
        "showgrid": False,
        "zeroline": False,
    }
    figure.update_xaxes(title="predicted", range=[-0.5, count - 0.5], **ticks)
    if turned:
        figure.update_xaxes(tickangle=-90)
    figure.update_yaxes(title="true", range=[count - 0.5, -0.5], **ticks)
    figure.update_layout(
        hovermode="closest",
        hoverdistance=side // 2,
        dragmode="zoom",
        margin={"l": 20, "r": 8, "t": 64 if title else 28, "b": 20},
    )
    if title:  # on the plot: the chart's tools have the row above it
        figure.update_layout(title={"yref": "paper", "y": 1, "yanchor": "bottom", "pad": {"b": 8}})


def mark_cell(figure: go.Figure, placed: NDArray[np.int64], cell: tuple[int, int]) -> None:
    """A frame round the cell (true, predicted) of a matrix drawn in the order `placed`."""
    row, column = (int(np.flatnonzero(placed == each)[0]) for each in cell)
    figure.add_shape(
        type="rect",
        x0=column - 0.5,
        x1=column + 0.5,
        y0=row - 0.5,
        y1=row + 0.5,
        line={"color": MARK, "width": 3},
    )


def click_points(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    placed: NDArray[np.int64],
    words: Sequence[str],
) -> go.Scatter:
    """Clear points over cells, at `rows` and `columns` of a matrix drawn in the order `placed`:
    they can be hovered and clicked, and carry their true and predicted classes' numbers.
    """
    import plotly.graph_objects as go

    return go.Scatter(
        x=columns,
        y=rows,
        mode="markers",
        marker={"size": 0.75 * cell_side(len(placed)), "symbol": "square", "opacity": 0},
        # As lists: a typed array comes back from the browser as a table of its places.
        customdata=np.column_stack([placed[rows], placed[columns]]).tolist(),
        text=list(words),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _heat(shown: Shares, *, right: bool) -> go.Heatmap:
    """The diagonal, or all but it; mistakes by the square root, so that few are seen as well."""
    import plotly.graph_objects as go

    here = np.eye(len(shown), dtype=bool) if right else ~np.eye(len(shown), dtype=bool)
    values = np.where(here & (shown > 0), shown if right else np.sqrt(shown), np.nan)
    places = list(range(len(shown)))
    return go.Heatmap(
        z=values,
        x=places,
        y=places,
        colorscale=RIGHT if right else WRONG,
        zmin=0,
        zmax=float(np.nanmax(values)) if np.isfinite(values).any() else 1.0,
        xgap=1,
        ygap=1,
        hoverinfo="skip",
        showscale=False,
    )


def _numbers(shown: Shares, *, by: str) -> list[go.Scatter]:
    """The cells' numbers: white on the strong colours, else in the page's own."""
    rows, columns = np.nonzero(shown)
    values = shown[rows, columns]
    diagonal = np.eye(len(shown), dtype=bool)
    most = (np.where(here, shown, 0).max(initial=0) or 1 for here in (diagonal, ~diagonal))
    most_right, most_wrong = most
    strong = np.where(
        rows == columns,
        values / most_right > white_from(RIGHT),
        np.sqrt(values / most_wrong) > white_from(WRONG),
    )
    texts = [f"{round(x):,}" if by == "counts" else _share(x) for x in values]
    return number_traces(rows, columns, texts, strong=strong, size=letter(len(shown)))


def letter(classes: int) -> int:
    """How large the numbers in the cells are."""
    return 11 if classes > 12 else 13


def number_traces(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    texts: Sequence[str],
    *,
    strong: NDArray[np.bool_],
    size: int,
) -> list[go.Scatter]:
    """Texts in cells: the weak ones in the figure's own colour, then the strong ones in white."""
    import plotly.graph_objects as go

    fonts = {False: {"size": size}, True: {"size": size, "color": "white"}}
    return [
        go.Scatter(
            x=columns[strong == which],
            y=rows[strong == which],
            text=[text for text, white in zip(texts, strong, strict=True) if white == which],
            textfont=font,
            mode="text",
            hoverinfo="skip",
            showlegend=False,
        )
        for which, font in fonts.items()
    ]


def _cells(
    counts: NDArray[np.int64], placed: NDArray[np.int64], classes: Sequence[str]
) -> go.Scatter:
    rows, columns = np.nonzero(counts[np.ix_(placed, placed)])
    by_row, by_column = row_shares(counts), row_shares(counts.T).T
    words = [
        f"<b>{classes[i]}</b> predicted as <b>{classes[j]}</b>: {counts[i, j]:,}<br>"
        f"{decimal(by_row[i, j], 3)} of {counts[i].sum():,} {classes[i]}<br>"
        f"{decimal(by_column[i, j], 3)} of {counts[:, j].sum():,} predicted as {classes[j]}"
        for i, j in zip(placed[rows], placed[columns], strict=True)
    ]
    return click_points(rows, columns, placed, words)


def _share(x: float) -> str:
    """Shares as .87, nothing for 0, so that the eye finds the mistakes."""
    return "" if x < 0.005 else decimal(x)


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"

"""Two confusion matrices over the same images, subtracted: what the second does more often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import EmbedscopeError
from core.figures.confusion import (
    LABELLED,
    click_points,
    lay_out_matrix,
    letter,
    mark_cell,
    number_traces,
)
from core.figures.letters import white_from

if TYPE_CHECKING:
    import plotly.graph_objects as go

NONE = (0.0, "rgba(128,128,128,0.03)")
BETTER = (NONE, (0.6, "rgba(0,110,220,0.3)"), (1.0, "rgba(0,110,220,1)"))
WORSE = (NONE, (0.6, "rgba(195,90,0,0.3)"), (1.0, "rgba(180,45,0,1)"))
SCALE = (
    *((0.5 - at / 2, paint) for at, paint in reversed(WORSE)),
    *((0.5 + at / 2, paint) for at, paint in BETTER[1:]),
)
"""Orange where it is for the worse, blue where it is for the better."""


def confusion_difference(
    first: ArrayLike,
    second: ArrayLike,
    *,
    classes: Sequence[str],
    order: Sequence[int] | NDArray[np.int64] | None = None,
    marked: tuple[int, int] | None = None,
    title: str | None = None,
) -> go.Figure:
    """Cells show the second's counts less the first's; blue is better, orange worse.

    More on the diagonal is better, more beside it is worse.

    Args:
        first: counts [c, c], rows true, columns predicted.
        second: of the same images.
        classes: c names, in the order of their numbers.
        order: class numbers in the order in which they are drawn; as given where None.
        marked: a cell (true, predicted) with a frame round it.
        title: above it.

    Raises:
        EmbedscopeError: where the matrices are not of the same images.
    """
    import plotly.graph_objects as go

    before, after = np.asarray(first, np.int64), np.asarray(second, np.int64)
    if before.shape != after.shape or not np.array_equal(before.sum(axis=1), after.sum(axis=1)):
        raise EmbedscopeError(
            "Only confusion matrices over the same test images can be subtracted: these have "
            f"{before.sum():,} and {after.sum():,} images, in {len(before)} and {len(after)} "
            "classes."
        )
    placed = np.arange(len(classes)) if order is None else np.asarray(order, np.int64)
    change = (after - before)[np.ix_(placed, placed)]
    gain = np.where(np.eye(len(change), dtype=bool), change, -change)
    largest = max(int(np.abs(change).max(initial=0)), 1)
    places = list(range(len(change)))
    values = np.where(change == 0, np.nan, np.sign(gain) * np.sqrt(np.abs(gain) / largest))
    heat = go.Heatmap(
        z=values,
        x=places,
        y=places,
        colorscale=SCALE,
        zmin=-1,
        zmax=1,
        xgap=1,
        ygap=1,
        hoverinfo="skip",
        showscale=False,
    )
    figure = go.Figure(heat)
    rows, columns = np.nonzero(change)
    if len(classes) <= LABELLED:
        texts = [f"{value:+,}".replace("-", "−") for value in change[rows, columns]]
        shown = values[rows, columns]
        strong = np.abs(shown) > np.where(shown > 0, white_from(BETTER), white_from(WORSE))
        size = letter(len(change))
        figure.add_traces(number_traces(rows, columns, texts, strong=strong, size=size))
    words = [
        f"<b>{classes[i]}</b> predicted as <b>{classes[j]}</b>: {before[i, j]:,} before, "
        f"{after[i, j]:,} after ({after[i, j] - before[i, j]:+,})"
        for i, j in zip(placed[rows], placed[columns], strict=True)
    ]
    figure.add_trace(click_points(rows, columns, placed, words))
    lay_out_matrix(figure, [classes[i] for i in placed], title=title)
    if marked is not None:
        mark_cell(figure, placed, marked)
    return figure

"""Maps and races as cells of a notebook: Jupyter, VS Code, marimo. Needs `embedscope[notebook]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from embedscope.errors import NotInstalled

if TYPE_CHECKING:
    from embedscope.notebook.map_cell import MapCell
    from embedscope.notebook.race_cell import RaceCell


def map(  # noqa: A001 (what it is called in a notebook, where it stands behind the package's name)
    vectors: Any,
    *,
    images: Any = None,
    labels: Any = None,
    classes: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    columns: Mapping[str, Any] | None = None,
    points: Any = None,
    method: str = "pca",
    title: str = "",
    height: int = 480,
) -> MapCell:
    """Points as a map that one can move, zoom and draw a lasso in.

    Args:
        vectors: [n, d] of any framework. Two or three dimensions are drawn as they are.
        images: of the points, as `embedscope.Run` takes them; seen under the pointer and close up.
        labels: whole numbers from 0, or names [n]; they colour the points.
        classes: the names of the numbers.
        names: a text for each point.
        columns: further numbers, or names, of each point by title, to colour by.
        points: where they lie [n, 2 or 3], where that is known; neighbours stay those of `vectors`.
        method: "pca", at once, or "umap", where umap-learn is installed.
        title: what stands above it.
        height: pixels of the map itself.

    Returns:
        A widget. `selection` (int64 [m], ascending) is what the lasso holds; it can be observed and
        set, as can `pinned`, a row or None.

    Raises:
        NotInstalled: without anywidget.
        BadValues: for values of which no map can be made.

    Example:
        >>> seen = embedscope.map(vectors, images=images, labels=labels)
        >>> seen
        >>> images[seen.selection]
    """
    cells = _cells()
    cell: MapCell = cells.map_cell(
        vectors,
        images=images,
        labels=labels,
        classes=classes,
        names=names,
        columns=columns or {},
        points=points,
        method=method,
        title=title,
        height=height,
    )
    return cell


def race(runs: Any, *, title: str = "") -> RaceCell:
    """Runs as maps that move side by side, with one slider.

    Args:
        runs: one or several: a `Run` of your loop, a run's folder, or its name in the folder of
            runs (`EMBEDSCOPE_RUNS`, else `runs`); or a mapping of what they are called to these.
            They show the same images.
        title: what is said below them.

    Returns:
        A widget; `refresh()` shows frames that came since, `step` is where the slider stands, and
        `selection` (int64 [m]) the points of the classes that are shown alone.

    Raises:
        NotInstalled: without anywidget.
        BadValues: for what is no run, or runs of other images.
    """
    cell: RaceCell = _cells().race_cell(runs, title=title)
    return cell


def _cells() -> Any:
    try:
        from embedscope.notebook import cells
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "traitlets", "ipywidgets"):
            raise
        raise NotInstalled(
            "Cells of a notebook need anywidget. Install it with: pip install "
            "'embedscope[notebook]', then restart the kernel."
        ) from error
    return cells

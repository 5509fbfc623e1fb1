"""Points as a map in a cell."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from embedscope.arrays import array, classes_of, vectors
from embedscope.drawing.order import steps
from embedscope.drawing.palette import colour
from embedscope.drawing.scripts import MAP
from embedscope.errors import BadValues
from embedscope.notebook.files import column_of, npy, sheets_of
from embedscope.notebook.flat import flattened
from embedscope.notebook.neighbours import nearest
from embedscope.notebook.page import module

READ = (
    "Each point is where the net places something: near means alike to the net. Point at one to "
    "see it, click to pin it with its nearest in the original space, draw a lasso round a group."
)
NEAR = 8
"""Neighbours of a pinned point that are shown."""
VIEW = {"colour": "class", "only": None, "pinned": None, "lasso": None}


class MapCell(anywidget.AnyWidget):  # type: ignore[misc]
    """The widget that `embedscope.map` gives."""

    _esm = module(MAP, "map")
    _head = traitlets.Dict().tag(sync=True)
    _files = traitlets.Dict().tag(sync=True)
    _told = traitlets.Unicode().tag(sync=True)
    _card = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    _wish = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    _chosen = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(480).tag(sync=True)
    pinned = traitlets.Int(None, allow_none=True).tag(sync=True)
    selection = traitlets.Any()
    """Rows int64 [m], ascending; set it to select."""

    def __init__(
        self,
        given: NDArray[np.float32],
        *,
        head: Mapping[str, Any],
        files: Mapping[str, bytes],
        told: str,
        height: int,
    ) -> None:
        self._vectors = given
        self._heard = True  # what is not asked for by the notebook
        super().__init__(
            _head=dict(head),
            _files=dict(files),
            _told=told,
            height=height,
            selection=np.empty(0, np.int64),
        )
        self._heard = False

    @traitlets.validate("selection")
    def _rows(self, proposal: Any) -> NDArray[np.int64]:
        rows = np.unique(np.asarray(proposal["value"]).astype(np.int64))
        if len(rows) and not 0 <= rows[0] <= rows[-1] < len(self._vectors):
            raise BadValues(f"The map has rows 0 to {len(self._vectors) - 1:,}, not all of these.")
        return rows

    @traitlets.observe("selection")
    def _ask(self, change: Any) -> None:
        """What the notebook selects is shown."""
        if not self._heard:
            at = (self._wish or {"at": 0})["at"] + 1
            self._wish = {"at": at, "rows": change["new"].tolist()}

    @traitlets.observe("_chosen")
    def _hear(self, change: Any) -> None:
        """What is selected on the map, as bits in base 64."""
        bits = np.frombuffer(base64.b64decode(change["new"]), np.uint8)
        rows = np.flatnonzero(np.unpackbits(bits, bitorder="little")[: len(self._vectors)])
        self._heard = True
        try:
            self.selection = rows
        finally:
            self._heard = False

    @traitlets.observe("pinned")
    def _look(self, change: Any) -> None:
        row = change["new"]
        if row is None or not 0 <= row < len(self._vectors):
            self._card = None  # type: ignore[assignment]  # it may be None
            return
        self._card = {"row": row, "near": nearest(self._vectors, row, NEAR), "told": ""}


def map_cell(
    given: Any,
    *,
    images: Any,
    labels: Any,
    classes: Sequence[str] | None,
    names: Sequence[str] | None,
    columns: Mapping[str, Any],
    points: Any,
    method: str,
    title: str,
    height: int,
) -> MapCell:
    """See `embedscope.map`."""
    values = vectors(given)
    count = len(values)
    flat, said = flattened(values, points=points, method=method)
    numbers, known = _labelled(labels, classes, count)
    files = {"labels.npy": npy(numbers), "points.npy": npy(flat)}
    told = []
    for number, (name, column) in enumerate(columns.items()):
        about, content = column_of(name, number, array(column), count)
        told.append(about)
        files[f"columns/{about['name']}.npy"] = content
    if names is not None:
        _as_many(len(names), count, "names")
        files["names.json"] = json.dumps([f"{name}" for name in names]).encode()
    sheets = None
    if images is not None:
        sheets, pictures = sheets_of(images, count)
        files |= pictures
    head = {
        **_described(count, known, told, sheets),
        "names": names is not None,
        "noun": "point" if images is None else "image",
        "panes": [{"title": title, "stops": [{"url": "points.npy", "label": "", "turn": None}]}],
    }
    caption = f"{count:,} points in {values.shape[1]:,} dimensions. {said} {READ}"
    return MapCell(values, head=head, files=files, told=caption, height=height)


def _described(
    count: int,
    classes: Sequence[str],
    columns: Sequence[Mapping[str, Any]],
    sheets: Mapping[str, int] | None,
) -> dict[str, Any]:
    """What the map's scripts are told, as `pages.components.point_map` tells them in the app."""
    place = f"cell-{uuid.uuid4().hex}"
    return {
        "cloud": place,
        "base": f"{place}/",
        "count": count,
        "order": list(steps(count)),
        "part": 0,
        "classes": list(classes),
        "colours": [colour(i) for i in range(len(classes))],
        "columns": list(columns),
        "sheets": sheets,
        "view": VIEW,
        "at": 0,
        "linked": False,
        "bare": False,
    }


def _labelled(
    labels: Any, classes: Sequence[str] | None, count: int
) -> tuple[NDArray[np.signedinteger[Any]], list[str]]:
    if labels is None:
        return np.full(count, -1, np.int16), []
    numbers, known = classes_of(labels, classes)
    _as_many(len(numbers), count, "labels")
    return numbers.astype(np.int16 if len(known) <= 2**15 else np.int32), known


def _as_many(found: int, count: int, what: str) -> None:
    if found != count:
        raise BadValues(f"There are {found:,} {what} for {count:,} points: give one for each.")

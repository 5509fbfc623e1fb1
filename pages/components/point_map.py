"""The map in the browser: an embedding set's points by WebGL2, in panes that share a selection."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet, Map
from core.figures.palette import colour
from pages.components.browser import component
from pages.serving.embedding_sets import embedding_set_url

_map = component("point_map", "map", ("hand", "pane", "card", "table", "main"))
JUDGED = [colour(1), "#9aa4b0"]  # what is wrong stands out
Near = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Stop:
    """Points to show: a file within the set (or an address), and what the slider calls it."""

    url: str
    label: str = ""
    turn: Sequence[Sequence[float]] | None = None
    """A rotation or reflection [dimensions, dimensions] that the points are multiplied by."""


@dataclass(frozen=True)
class Pane:
    """One map: its title and its stops, the last of which is shown first."""

    title: str
    stops: Sequence[Stop]
    live: bool = False
    """Whether more stops will come: each new one is moved to."""
    waiting: str = ""
    """What to say while there is none."""


@dataclass(frozen=True)
class Seen:
    """What the person did on the map."""

    selection: NDArray[np.int64] | None
    """Rows, ascending; None where nothing is selected."""
    pinned: int | None
    look: Mapping[str, Any]
    """`{"colour": column or "class", "only": classes shown alone or None}`."""


def pane_of(found: Map, *, title: str) -> Pane:
    """A finished projection with the way there."""
    steps = found.frame_steps()
    place = f"maps/{found.name}"
    stops = [Stop(f"{place}/frames/{step:06d}.npy", f"step {step:,}") for step in steps]
    return Pane(title, [*stops, Stop(f"{place}/points.npy", "the end" if stops else "")])


def point_map(
    embedding_set: EmbeddingSet,
    panes: Sequence[Pane],
    *,
    key: str,
    near: Callable[[int], Near] | None = None,
    pinned: int | None = None,
    request: tuple[int, Sequence[int]] | None = None,
    look: Mapping[str, Any] | None = None,
    height: int = 600,
    bare: bool = False,
) -> Seen:
    """Draw the map; returns what the person has selected and pinned on it.

    Args:
        embedding_set: whose points are shown; arrays and pictures are fetched by the browser.
        panes: one to four.
        key: of the component; the browser keeps zoom and selection for each embedding set.
        near: the neighbours (row, distance) of a pinned row in the original space.
        pinned: the row that a link asks to pin.
        request: a number that changes with every request, and the rows to select because of it.
        look: what a link asks for, as `Seen.look`.
        height: of a pane, in pixels.
        bare: the points alone, without tools, legend and pictures of what is selected.
    """
    about = embedding_set.about()
    state = st.session_state.get(key) or {}
    row = _row(_said(state.get("pinned"), pinned), about["count"])
    data = {
        "cloud": embedding_set.name,
        "base": embedding_set_url(embedding_set),
        "count": about["count"],
        "classes": about["classes"],
        "colours": [colour(i) for i in range(len(about["classes"]))],
        "columns": [_described(column, about["classes"]) for column in about["columns"]],
        "sheets": about["sheets"],
        "names": (embedding_set.folder / "names.json").is_file(),
        "noun": "image" if about["sheets"] else "point",
        "panes": [asdict(pane) for pane in panes],
        "card": None if row is None or near is None else {"row": row, "near": near(row)},
        "wish": None
        if request is None
        else {"at": request[0], "rows": [int(i) for i in request[1]]},
        "look": dict(look or {}),
        "height": height,
        "bare": bare,
    }
    # As bytes: for anything else Streamlit imports pandas, to see whether a table is among it.
    result = _map(
        data=json.dumps(data).encode(),
        key=key,
        on_selection_change=_nothing,
        on_pinned_change=_nothing,
        on_look_change=_nothing,
    )
    return Seen(
        _rows(result.get("selection"), embedding_set.name, about["count"]),
        _row(_said(result.get("pinned"), pinned), about["count"]),
        result.get("look") or dict(look or {}),
    )


def _said(sent: Any, asked: int | None) -> Any:
    """What the browser sent, -1 where nothing is pinned; before it sent anything, the link's."""
    return asked if sent is None else sent


def _nothing() -> None:
    """A callback makes the value a state of the session."""


def _described(column: Mapping[str, Any], classes: Sequence[str]) -> dict[str, Any]:
    if column["kind"] != "class":
        return dict(column)
    own = list(column.get("classes") or classes)
    colours = [colour(i) for i in range(len(own))]
    return {**column, "classes": own, "colours": JUDGED if own == ["wrong", "right"] else colours}


def _row(value: Any, count: int) -> int | None:
    return value if isinstance(value, int) and 0 <= value < count else None


def _rows(sent: Any, embedding_set: str, count: int) -> NDArray[np.int64] | None:
    """The browser's bits as rows; None for another set's, and for anything that is no bits."""
    if not isinstance(sent, Mapping) or sent.get("cloud") != embedding_set:
        return None
    try:
        packed = np.frombuffer(base64.b64decode(sent.get("bits") or "", validate=True), np.uint8)
    except (TypeError, ValueError, binascii.Error):
        return None
    rows = np.flatnonzero(np.unpackbits(packed, bitorder="little")[:count])
    return rows.astype(np.int64) if len(rows) else None

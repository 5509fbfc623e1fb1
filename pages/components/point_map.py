"""The map in the browser: an embedding set's points by WebGL2, in panes that share a selection."""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import Column, EmbeddingSet, Map
from core.embeddings.parts import LARGE, PART, Order
from core.figures.palette import colour
from embedscope.drawing.scripts import MAP as PLACE
from pages.components.browser import component
from pages.components.lasso_text import is_lasso
from pages.serving.embedding_sets import embedding_set_url

_map = component(*PLACE)
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
class Given:
    """A column that the set does not have: what a page found out about every point."""

    column: Column
    values: NDArray[np.number]
    """[n]: indices into the column's own classes (-1 unknown), or numbers (NaN unknown)."""
    colours: Sequence[str] = ()
    """Of the classes, where not the usual ones."""

    @property
    def name(self) -> str:
        """The column's."""
        return self.column.name


@dataclass(frozen=True)
class View:
    """How a person looks at the map, as far as an address says it."""

    colour: str = "class"
    """The column that colours the points."""
    only: tuple[int, ...] | None = None
    """The classes that are shown alone."""
    pinned: int | None = None
    """A row."""
    lasso: str | None = None
    """What is drawn round points, as `pages.components.lasso_text` writes it."""


@dataclass(frozen=True)
class Seen:
    """What the person did on the map."""

    selection: NDArray[np.int64] | None
    """Rows, ascending; None where nothing is selected."""
    view: View

    @property
    def pinned(self) -> int | None:
        """The row that is pinned."""
        return self.view.pinned


def array_url(values: NDArray[np.number]) -> str:
    """An array as an address of its own, for what no file holds: float32, or int16 of integers."""
    kind = np.int16 if np.issubdtype(values.dtype, np.integer) else np.float32
    out = io.BytesIO()
    np.save(out, np.ascontiguousarray(values, kind), allow_pickle=False)
    return f"data:application/octet-stream;base64,{base64.b64encode(out.getvalue()).decode()}"


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
    near_told: str = "",
    request: tuple[int, Sequence[int]] | None = None,
    view: View = View(),
    at: int = 0,
    linked: bool = False,
    height: int | None = None,
    bare: bool = False,
    given: Sequence[Given] = (),
) -> Seen:
    """Draw the map; returns what the person has selected and pinned on it.

    Args:
        embedding_set: whose points are shown; arrays and pictures are fetched by the browser.
        panes: one to four.
        key: of the component; the browser keeps zoom and selection for each embedding set.
        near: the neighbours (row, distance) of a pinned row in the original space.
        near_told: a sentence on these, where there is something to say.
        request: a number that changes with every request, and the rows to select because of it.
        view: what the address asks for.
        at: a number that changes when the address changed by itself: then `view` is shown; what
            the browser said before is no longer heard.
        linked: whether the address says anything of the view; else the browser shows what its tab
            was left with.
        height: of a pane, in pixels; None for what the window leaves.
        bare: the points alone, without tools, legend and pictures of what is selected.
        given: columns beside the set's own.
    """
    about = embedding_set.about()
    told = _view(st.session_state.get(key), embedding_set, at, given) or view
    row = _row(told.pinned, about["count"])
    data = {
        **described(embedding_set, panes, given=given),
        "base": embedding_set_url(embedding_set),
        "card": None
        if row is None or near is None
        else {"row": row, "near": near(row), "told": near_told},
        "wish": None
        if request is None
        else {"at": request[0], "rows": [int(i) for i in request[1]]},
        "view": asdict(view),
        "at": at,
        "linked": linked,
        "height": height,
        "bare": bare,
    }
    # As bytes: for anything else Streamlit imports pandas, to see whether a table is among it.
    result = _map(
        data=json.dumps(data).encode(),
        key=key,
        on_selection_change=_nothing,
        on_view_change=_nothing,
    )
    return Seen(
        _rows(result.get("selection"), embedding_set.name, about["count"]),
        _view(result, embedding_set, at, given) or view,
    )


def described(
    embedding_set: EmbeddingSet, panes: Sequence[Pane], *, given: Sequence[Given] = ()
) -> dict[str, Any]:
    """What the browser is told of the points and the maps, wherever their files lie."""
    about = embedding_set.about()
    return {
        "cloud": embedding_set.name,
        "count": about["count"],
        **_drawn(about["count"]),
        "classes": about["classes"],
        "colours": [colour(i) for i in range(len(about["classes"]))],
        "columns": [
            *(_described(column, about["classes"]) for column in about["columns"]),
            *(_sent(each, about["classes"]) for each in given),
        ],
        "sheets": about["sheets"],
        "names": (embedding_set.folder / "names.json").is_file(),
        "noun": "image" if about["sheets"] else "point",
        "panes": [asdict(pane) for pane in panes],
    }


def classes_shown(
    embedding_set: EmbeddingSet, colour: str, given: Sequence[Given] = ()
) -> tuple[str, ...]:
    """What the numbers of "class", of a column or of a given one stand for."""
    found = next((each.column for each in given if each.name == colour), None)
    return embedding_set.classes_of(colour) if found is None else found.classes


def _view(state: Any, embedding_set: EmbeddingSet, at: int, given: Sequence[Given]) -> View | None:
    """What the browser said last; None where it said nothing of this, or before the address did."""
    sent = state.get("view") if isinstance(state, Mapping) else None
    if not isinstance(sent, Mapping) or sent.get("cloud") != embedding_set.name:
        return None
    if sent.get("at") != at:
        return None
    about = embedding_set.about()
    only, lasso = sent.get("only") or [], sent.get("lasso")
    columns = {column["name"] for column in about["columns"]} | {each.name for each in given}
    colour = sent["colour"] if sent.get("colour") in columns else "class"
    classes = len(classes_shown(embedding_set, colour, given))
    shown = [one for one in only if _row(one, classes) is not None]
    return View(
        colour=colour,
        only=tuple(shown) or None,
        pinned=_row(sent.get("pinned"), about["count"]),
        lasso=lasso if isinstance(lasso, str) and is_lasso(lasso) else None,
    )


def _drawn(count: int) -> dict[str, Any]:
    """In which order points are drawn, and in parts of how many they come; 0 for all at once."""
    order = Order.of(count)
    return {"order": [order.step, order.back], "part": PART if count > LARGE else 0}


def _nothing() -> None:
    """A callback makes the value a state of the session."""


def _described(column: Mapping[str, Any], classes: Sequence[str]) -> dict[str, Any]:
    if column["kind"] != "class":
        return dict(column)
    own = list(column.get("classes") or classes)
    colours = [colour(i) for i in range(len(own))]
    return {**column, "classes": own, "colours": JUDGED if own == ["wrong", "right"] else colours}


def _sent(each: Given, classes: Sequence[str]) -> dict[str, Any]:
    told = _described({**asdict(each.column), "url": array_url(each.values)}, classes)
    return {**told, "colours": list(each.colours)} if each.colours else told


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

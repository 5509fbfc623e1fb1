"""A map, or two linked ones, as one HTML file: with pictures, neighbours, lasso, search, table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet
from pages.components.one_file import as_text, inlined, one_file
from pages.components.point_map import PLACE, Given, Pane, View, described

BEGIN = """
const { data, within, near, far, each, nearTold } = JSON.parse(text);
globalThis.within = within;
const [rows, away] = [new Int32Array(bytesOf(near).buffer), new Float32Array(bytesOf(far).buffer)];
const card = (row) => (row == null ? null : {
  row, told: nearTold,
  near: [...Array(each).keys()].map((at) => [rows[row * each + at], away[row * each + at]])
    .filter(([other]) => other >= 0),
});
const map = new PointMap(room);
const show = (row) => map.take({ ...data, card: card(row) });
map.send = (what, said) => { if (what === "view") show(said?.pinned); };
show(data.view.pinned);
"""
Neighbours = tuple[NDArray[np.int64], NDArray[np.float32]]


def map_file(
    embedding_set: EmbeddingSet,
    panes: Sequence[Pane],
    *,
    base: str,
    files: Mapping[str, Path],
    near: Neighbours,
    view: View,
    pictures: bool,
    title: str,
    says: Sequence[str],
    told: Sequence[str],
    given: Sequence[Given] = (),
    near_told: str = "",
    below: Sequence[str] = (),
) -> bytes:
    """The file.

    Args:
        embedding_set: whose points; at most `core.embeddings.parts.LARGE`.
        panes: as `point_map` takes them.
        base: what the addresses of the set's own files begin with.
        files: the file at every address that the panes name.
        near: of every point its neighbours, rows int64 [n, k], and their distances float32 [n, k];
            rows of -1 are none.
        view: what it opens on.
        pictures: whether thumbnails and names travel along.
        title: its heading.
        says: sentences above the map.
        told: sentences below it.
        given: columns beside the set's own.
        near_told: a sentence on the neighbours.
        below: HTML of what stands below it, as `core.figures.page_parts` makes it.
    """
    data: dict[str, Any] = {
        **described(embedding_set, panes, given=given),
        "base": base,
        "wish": None,
        "view": asdict(view),
        "at": 0,
        "linked": True,
        "height": 560,
        "bare": False,
    }
    if not pictures:
        data |= {"sheets": None, "names": False, "noun": "point"}
    known = {f"{base}{place}": embedding_set.folder / place for place in _places(data)}
    rows, away = near
    content = {
        "data": data,
        "within": {address: inlined(path) for address, path in {**known, **files}.items()},
        "near": as_text(rows.astype("<i4").tobytes()),
        "far": as_text(away.astype("<f4").tobytes()),
        "each": rows.shape[1],
        "nearTold": near_told,
    }
    return one_file(
        title=title,
        says=says,
        told=told,
        place=PLACE,
        data=json.dumps(content, ensure_ascii=True).replace("<", "\\u003c"),
        begin=BEGIN,
        below=below,
    )


def _places(data: Mapping[str, Any]) -> list[str]:
    """The files of the set that the browser will ask for."""
    sheets = data["sheets"]
    many = -(-sheets["count"] // sheets["per_sheet"]) if sheets else 0
    return [
        "labels.npy",
        *(f"columns/{each['name']}.npy" for each in data["columns"] if not each.get("url")),
        *(f"thumbs/{number:03d}.webp" for number in range(many)),
        *(["names.json"] if data["names"] else []),
    ]

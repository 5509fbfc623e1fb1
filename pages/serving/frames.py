"""Frames of long runs, read as they are needed: `/frames/<key>/<block>`.

A page shows some hundred frames of a run at once; those between them are asked for in blocks where
somebody moves the slider. They are laid in the plane that the page chose, so it is kept here under
a key that nobody can guess, for as long as newer pages leave it room.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.access.private import is_hidden
from core.errors import RunBroken
from core.runs.run import Run
from embedscope.drawing.lanes import BLOCK, LaneMaps, packed
from embedscope.drawing.trajectory import Trajectory, laid
from pages.serving.base import under_base

KEPT = 64
"""Planes that are remembered."""


@dataclass(frozen=True)
class _Plane:
    run: Run
    every: tuple[int, ...]
    axes: NDArray[np.float32]
    accuracy: Mapping[int, float]


_planes: OrderedDict[str, _Plane] = OrderedDict()
_turn = Lock()


def frames_url(run: Run, film: Trajectory, accuracy: Mapping[int, float]) -> str:
    """The address below which the blocks of all frames of a run lie, in the plane of `film`."""
    plane = _Plane(run, film.every, film.axes, accuracy)
    told = f"{run.folder.resolve()} {film.every[-1]} {len(film.every)}".encode()
    key = hashlib.sha256(told + film.axes.tobytes()).hexdigest()[:32]
    with _turn:
        _planes[key] = plane
        _planes.move_to_end(key)
        while len(_planes) > KEPT:
            _planes.popitem(last=False)
    return under_base(f"/frames/{key}")


def answer(request: Request) -> Response:
    """One lane with the frames of a block; 404 for others, or what was let go."""
    plane = _planes.get(request.path_params["key"])
    first = request.path_params["block"] * BLOCK
    if plane is None or is_hidden(plane.run.folder) or not plane.every[first : first + BLOCK]:
        return PlainTextResponse("No such frames.", status_code=404)
    try:
        content = _block(plane, plane.every[first : first + BLOCK])
    except RunBroken as error:
        return PlainTextResponse(f"{error}", status_code=404)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"cache-control": "private, max-age=3600"},
    )


def _block(plane: _Plane, steps: tuple[int, ...]) -> bytes:
    planes = np.stack([laid(plane.run.frame(step), plane.axes) for step in steps])
    return packed(
        [LaneMaps("", "", steps, planes, plane.accuracy)],
        np.zeros(planes.shape[1], np.int64),
        name="",
        classes=[],
        colours=[],
        live=False,
        total=0,
    )

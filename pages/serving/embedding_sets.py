"""The files of an embedding set that a browser draws from: `/clouds/<name>/<file>`.

They never change once they are there, so a browser keeps them. The vectors are not served. A large
set's points and classes also come in parts (core/embeddings/parts.py), which are cut from the
memory-mapped files when they are asked for: `maps/<map>/points/span.json`, then
`maps/<map>/points/high/003.npy` (or `low`), and `labels/003.npy`.
"""

from __future__ import annotations

import io
import json
import re
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from core.access.private import is_hidden
from core.embeddings.embedding_set import NAME, EmbeddingSet
from core.embeddings.parts import Order, Span, narrow
from core.errors import EmbeddingSetBroken, Unreadable
from core.files import read_array
from core.paths import embedding_sets_folder
from pages.serving.base import under_base
from pages.serving.thumbs import kept_by_browsers

_POINTS = r"maps/[a-z0-9][a-z0-9-]*/(?:points|frames/\d{6})"
_FILE = re.compile(
    rf"labels\.npy|columns/[a-z0-9_-]+\.npy|names\.json|thumbs/\d{{3}}\.webp|{_POINTS}\.npy"
)
_PART = re.compile(
    rf"(?P<points>{_POINTS})/(?:(?P<half>high|low)/(?P<of_points>\d{{3}})\.npy|span\.json)"
    r"|labels/(?P<of_labels>\d{3})\.npy"
)
_NUMBERS = "application/octet-stream"
_TYPES = {".webp": "image/webp", ".json": "application/json", ".npy": _NUMBERS}
NO_PART = "No such part of a map."


def embedding_set_url(embedding_set: EmbeddingSet) -> str:
    """Where a set's files are found; the version keeps a new one of the same name apart."""
    version = (embedding_set.folder / "vectors.npy").stat().st_mtime_ns
    return under_base(f"/clouds/{version:x}/{embedding_set.name}/")


def answer(request: Request) -> Response:
    """The file or the part, or 404 for anything that is not meant for a browser."""
    name, file = request.path_params["name"], request.path_params["file"]
    folder = embedding_sets_folder() / name
    if not NAME.fullmatch(name) or is_hidden(folder):
        return PlainTextResponse(NO_PART, status_code=404)
    part = _PART.fullmatch(file)
    with suppress(Unreadable, EmbeddingSetBroken):
        if part and (cut := _cut(folder, part)) is not None:
            return cut
    path = folder / file
    if not (_FILE.fullmatch(file) and path.is_file()):
        return PlainTextResponse(NO_PART, status_code=404)
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=_kept())


def _cut(folder: Path, part: re.Match[str]) -> Response | None:
    """What is asked of an array; None where there is no such array, or no such part of it."""
    path = folder / (f"{part['points']}.npy" if part["points"] else "labels.npy")
    if not path.is_file():
        return None
    array = read_array(path)
    order = Order.of(len(array))
    if part["of_labels"]:
        rows = order.rows(int(part["of_labels"]))
        classes = len(EmbeddingSet(folder).about()["classes"])
        return _numbers(narrow(np.take(array, rows), classes)) if len(rows) else None
    span = _span(path, path.stat().st_mtime_ns)
    if not part["half"]:
        about = {**asdict(span), "dimensions": array.shape[1]}
        return Response(json.dumps(about), media_type="application/json", headers=_kept())
    rows = order.rows(int(part["of_points"]))
    if not len(rows):
        return None
    high, low = span.coded(np.take(array, rows, axis=0))
    return _numbers(high if part["half"] == "high" else low)


@lru_cache(maxsize=64)
def _span(path: Path, _changed: int) -> Span:
    return Span.of(read_array(path))


def _numbers(values: NDArray[Any]) -> Response:
    out = io.BytesIO()
    np.save(out, values, allow_pickle=False)
    return Response(out.getvalue(), media_type=_NUMBERS, headers=_kept())


def _kept() -> dict[str, str]:
    return {"cache-control": kept_by_browsers()}

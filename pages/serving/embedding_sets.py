"""The files of an embedding set that a browser draws from: `/clouds/<name>/<file>`.

They never change once they are there, so a browser keeps them. The vectors are not served.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from core.embeddings.embedding_set import NAME, EmbeddingSet
from core.paths import embedding_sets_folder
from pages.serving.base import under_base

_FILE = re.compile(
    r"labels\.npy|columns/[a-z0-9_-]+\.npy|names\.json|thumbs/\d{3}\.webp"
    r"|maps/[a-z0-9][a-z0-9-]*/(points|frames/\d{6})\.npy"
)
_TYPES = {".webp": "image/webp", ".json": "application/json", ".npy": "application/octet-stream"}


def embedding_set_url(embedding_set: EmbeddingSet) -> str:
    """Where a set's files are found; the version keeps a new one of the same name apart."""
    version = (embedding_set.folder / "vectors.npy").stat().st_mtime_ns
    return under_base(f"/clouds/{version:x}/{embedding_set.name}/")


def answer(request: Request) -> Response:
    """The file, or 404 for anything that is not meant for a browser."""
    name, file = request.path_params["name"], request.path_params["file"]
    path = embedding_sets_folder() / name / file
    if not (NAME.fullmatch(name) and _FILE.fullmatch(file) and path.is_file()):
        return PlainTextResponse("No such part of a map.", status_code=404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)

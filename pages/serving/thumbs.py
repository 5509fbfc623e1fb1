"""The thumbnail sheet of a run: `/thumbs/<run>/<split>.webp`, cacheable.

A sheet holds all images of a split, so that a page shows any of them by `background-position`,
without one request per image.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from core import paths
from core.access import access
from core.access.private import is_hidden
from core.errors import RunBroken
from core.runs.run import Run
from pages.serving.base import under_base

_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(rf"{_PART}(/{_PART}){{0,3}}")  # a lane of a race, a run of a sweep's trial
_SPLIT = re.compile(r"[a-z]+")


def sheet_url(run: Run, split: str = "test") -> str | None:
    """The address of a run's sheet, with its version; None where the run has none."""
    sheet = run.thumbs(split)
    name = _name(run)
    if sheet is None or name is None:
        return None
    return under_base(f"/thumbs/{name}/{split}.webp?v={_tag(sheet.path)}")


def kept_by_browsers() -> str:
    """How long a browser may keep what never changes; where people sign in, nobody else may."""
    whose = "private" if access().mode.sign_in else "public"
    return f"{whose}, max-age=31536000, immutable"


def answer(request: Request) -> Response:
    """The sheet, 304 where the browser has it already, 404 for any other name."""
    path = _sheet(request.path_params["name"], request.path_params["split"])
    if path is None:
        return PlainTextResponse("No such thumbnail sheet.", status_code=404)
    tag = _tag(path)
    fresh = request.query_params.get("v") == tag
    headers = {
        "etag": f'"{tag}"',
        "cache-control": kept_by_browsers() if fresh else "no-cache",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type="image/webp", headers=headers)


def _sheet(name: str, split: str) -> Path | None:
    if not (_NAME.fullmatch(name) and _SPLIT.fullmatch(split)):
        return None
    for base in _bases():
        folder = (base / name).resolve()
        if folder.is_relative_to(base) and not is_hidden(folder):
            try:
                sheet = Run(folder).thumbs(split)
            except RunBroken:
                continue
            if sheet is not None:
                return sheet.path
    return None


def _name(run: Run) -> str | None:
    folder = run.folder.resolve()
    near = (folder.relative_to(base) for base in _bases() if folder.is_relative_to(base))
    return next((part.as_posix() for part in near), None)


def _bases() -> tuple[Path, Path]:
    return paths.CHECKPOINTS.resolve(), paths.runs_folder().resolve()


def _tag(path: Path) -> str:
    about = path.stat()
    return f"{about.st_mtime_ns:x}-{about.st_size:x}"

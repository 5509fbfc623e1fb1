"""Streamlit's own scripts, styles and fonts, from memory.

A first visit fetches about seventy small files. Streamlit answers each through three layers and a
thread of the file system, 3 ms of processor time apiece; from memory it is a sixth of that.
Their names carry a hash of what is in them, so they never change while the server runs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.serving.base import under_base

FOLDER = Path(streamlit.__file__).parent / "static" / "static"
_KINDS = ("js", "css", "media")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
"""Not as the system's table says: a browser runs no module of another type."""


class Assets:
    """Answers `GET /static/<kind>/<file>` of Streamlit's files; the app behind it gets the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files = {
            under_base(f"/static/{kind}/{file.name}"): file
            for kind in _KINDS
            for file in (FOLDER / kind).glob("*")
            if file.suffix in _TYPES
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, by the ASGI protocol."""
        file = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if file is None or scope["method"] != "GET" or _is_partial(scope):
            await self._app(scope, receive, send)
            return
        body, headers = _answer(file)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _is_partial(scope: Scope) -> bool:
    return any(name == b"range" for name, _ in scope["headers"])


@cache
def _answer(file: Path) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    body = file.read_bytes()
    headers = {
        "content-type": _TYPES[file.suffix],
        "content-length": str(len(body)),
        "cache-control": "public, immutable, max-age=31536000",
        "x-content-type-options": "nosniff",
    }
    return body, [(name.encode(), value.encode()) for name, value in headers.items()]

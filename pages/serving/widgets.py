"""Gradio widgets under one path, imported in a thread while the server already answers.

Each file of a package is a widget: its `blocks()` returns a `gradio.Blocks`, served under the
file's name. Until they are ready a browser sees a small page that refreshes itself, and programs
(`gradio_client`) wait.
"""

from __future__ import annotations

import asyncio
import html
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.registry import Entry, entries
from pages.serving.arrival import first_page_out

log = logging.getLogger(__name__)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
{refresh}<style>:root{{color-scheme:light dark}}body{{font:1rem system-ui,sans-serif;
display:grid;place-content:center;min-height:10rem;margin:0;opacity:.75}}</style><p>{text}</p>"""
_KEEP_ALIVE = 2.0
_TRIES = 3
_PAUSE = 0.3  # seconds
_Made = TypeVar("_Made")

_SETTINGS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_MCP_SERVER": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


class Widgets:
    """An ASGI app that answers for the widgets of `package`, mounted at `mounted_at`."""

    def __init__(self, package: str, *, mounted_at: str) -> None:
        self._package = package
        self._mounted_at = mounted_at
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()
        self._app: ASGIApp = PlainTextResponse("The widgets are closed.", status_code=503)
        self._broken: dict[str, str] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Warm the widgets in the background; close them when the server stops."""
        stop = asyncio.Event()
        life = asyncio.create_task(self._life(stop))
        try:
            yield
        finally:
            stop.set()
            self._wanted.set()
            await asyncio.gather(life, return_exceptions=True)

    async def ready(self) -> None:
        """Return once they answer, or never will."""
        await self._ready.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it wait until the widgets are ready."""
        if not self._ready.is_set():
            self._wanted.set()
            if await self._while_warming(scope, receive, send):
                return
        name = scope["path"].removeprefix(self._mounted_at).strip("/").split("/")[0]
        if name in self._broken:
            await _page("Not available", self._broken[name], 503)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _life(self, stop: asyncio.Event) -> None:
        quiet = asyncio.create_task(first_page_out())
        wanted = asyncio.create_task(self._wanted.wait())
        _, late = await asyncio.wait({quiet, wanted}, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()
        if stop.is_set():
            return
        try:
            web = await asyncio.to_thread(again, self._build)
        except Exception as error:
            log.exception("Gradio's widgets could not be built; the pages still open.")
            self._app = PlainTextResponse(f"The widgets could not be built: {error}", 503)
            self._ready.set()
            return
        async with web.router.lifespan_context(web):
            self._app = web
            self._ready.set()
            await stop.wait()

    def _build(self) -> ASGIApp:
        os.environ.update(_SETTINGS)
        import gradio
        from fastapi import FastAPI

        web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        theme = _theme()
        for name, entry in entries(self._package).items():
            blocks = self._blocks(name, entry)
            if blocks is not None:
                gradio.mount_gradio_app(
                    web,
                    blocks,
                    path=f"/{name}",
                    root_path=f"{self._mounted_at}/{name}",
                    theme=theme,
                    footer_links=[],
                    max_file_size="20mb",
                    show_error=True,
                    pwa=False,
                )
        return web

    def _blocks(self, name: str, entry: Entry) -> object | None:
        try:
            return again(lambda: entry.load().blocks())
        except Exception as error:  # one broken widget must not take the others along
            log.exception("The widget %s could not be built.", name)
            self._broken[name] = f"The widget “{name}” could not be built: {error}"
            return None

    async def _while_warming(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer what cannot wait; otherwise wait. True where the request was answered."""
        if scope["type"] == "http" and scope["method"] == "GET":
            if "text/html" in Request(scope).headers.get("accept", ""):
                await _page("Warming up", "Warming up …", 200, refresh=1)(scope, receive, send)
                return True
            if scope["path"].endswith("/config"):
                await self._config_with_patience(scope, receive, send)
                return True
        await self._ready.wait()
        return False

    async def _config_with_patience(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's client gives up on its first request after 5 s of silence.

        Blanks before the JSON, which every parser skips, keep it listening.
        """
        plain = [(b"content-type", b"application/json"), (b"content-encoding", b"identity")]
        await send({"type": "http.response.start", "status": 200, "headers": plain})
        while not self._ready.is_set():
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            try:
                await asyncio.wait_for(self._ready.wait(), _KEEP_ALIVE)
            except TimeoutError:
                continue

        async def body_only(message: Message) -> None:
            if message["type"] == "http.response.body":
                await send(message)

        headers = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        await self(scope | {"headers": headers}, receive, body_only)


def _theme() -> object:
    """The pages' colours (.streamlit/config.toml), and fonts that every machine has."""
    import gradio

    return gradio.themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=("system-ui", "sans-serif"),
        font_mono=("ui-monospace", "monospace"),
    ).set(body_background_fill="#ffffff", body_background_fill_dark="#12161c")


def _page(title: str, text: str, status: int, *, refresh: int | None = None) -> HTMLResponse:
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    content = _PAGE.format(title=title, text=html.escape(text), refresh=again)
    return HTMLResponse(content, status_code=status, headers={"cache-control": "no-store"})


def again(make: Callable[[], _Made]) -> _Made:
    """What `make()` gives; asked again, a moment later, where it fails.

    Other threads import while the widgets do, and now and then one sees what another has only begun
    (a module without its names), or Python 3.11 itself loses count ("AST constructor recursion
    depth mismatch", https://github.com/python/cpython/issues/106905).
    """
    for _ in range(_TRIES - 1):
        try:
            return make()
        except Exception:
            log.warning("Loading the widgets failed; once more.", exc_info=True)
            time.sleep(_PAUSE)
    return make()

"""A moment in which no page runs, for an import that must not be seen half done.

Plotly asks `sys.modules` for pandas whenever it takes an array. While another thread is still
importing pandas it finds a module without `Series`, and the page fails. So pandas is imported (on
gradio's behalf, which needs it) while browsers' messages wait at the door.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE_RUN = "ScriptRunner.scriptThread"  # Streamlit's name for the thread of a page run
_PATIENCE = 10.0


def await_pandas(patience: float) -> None:
    """Wait until pandas has come in through the door, `patience` seconds at most.

    For a thread beside the pages that is about to import scikit-learn, which imports pandas.
    """
    until = time.monotonic() + patience
    while not hasattr(sys.modules.get("pandas"), "Series") and time.monotonic() < until:
        time.sleep(0.1)


class Door:
    """An ASGI middleware: while it is shut, nothing a browser says reaches the pages."""

    _open = asyncio.Event()
    _open.set()

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; a websocket's messages wait while the door is shut."""

        async def patiently() -> Message:
            message = await receive()
            await self._open.wait()
            return message

        await self._app(scope, patiently if scope["type"] == "websocket" else receive, send)

    @classmethod
    @asynccontextmanager
    async def shut(cls) -> AsyncIterator[None]:
        """Let the page runs under way end (ten seconds at most), start none meanwhile."""
        cls._open.clear()
        try:
            until = time.monotonic() + _PATIENCE
            while _page_runs() and time.monotonic() < until:
                await asyncio.sleep(0.02)
            yield
        finally:
            cls._open.set()


def _page_runs() -> bool:
    return any(thread.name == _PAGE_RUN for thread in threading.enumerate())

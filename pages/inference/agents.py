"""Agents over HTTP: the MCP server in the models process, which owns the nets that they ask."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from core.access import acting_as
from pages.serving.guard.who import asked_by

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

LARGEST = 60 * 1024**2
"""Bytes of a request: two photos of 20 MB as base64."""


class Agents:
    """An ASGI app. The package mcp is imported when the first agent comes; none is remembered
    between two requests, so a new process goes on where the one before died.
    """

    def __init__(self) -> None:
        self._manager: StreamableHTTPSessionManager | None = None
        self._life: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        async with self._starting:
            if self._manager is None:
                self._manager = await self._started()
        with acting_as(asked_by(Headers(scope=scope))):
            await self._manager.handle_request(scope, receive, send)

    async def _started(self) -> StreamableHTTPSessionManager:
        manager, up = await asyncio.to_thread(_made), asyncio.Event()

        async def live() -> None:
            async with manager.run():
                up.set()
                await asyncio.Event().wait()  # until the process ends

        self._life = asyncio.create_task(live())
        await up.wait()
        return manager


def _made() -> StreamableHTTPSessionManager:
    """Of a server that checks by which name it is called."""
    from mcp.server.transport_security import TransportSecuritySettings

    from core.agents.access import hosts, level, origins
    from core.agents.server import AgentServer

    logging.getLogger("mcp").setLevel(logging.WARNING)  # each request is a session that ends
    server = AgentServer(level())
    server.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=LARGEST,
        transport_security=TransportSecuritySettings(
            allowed_hosts=hosts(), allowed_origins=origins()
        ),
    )
    return server.session_manager

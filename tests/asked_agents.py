"""A tool of ours, asked as a client of the package mcp asks it, without a server."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from core.agents.access import WRITE
from core.agents.caller import Caller
from tests.on_use import OnUse

mcp, serving = OnUse("mcp"), OnUse("core.agents.server")
HERE = Caller("http://here:1", local=True)


@cache
def usual() -> Any:
    """One that may write, for somebody at this machine."""
    return serving.AgentServer(WRITE, HERE)


def told(tool: str, server: Any = None, **arguments: Any) -> dict[str, Any]:
    """What a tool answers; its error as `error`."""

    async def ask() -> Any:
        async with mcp.Client(server or usual()) as client:
            return await client.call_tool(tool, arguments)

    said = asyncio.run(ask())
    if said.is_error:
        return {"error": said.content[0].text}
    assert said.structured_content is not None
    return dict(said.structured_content)

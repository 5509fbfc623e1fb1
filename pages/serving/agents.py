"""The door for agents, `/mcp`: a request of theirs is handed on to the models process."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from core.agents.access import OFF, SWITCHED_OFF, level
from core.errors import EmbedscopeError
from pages.serving.process import ModelsProcess
from pages.serving.proxy import ToModels

PLACE = "/mcp"
PATIENCE = 60.0
"""Seconds that an agent waits while the models start; clients give up after that."""
ABOUT = (
    "This is the door for programs that speak the Model Context Protocol (streamable HTTP). Give "
    "this address to one; docs/agents.md says how."
)


class ToAgents:
    """An ASGI app in front of `pages.inference.agents.Agents`."""

    def __init__(self, models: ModelsProcess) -> None:
        self._models = ToModels(models, patience=PATIENCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = _refused(Request(scope)) or self._models
        await answer(scope, receive, send)


def _refused(request: Request) -> Response | None:
    """Why nothing is handed on; None where it is."""
    try:
        if level() == OFF:
            return PlainTextResponse(SWITCHED_OFF, 403)
    except EmbedscopeError as error:
        return PlainTextResponse(str(error), 503)
    if request.method != "POST":  # no answer is streamed, and no session is kept
        return PlainTextResponse(ABOUT, 405, headers={"allow": "POST"})
    return None

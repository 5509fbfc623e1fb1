"""What a caller did wrong gets a status that says so, and a defect of ours breaks no connection.

Gradio answers 500 where a widget refuses what it was given, and where somebody calls a function
that it does not have. After what was raised uvicorn closes the connection, and the web process's
next request on it would be lost.
"""

from __future__ import annotations

import logging

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
DEFECT, REFUSED, UNKNOWN = 500, 422, 404
JSON = b"application/json"
NO_FUNCTION = "FnIndexInferError"
"""Gradio's, by its name: whoever imports it imports all of Gradio."""


class Refusals:
    """The outermost layer of the models process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, by the ASGI protocol."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Held(send)
        try:
            await self._app(scope, receive, answer)
        except Exception as error:
            if answer.begun:  # half an answer is none: the connection shows it
                raise
            if type(error).__name__ == NO_FUNCTION:
                said = {"error": f"There is no such function: {error}. See /gradio_api/info."}
                await JSONResponse(said, UNKNOWN)(scope, receive, send)
                return
            log.exception("%s %s failed.", scope["method"], scope["path"])
            await JSONResponse({"error": "Something failed here."}, DEFECT)(scope, receive, send)
        else:
            await answer.end()


class _Held:
    """Passes an answer on; one of 500 is kept back until it is known why."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._kept: list[Message] = []
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message.get("status") == DEFECT or self._kept:
            self._kept.append(message)
            return
        self.begun = True
        await self._send(message)

    async def end(self) -> None:
        """What was kept back, JSON as a refusal: so Gradio tells a widget's own error."""
        for message in self._kept:
            kind = dict(message.get("headers", [])).get(b"content-type", b"")
            refused = message.get("status") == DEFECT and kind.startswith(JSON)
            await self._send({**message, "status": REFUSED} if refused else message)

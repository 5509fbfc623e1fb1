"""What is asked of the widgets is handed on to the models process, its answer back as it comes.

While that process starts, a browser sees a small page that refreshes itself, and programs wait.
Where it dies while it answers, who asked is told so: nobody waits for what will not come.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from pages.serving.events import Pending, is_stream
from pages.serving.process import ModelsProcess
from pages.serving.small_page import small_page

if TYPE_CHECKING:
    import httpx

HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding "
    b"upgrade proxy-connection".split()
)
FORWARDED = b"x-forwarded-proto"
PATIENCE = 3.5
"""Seconds that a program waits for the models before it is told to try again, where nobody asks for
others; Gradio's client gives up after five."""
KEEP_ALIVE = 2.0
NOTICED = 0.2
"""Seconds after which it may have been noticed that the models are gone."""
STARTING = "Warming up …"
AGAIN = "The models are restarting …"
TRY_AGAIN = "The models are restarting. Try again."


class ToModels:
    """An ASGI app in front of the models process."""

    def __init__(self, models: ModelsProcess, *, patience: float | None = None) -> None:
        self._models = models
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        request = Request(scope, receive)
        if not self._models.ready:
            if self._shows_a_page(request):
                self._models.want()
                text = STARTING if self._models.starts <= 1 else AGAIN
                await small_page("Warming up", text, refresh=1)(scope, receive, send)
                return
            if self._asks_for_config(request):
                await self._config_with_patience(scope, receive, send)
                return
            if not await self._models.until_ready(self._waits):
                await _try_again(request)(scope, receive, send)
                return
        answer = await self._reached(request)
        if answer is None and self._asks_for_config(request):  # they died over it
            await self._config_with_patience(scope, receive, send)
            return
        await (answer or _try_again(request))(scope, receive, send)

    @property
    def _waits(self) -> float:
        return PATIENCE if self._patience is None else self._patience

    @staticmethod
    def _asks_for_config(request: Request) -> bool:
        return request.method == "GET" and request.url.path.endswith("/config")

    @staticmethod
    def _shows_a_page(request: Request) -> bool:
        return request.method == "GET" and "text/html" in request.headers.get("accept", "")

    async def _reached(self, request: Request) -> Response | None:
        """As `_answer`; asked once more, a little later, where nobody was there to be asked."""
        import httpx

        try:
            return await self._answer(request)
        except httpx.ConnectError:  # they died just now, and nobody has noticed: nothing was sent
            await asyncio.sleep(NOTICED)
        if not await self._models.until_ready(self._waits):
            return None
        try:
            return await self._answer(request)
        except httpx.ConnectError:
            return None

    async def _answer(self, request: Request) -> Response | None:
        """The models' own answer; None where they died over it. Raises httpx.ConnectError."""
        import httpx

        client = self._models.client
        try:
            response = await client.send(_handed_on(client, request), stream=True)
        except httpx.ConnectError:
            raise
        except httpx.TransportError:
            return None
        answer = StreamingResponse(_body(response), response.status_code)
        answer.raw_headers = [
            (name.lower(), value)
            for name, value in response.headers.raw
            if name.lower() not in HOP_BY_HOP
        ]
        return answer

    async def _config_with_patience(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's client gives up on its first request after 5 s of silence.

        Blanks before the JSON, which every parser skips, keep it listening.
        """
        plain = [(b"content-type", b"application/json"), (b"content-encoding", b"identity")]
        await send({"type": "http.response.start", "status": 200, "headers": plain})
        headers = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        answer = None
        while answer is None:
            if await self._models.until_ready(KEEP_ALIVE):
                answer = await self._reached(Request({**scope, "headers": headers}, receive))
            if answer is None:
                await send({"type": "http.response.body", "body": b" ", "more_body": True})
                await asyncio.sleep(NOTICED)

        async def body_only(message: Message) -> None:
            if message["type"] == "http.response.body":
                await send(message)

        await answer({**scope, "headers": headers}, receive, body_only)


def _handed_on(client: httpx.AsyncClient, request: Request) -> httpx.Request:
    """The same request for the models process, its body as it arrives."""
    import httpx

    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    headers = [(k, v) for k, v in request.headers.raw if k not in {*HOP_BY_HOP, FORWARDED}]
    headers.append((FORWARDED, request.url.scheme.encode()))
    full = "content-length" in request.headers or "transfer-encoding" in request.headers
    return client.build_request(
        request.method,
        httpx.URL(scheme="http", host="models", raw_path=raw + (b"?" + query if query else b"")),
        headers=headers,
        content=request.stream() if full else None,
    )


async def _body(response: httpx.Response) -> AsyncIterator[bytes]:
    """The raw body; where it breaks off, events are told how it ended."""
    import httpx

    events = response.headers.get("content-type", "").startswith("text/event-stream")
    path = response.request.url.path
    pending = Pending(path) if events and is_stream(path) else None
    try:
        async for part in response.aiter_raw():
            if pending is not None:
                pending.see(part)
            yield part
        if pending is not None and pending.awaited:
            yield pending.told(TRY_AGAIN)
    except httpx.TransportError:
        if pending is None:
            raise
        yield pending.told(TRY_AGAIN)
    finally:
        await response.aclose()


def _try_again(request: Request) -> Response:
    if request.method == "GET" and is_stream(request.url.path):
        told = Pending(request.url.path).told(TRY_AGAIN)
        return Response(told, media_type="text/event-stream")
    said = {"error": TRY_AGAIN, "detail": TRY_AGAIN}
    return JSONResponse(said, status_code=503, headers={"retry-after": "5"})

"""The document that a browser gets before Streamlit's script runs: with our style in it.

A style that a page's script sends arrives when the page is drawn already, and moves all of it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.figures.theme import chart_css, css_variables

STYLE = Path(__file__).parents[1] / "main.css"
END = b"</body>"
"""Our style stands behind Streamlit's, which gather in the head, and so wins where both count."""
LEFT_OUT = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""Headers of the request that would get a packed document, or "not modified", of Streamlit's file,
where it is ours that was changed.
"""


class Document:
    """Adds the style to Streamlit's one HTML document; all other answers pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, by the ASGI protocol."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = [(name, value) for name, value in scope["headers"] if name not in LEFT_OUT]
        scope = {**scope, "headers": asked} if _wants_document(scope) else scope
        await self._app(scope, receive, _Adding(send))


class _Adding:
    """Passes messages on; holds a document back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_document(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._answer(self._start)

    async def _answer(self, start: Message) -> None:
        body = styled(self._body)
        kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**start, "headers": [*kept, length]})
        await self._send({"type": "http.response.body", "body": body})


def styled(document: bytes) -> bytes:
    """Streamlit's document with our title and style; any other as it is."""
    if b'id="root"' not in document:
        return document
    named = document.replace(b"<title>Streamlit</title>", b"<title>Embedscope</title>", 1)
    return named.replace(END, _style() + END, 1)


@cache
def _style() -> bytes:
    rules = "\n".join([css_variables(), chart_css(), STYLE.read_text(encoding="utf-8")])
    return f"<style>{rules}</style>".encode()


def _wants_document(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _is_document(start: Message) -> bool:
    headers = dict(start["headers"])
    whole = b"content-encoding" not in headers
    return whole and headers.get(b"content-type", b"").startswith(b"text/html")

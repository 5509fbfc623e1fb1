"""An address that no page has: Home says so, in place of Streamlit's talk of folders."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.serving.base import under_base
from pages.serving.earlier_addresses import EARLIER
from pages.serving.screens import screen_names

ASKED = "unknown"
"""In Home's address: what was asked for."""


class Unknown:
    """Leads a browser that asks for a page that is not there to Home; all else goes on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, by the ASGI protocol."""
        if scope["type"] == "http" and (asked := _asked(Request(scope))):
            to = under_base(f"/?{ASKED}={quote(asked)}")
            await RedirectResponse(to, 307)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _asked(request: Request) -> str | None:
    """What is called for as a page: one word, by a browser that wants to show it."""
    path = request.url.path
    base = under_base("/")
    word = path.removeprefix(base).rstrip("/") if path.startswith(base) else ""
    shown = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if not shown or not word or any(sign in word for sign in "/._"):
        return None
    return None if word in {*screen_names(), *EARLIER} else word

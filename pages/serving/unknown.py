"""An address that no page has: Home says so, in place of Streamlit's talk of folders.

Where the app is served under a path, an address beside it leads below it.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.serving.base import below_base, under_base
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
        to = _leads_to(Request(scope)) if scope["type"] == "http" else None
        if to is None:
            await self._app(scope, receive, send)
        else:
            await RedirectResponse(to, 307)(scope, receive, send)


def _leads_to(request: Request) -> str | None:
    """Where a browser that wants to show a page is led instead; None where it is right."""
    if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
        return None
    path = below_base(request.url.path)
    if path is None:
        query = f"?{request.url.query}" if request.url.query else ""
        return under_base(f"/{request.url.path.strip('/')}{query}") if _beside(request) else None
    word = path.strip("/")
    if not word or any(sign in word for sign in "/._") or word in {*screen_names(), *EARLIER}:
        return None
    return under_base(f"/?{ASKED}={quote(word)}")


def _beside(request: Request) -> bool:
    """Whether it is an address of one word, as pages have, beside what the app is served under."""
    word = request.url.path.strip("/")
    return not any(sign in word for sign in "/.") and f"/{word}/" != under_base("/")

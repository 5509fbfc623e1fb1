"""What a request says of itself: host, origin, cookie, address, whether it came by TLS."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.types import Scope

COOKIE = "embedscope-session"
BROWSER = "embedscope-browser"
"""On one's own machine: tells one browser from another, so that Stop asks where a job is not its
own."""
PERSON = b"x-embedscope-person"
"""Who asks, as the guard tells those behind it; whatever a request says there is taken away."""
BEARER = "bearer "


class Asked:
    """The headers of a request, or of the handshake of a websocket."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.path: str = scope["path"]
        self.method: str = scope.get("method", "GET")
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]

    def header(self, name: bytes) -> str:
        """The first of that name; "" where there is none."""
        return next((v.decode("latin-1") for k, v in self._headers if k == name), "")

    @property
    def is_websocket(self) -> bool:
        """Whether it is a websocket's."""
        return bool(self.scope["type"] == "websocket")

    @property
    def is_secure(self) -> bool:
        """Whether the browser came by TLS, here or to the owner's proxy (forwarded.py)."""
        return self.scope.get("scheme") in ("https", "wss")

    @property
    def shows_a_page(self) -> bool:
        """Whether a browser wants to show the answer."""
        return self.method in ("GET", "HEAD") and "text/html" in self.header(b"accept")

    @property
    def token(self) -> str:
        """That of a session, from a browser's cookie or a program's `Authorization: Bearer`."""
        given = self.header(b"authorization")
        if given.lower().startswith(BEARER):
            return given[len(BEARER) :].strip()
        return self.cookie(COOKIE)

    def cookie(self, name: str) -> str:
        """What a cookie holds; "" where there is none."""
        for given in (v for k, v in self._headers if k == b"cookie"):
            try:
                found = SimpleCookie(given.decode("latin-1")).get(name)
            except CookieError:
                found = None
            if found is not None:
                return found.value
        return ""

    @property
    def client(self) -> str:
        """The address from which it came, to us or to the owner's proxy."""
        client: Any = self.scope.get("client")
        return str(client[0]) if client else ""

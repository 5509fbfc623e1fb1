"""What a proxy says of a visitor: believed where the proxy is one of the owner's, else taken away.

A proxy that ends TLS tells by `X-Forwarded-Proto`, `-For` and `-Host` how, from where and by which
name it was asked. Anybody can send these headers, so only those of `EMBEDSCOPE_PROXIES` (this
machine where nothing is said) count. Behind this layer nothing reads them any more: scheme, client
and host of the request are the visitor's own.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from core.access import access
from core.access.asked import Networks
from core.errors import BadAccess

AS_SEEN = "embedscope.host"
"""In a scope: the `Host` with which the proxy itself asked, where it named another."""
CAME_FROM = "embedscope.visitor"
"""In a scope: the address from which somebody came through a proxy."""
_PREFIX = b"x-forwarded-"
_ALSO = frozenset({b"forwarded", b"x-real-ip", b"x-scheme"})
_SECURE = {"https": True, "wss": True, "http": False, "ws": False}


class Forwarded:
    """The outermost layer: asks who said it, and hands on to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket, by the ASGI protocol."""
        if scope["type"] in ("http", "websocket"):
            scope = told(scope, _proxies())
        await self._app(scope, receive, send)


def told(scope: Scope, proxies: Networks) -> Scope:
    """The request as the visitor sent it to the first of the owner's proxies."""
    headers = scope["headers"]
    said = [(name, value) for name, value in headers if _of_proxies(name)]
    if not said:
        return scope
    scope = {**scope, "headers": [each for each in headers if not _of_proxies(each[0])]}
    client = scope.get("client")
    if client is None or not is_in(client[0], proxies):
        return scope
    if (secure := _SECURE.get(_first(said, b"x-forwarded-proto"))) is not None:
        kind = "ws" if scope["type"] == "websocket" else "http"
        scope["scheme"] = kind + ("s" if secure else "")
    if visitor := _visitor(_all(said, b"x-forwarded-for"), proxies):
        scope["client"], scope[CAME_FROM] = (visitor, 0), visitor
    if host := _first(said, b"x-forwarded-host"):
        _named(scope, host)
    return scope


@lru_cache(maxsize=4096)
def is_in(address: str, networks: Networks) -> bool:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(known, "ipv4_mapped", None)  # as a socket for both kinds sees IPv4
    return any((mapped or known) in network for network in networks)


def _named(scope: Scope, host: str) -> None:
    """Let the request ask for `host`; what the proxy asked for is kept to be checked as well."""
    asked = [value for name, value in scope["headers"] if name == b"host"]
    others = [each for each in scope["headers"] if each[0] != b"host"]
    scope["headers"] = [(b"host", host.encode("latin-1")), *others]
    scope[AS_SEEN] = asked[0].decode("latin-1") if asked else ""


def _visitor(hops: list[str], proxies: Networks) -> str:
    """The last address that is no proxy of the owner's: those before it anybody can make up."""
    for hop in reversed(hops):
        address = _without_port(hop)
        if not is_in(address, proxies):
            return address
    return _without_port(hops[0]) if hops else ""


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _of_proxies(name: bytes) -> bool:
    return name.startswith(_PREFIX) or name in _ALSO


def _all(said: list[tuple[bytes, bytes]], name: bytes) -> list[str]:
    """What stands in all headers of that name, part by part."""
    found = ",".join(value.decode("latin-1") for each, value in said if each == name)
    return [part.strip() for part in found.split(",") if part.strip()]


def _first(said: list[tuple[bytes, bytes]], name: bytes) -> str:
    return next(iter(_all(said, name)), "")


def _proxies() -> Networks:
    """Nobody is believed while the settings cannot be read; the guard says that they cannot."""
    try:
        return access().proxies
    except BadAccess:
        return ()

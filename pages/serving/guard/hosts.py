"""Under which names the server answers, and whose pages may ask it.

A page of another site that a visitor has open can send requests here with the visitor's cookie
(CSRF), or let its own name lead to this machine (DNS rebinding). Neither is answered.
"""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

from core.access import Access
from pages.serving.guard.asked import Asked
from pages.serving.guard.forwarded import AS_SEEN

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"", "none", "same-origin"})


def refused(asked: Asked, under: Access) -> str:
    """Why a request is not answered, whoever sent it; "" where it is."""
    host = asked.header(b"host")
    for name in (host, asked.scope.get(AS_SEEN, host)):  # a page can name another in a header
        if not is_known(name, under.hosts):
            return (
                f"This server does not answer to the name {name[:100]!r}. If it is one of its "
                "names, add it to `hosts` in embedscope.toml, or to EMBEDSCOPE_HOSTS."
            )
    if asked.method in SAFE and not asked.is_websocket:
        return ""
    origin = asked.header(b"origin")
    if origin and not is_ours(origin, host, under.hosts):
        return "This came from a page of another site, and is not answered."
    if not origin and asked.header(b"sec-fetch-site") not in OWN_SITE:
        return "This came from a page of another site, and is not answered."
    return ""


@lru_cache(maxsize=512)
def is_known(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a request's host is a name of this server: one of those that its owner lists, an
    address, or what this machine calls itself.
    """
    name = _name(host)
    if name is None:
        return False
    if name == "localhost" or name.endswith(".localhost") or _is_address(name):
        return True
    return name in hosts or name == socket.gethostname().lower()


@lru_cache(maxsize=512)
def is_ours(origin: str, host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a page of that origin was served by this server."""
    there = urlsplit(origin)
    return there.scheme in ("http", "https") and (
        there.netloc.lower() == host.lower() or (there.hostname or "") in hosts
    )


def _name(host: str) -> str | None:
    """The host without its port, in small letters; None where it is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    clean = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    return (parts.hostname or "").rstrip(".") or None if clean else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

"""Addresses that pages had before they were renamed or joined: they lead on, settings and all."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from pages.serving.base import under_base

EARLIER: dict[str, tuple[str, dict[str, str]]] = {
    "jobs": ("live", {}),
    "confusion": ("evaluation", {}),
    "filters": ("inside_network", {}),
    "what_can_go": ("inside_network", {"view": "layers"}),
    "kinship": ("faces", {}),
    "family": ("faces", {"view": "family"}),
    "without_labels": ("self_supervision", {}),
}
"""By the old name, the page that shows the same now, and what its address needs for that."""


def routes() -> list[Route]:
    """One route for each old address, under the app's own path."""
    return [Route(under_base(f"/{name}"), _led_on) for name in EARLIER]


def _led_on(request: Request) -> RedirectResponse:
    name, view = EARLIER[request.url.path.rstrip("/").rsplit("/", 1)[-1]]
    query = urlencode({**view, **dict(parse_qsl(request.url.query, keep_blank_values=True))})
    return RedirectResponse(under_base(f"/{name}") + (f"?{query}" if query else ""), 307)

"""What is counted of requests and pages, and where a defect on any route becomes one sentence.

Counters live in this process alone, with Prometheus' client; `/metrics` (pages/serving/metrics.py)
reads them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.defects import noted, sentence
from pages.serving.base import under_base
from pages.serving.guard.asked import Asked
from pages.serving.guard.documents import document

REGISTRY = CollectorRegistry()
SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 1.5, 3.0, 4.0, 10.0, 30.0)
KINDS = {
    "/widgets": "widget",
    "/mcp": "agent",
    "/clouds": "points",
    "/thumbs": "pictures",
    "/frames": "frames",
    "/top-bar": "bar",
    "/static": "static",
    "/_stcore": "streamlit",
    "/media": "download",
    "/metrics": "metrics",
    "/healthz": "health",
}
REQUESTS = Counter(
    "embedscope_requests", "Answered requests.", ["kind", "status"], registry=REGISTRY
)
LATENCY = Histogram(
    "embedscope_request_seconds",
    "From a request to the begin of its answer.",
    ["kind"],
    buckets=SECONDS,
    registry=REGISTRY,
)
PAGES = Histogram(
    "embedscope_page_seconds", "A page's run.", ["page"], buckets=SECONDS, registry=REGISTRY
)
CALLS = Histogram(
    "embedscope_models_call_seconds",
    "A page's question to the models process, its wait included.",
    ["call"],
    buckets=SECONDS,
    registry=REGISTRY,
)
ASKING = Gauge(
    "embedscope_models_calls", "Questions of pages under way at the models.", registry=REGISTRY
)
SOCKETS = Gauge("embedscope_visitors", "Open pages (websockets).", registry=REGISTRY)


@contextmanager
def page_run(name: str) -> Iterator[None]:
    """Time a page's run."""
    with PAGES.labels(name).time():
        yield


@contextmanager
def call(name: str) -> Iterator[None]:
    """Time a question to the models."""
    with ASKING.track_inprogress(), CALLS.labels(name).time():
        yield


class Measured:
    """The outermost layer: counts, and answers with a sentence where all behind it failed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket, by the ASGI protocol."""
        if scope["type"] == "websocket":
            with SOCKETS.track_inprogress():
                await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, began, status = kind_of(scope["path"]), time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                LATENCY.labels(kind).observe(time.perf_counter() - began)
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 (a defect: it is told by its number)
            number = noted(error, f"the request {kind}")
            if not status:  # else the answer has begun, and breaks off
                await failed(Asked(scope), number)(scope, receive, watch)
        finally:
            REQUESTS.labels(kind, f"{status}").inc()


def failed(asked: Asked, number: str) -> Response:
    """The sentence, as a page for a browser and as JSON for a program."""
    text = sentence(number)
    if asked.shows_a_page:
        return document("That failed", "", wrong=text, status=500)
    return JSONResponse({"error": text, "detail": text, "id": number}, status_code=500)


def kind_of(path: str) -> str:
    """What a path is counted as; all pages are "page"."""
    inside = path.removeprefix(under_base("/").rstrip("/"))
    return next((kind for start, kind in KINDS.items() if inside.startswith(start)), "page")

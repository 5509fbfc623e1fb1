"""Statuses of the models process: whose fault it is, and the connection outlives it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.inference.refusals import NO_FUNCTION, Refusals


class FnIndexInferError(Exception):
    """As Gradio raises it."""


async def refuse(_: Request) -> Response:
    return JSONResponse({"error": "This is a text file, not a photo."}, 500)


async def unknown(_: Request) -> Response:
    raise FnIndexInferError("nothing")


async def defect(_: Request) -> Response:
    raise ZeroDivisionError


async def plain(_: Request) -> Response:
    return PlainTextResponse("broken", 500)


async def torn(_: Request) -> Response:
    def parts() -> Iterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    return StreamingResponse(parts())


async def fine(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())}")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """One that keeps its connection, before a real server on a Unix socket."""
    place: Path = tmp_path_factory.mktemp("s") / "s"
    routes = [
        Route(f"/{each.__name__}", each, methods=["POST"])
        for each in (refuse, unknown, defect, plain, torn, fine)
    ]
    about = uvicorn.Config(Refusals(Starlette(routes=routes)), uds=str(place), log_level="critical")
    server = uvicorn.Server(about)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(place)), base_url="http://m") as asks:
        yield asks
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("refuse", 422, "not a photo"),
        ("unknown", 404, "no such function: nothing"),
        ("defect", 500, "Something failed"),
        ("plain", 500, "broken"),
        ("fine", 200, "4"),
    ],
)
def test_the_status_says_whose_fault_it_is_and_the_next_is_answered(
    client: httpx.Client, path: str, status: int, said: str
) -> None:
    for _ in range(3):
        answer = client.post(f"/{path}", content=b"1234")
        assert (answer.status_code, said in answer.text) == (status, True), answer.text
        assert client.post("/fine", content=b"12345").text == "5"


def test_half_an_answer_is_none(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/torn")


def test_gradios_error_is_called_so() -> None:
    from gradio.route_utils import FnIndexInferError as Theirs

    assert Theirs.__name__ == NO_FUNCTION

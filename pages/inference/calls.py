"""A page's call for inference: `POST /call/<name>` with a question in `core.inference.wire`.

A sentence for the person who asked comes back with 422, a defect of ours with 500. A few are
answered at once and others wait their turn; who would wait too long, or behind too many, is told so
with 503, and asks again.
"""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core import inference
from core.access import acting_as
from core.defects import noted
from core.errors import EmbedscopeError
from core.inference.wire import FORMAT, WireBroken, decoded, encoded, refused
from pages.serving.guard.who import asked_by

AT_ONCE = 8
LONGEST = 60
"""Questions that wait."""
PATIENCE = 60.0
"""Seconds that one waits."""
_turn = asyncio.Semaphore(AT_ONCE)
_waiting = 0


async def answered(request: Request) -> Response:
    """Answer once it is this question's turn, in a thread of its own."""
    global _waiting  # noqa: PLW0603 (of this process, and only its one loop changes it)
    if _waiting >= LONGEST:
        return _busy()
    _waiting += 1
    try:
        await asyncio.wait_for(_turn.acquire(), PATIENCE)
    except TimeoutError:
        return _busy()
    finally:
        _waiting -= 1
    try:
        return await _in_turn(request)
    finally:
        _turn.release()


def _busy() -> Response:
    text = f"The models are busy: {_waiting} questions wait. This page asks again by itself."
    return PlainTextResponse(text, 503)


async def _in_turn(request: Request) -> Response:
    name, body = request.path_params["name"], await request.body()
    try:
        with acting_as(asked_by(request.headers)):
            found = await run_in_threadpool(_answer, name, body)
    except EmbedscopeError as error:
        return Response(encoded(refused(error)), 422, media_type=FORMAT)
    except WireBroken as error:
        return PlainTextResponse(str(error), 400)
    except Exception as error:  # noqa: BLE001 (a defect: it is told by its number)
        return PlainTextResponse(noted(error, f"the call {name}"), 500)
    return Response(found, media_type=FORMAT)


def _answer(name: str, body: bytes) -> bytes:
    return encoded(inference.answer(name, decoded(body)))

"""A page's call for inference: `POST /call/<name>` with a question in `core.inference.wire`.

A sentence for the person who asked comes back with 422, a defect of ours with 500.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core import inference
from core.access import acting_as
from core.defects import noted
from core.errors import EmbedscopeError
from core.inference.wire import FORMAT, WireBroken, decoded, encoded, refused
from pages.serving.guard.who import asked_by


async def answered(request: Request) -> Response:
    """Answer in a thread of its own: others are answered meanwhile."""
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

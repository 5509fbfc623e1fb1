"""A page's call for inference: `POST /call/<name>` with a question in `core.inference.wire`.

A sentence for the person who asked comes back with 422, a defect of ours with 500. A few are
answered at once and others wait their turn: whose has not come after a moment, and who would wait
behind too many, is told so with 503, and asks again.
"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core import inference
from core.access import acting_as
from core.defects import noted
from core.errors import EmbedscopeError
from core.inference.wire import FORMAT, WireBroken, decoded, encoded, refused
from core.jobs.fair import told
from pages.inference.questions import Full, Questions, Waits
from pages.serving.guard.who import asked_by

AGAIN = "This page asks again by itself."


class Calls:
    """Every page's, one after another."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    async def answered(self, request: Request) -> Response:
        """The call's own answer, once it is this question's turn."""
        name, body, person = (
            request.path_params["name"],
            await request.body(),
            asked_by(request.headers),
        )
        try:
            with acting_as(person):
                found = await self._questions.answer(
                    (name, body, person), partial(_answer, name, body), _gone(request)
                )
        except Waits as waits:
            return PlainTextResponse(f"{told(waits.place)}. {AGAIN}", 503)
        except Full:
            waiting = self._questions.waiting
            return PlainTextResponse(f"The models are busy: {waiting} questions wait. {AGAIN}", 503)
        except EmbedscopeError as error:
            return Response(encoded(refused(error)), 422, media_type=FORMAT)
        except WireBroken as error:
            return PlainTextResponse(str(error), 400)
        except Exception as error:  # noqa: BLE001 (a defect: it is told by its number)
            return PlainTextResponse(noted(error, f"the call {name}"), 500)
        return Response(found, media_type=FORMAT)


async def _gone(request: Request) -> None:
    """Ends once whoever asked has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _answer(name: str, body: bytes) -> bytes:
    return encoded(inference.answer(name, decoded(body)))

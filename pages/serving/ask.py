"""The pages' one way to a net: ask the models process, arrays in, arrays out.

    found = ask("activations", run=name, image=pixels, layer=layer)

`found` is what `answer()` of `core/inference/calls/activations.py` returned. Where a page runs
without the server (a test, a script) the answer is made in the same process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import inference
from core.access import who
from core.defects import ID
from core.errors import EmbedscopeError
from core.inference.wire import Named, decoded, encoded, refusal
from pages.serving import process
from pages.serving.guard.who import as_header
from pages.serving.measured import call

if TYPE_CHECKING:
    import httpx

REFUSED, BUSY = 422, 503
STARTING = "The models are loading …"
RESTARTING = "The models are restarting …"


class ModelsAway(EmbedscopeError):
    """The models process does not answer yet, or not any more: it will in some seconds."""


class CallFailed(RuntimeError):
    """A defect of ours in a call: it stands in the models' log, under the number that it has."""

    def __init__(self, name: str, number: str) -> None:
        super().__init__(f"The call {name} failed: {number}")
        setattr(self, ID, number)


def models_ready() -> bool:
    """Whether a call would be answered; if not, they are started now."""
    models = process.current()
    if models is None or models.ready:
        return True
    models.want()
    return False


def ask(name: str, **question: object) -> Named:
    """The answer of the call `name`.

    Raises ModelsAway while there is nobody to answer, the EmbedscopeErrors of the call, and
    CallFailed for a defect in it.
    """
    models = process.current()
    if models is None:
        return decoded(encoded(inference.answer(name, decoded(encoded(question)))))
    if not models_ready():
        raise ModelsAway(STARTING if models.starts <= 1 else RESTARTING)
    with call(name):
        response = _posted(str(models.socket), name, encoded(question))
    if response.status_code == REFUSED:
        raise refusal(decoded(response.content))
    if response.status_code == BUSY:
        raise ModelsAway(response.text)
    if response.is_error:
        raise CallFailed(name, response.text)
    return decoded(response.content)


def _posted(socket: str, name: str, message: bytes) -> httpx.Response:
    import httpx

    try:
        with httpx.Client(transport=httpx.HTTPTransport(uds=socket), timeout=None) as client:
            headers = dict([as_header(person)]) if (person := who()).role else {}
            return client.post(f"http://models/call/{name}", content=message, headers=headers)
    except httpx.TransportError as error:  # it died while it answered
        raise ModelsAway(RESTARTING) from error

"""The pages' one way to a net: ask the models process, arrays in, arrays out.

    found = ask("activations", run=name, image=pixels, layer=layer)

`found` is what `answer()` of `core/inference/calls/activations.py` returned. Where a page runs
without the server (a test, a script) the answer is made in the same process.
"""

from __future__ import annotations

from contextlib import suppress
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

    from pages.serving.process import ModelsProcess

REFUSED, BUSY = 422, 503
STARTING = "The models are loading …"
RESTARTING = "The models are restarting …"
LOOKS = 0.25
"""Seconds between two looks whether somebody still waits for the page."""


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
        response = _posted(models, name, encoded(question))
    if response.status_code == REFUSED:
        raise refusal(decoded(response.content))
    if response.status_code == BUSY:
        raise ModelsAway(response.text)
    if response.is_error:
        raise CallFailed(name, response.text)
    return decoded(response.content)


def _posted(models: ModelsProcess, name: str, message: bytes) -> httpx.Response:
    """Ends early, and hangs up, where the page is left or run again meanwhile."""
    import httpx

    headers = dict([as_header(person)]) if (person := who()).role else {}
    answer = models.asked(f"/call/{name}", message, headers)
    try:
        while True:
            with suppress(TimeoutError):
                return answer.result(LOOKS)
            _stop_where_left()
    except httpx.TransportError as error:  # it died while it answered
        raise ModelsAway(RESTARTING) from error
    finally:
        answer.cancel()


def _stop_where_left() -> None:
    """Raises what Streamlit ends a page's run with, where somebody left it or did something."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state.get("left")  # a look at the state is where Streamlit may end a run

"""Whose widget it is: who asks in the threads in which Gradio answers an event."""

from __future__ import annotations

from core.access import LOCAL, NOBODY, Person, access
from pages.serving.guard.who import asked_by


def asking() -> Person:
    """The person whose event is under way; nobody while there is none, where people sign in.

    Gradio's loop keeps the context of the first who came, so it is never asked.
    """
    if not access().mode.shared:
        return LOCAL
    from gradio.context import LocalContext

    request = LocalContext.request.get(None)
    return NOBODY if request is None else asked_by(request.headers)

"""What the models process serves: a Gradio widget for each file of `pages.widgets`, the calls, and
agents.

Each widget's file has `blocks()`, which returns a `gradio.Blocks`; it is served under the file's
name. One that cannot be built does not take the others along.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from core.access import answered_by
from core.defects import noted, sentence
from core.files import files_below
from core.registry import Entry, entries
from pages.inference.agents import Agents
from pages.inference.calls import Calls
from pages.inference.defects import number_defects
from pages.inference.questions import Questions
from pages.inference.theme import CSS, theme
from pages.inference.visitor import asking
from pages.serving.agents import PLACE
from pages.serving.small_page import small_page

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

PACKAGE = "pages.widgets"
LARGEST = "20mb"
"""Of an upload."""
LONGEST_QUEUE = 60
"""Photos that wait for a widget; who comes then is told so. Those whose browser went are dropped,
and each is shown its place: Gradio does both."""
LOOKS = 0.01
"""Seconds between two looks of a widget's queue for work. Gradio's own thousandth keeps a tenth of
a core busy for as long as the app runs."""
SETTINGS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_MCP_SERVER": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def web(mounted_at: str, *, package: str = PACKAGE) -> FastAPI:
    """The app: `<mounted_at>/<name>/` for every widget, `/call/<name>` for every call, and
    beside the widgets the door for agents.
    """
    os.environ.update(SETTINGS)
    with _no_stubs():
        import gradio
    from fastapi import FastAPI

    answered_by(asking)
    number_defects()
    _forget_what_was_left()
    made = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    made.router.routes.append(Route("/call/{name}", Calls(Questions()).answered, methods=["POST"]))
    made.router.routes.append(Route(f"{mounted_at.rpartition('/')[0]}{PLACE}", Agents()))
    look = theme()
    for name, entry in entries(package).items():
        path = f"{mounted_at}/{name}"
        try:
            blocks = entry.load().blocks()
        except Exception as error:  # noqa: BLE001 (a defect: it is told by its number)
            number = noted(error, f"building the widget {name}")
            made.router.routes.append(_broken(path, entry, number))
            continue
        gradio.mount_gradio_app(
            made,
            blocks,
            path=path,
            root_path=path,
            theme=look,
            css=CSS,
            footer_links=[],
            max_file_size=LARGEST,
            show_error=True,
            pwa=False,
        )
        blocks._queue.sleep_when_free = LOOKS
        blocks._queue.max_size = LONGEST_QUEUE
    return made


@contextmanager
def _no_stubs() -> Iterator[None]:
    """Whenever Gradio is imported it writes type stubs of its components beside them, for editors:
    1.8 s of the start. It leaves out what has no file, so nothing has one meanwhile.
    """
    known = inspect.getfile

    def getfile(thing: Any) -> str:
        if sys._getframe(1).f_code.co_name == "create_or_modify_pyi":
            raise OSError
        return known(thing)

    inspect.getfile = getfile  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = known


def _forget_what_was_left() -> None:
    """Uploads that a process left behind which was killed: they too are kept a minute at most."""
    from pages.widgets._uploads import forget

    place = os.environ.get("GRADIO_TEMP_DIR")
    for path in files_below(Path(place)) if place else ():
        forget(path)


def _broken(path: str, entry: Entry, number: str) -> Route:
    """What is shown instead of a widget."""
    text = f"The widget “{entry.name}” could not be built. {sentence(number)}"

    def said(_request: Request) -> Response:
        return small_page("Not available", text, status=503)

    return Route(f"{path}/{{rest:path}}", said)

"""Embedscope's one ASGI app on one port: Streamlit screens, Gradio widgets, thumbnails.

Start it with `streamlit run app.py` (or `make run`). The server comes up without gradio and torch;
both are warmed in the background once the first page is out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.routing import Mount, Route
from streamlit.starlette import App

from pages.serving import clouds, dispatcher, thumbs
from pages.serving.base import under_base
from pages.serving.collector import resting_until
from pages.serving.whole import see_whole
from pages.serving.widgets import Widgets

see_whole("pandas")
widgets = Widgets("pages.widgets", mounted_at="/widgets")


@asynccontextmanager
async def lifespan(_app: App) -> AsyncIterator[None]:
    """Warm the widgets and the training worker while the server runs."""
    async with resting_until(widgets.ready), widgets.running(), dispatcher.running():
        yield


app = App(
    Path(__file__).parent / "pages" / "main.py",
    lifespan=lifespan,
    routes=[
        Route(under_base("/thumbs/{name:path}/{split}.webp"), thumbs.answer),
        Route(under_base("/clouds/{version}/{name}/{file:path}"), clouds.answer),
        Mount("/widgets", widgets),
    ],
)

if __name__ == "__main__":
    app.run()

"""Embedscope's one ASGI app on one port: Streamlit screens, Gradio widgets, thumbnails, agents.

Start it with `streamlit run app.py` (or `make run`). This process answers the screens and never
imports gradio or torch: a second one, the models process, is started once the first page is out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from streamlit import config
from streamlit.starlette import App

from core import log
from pages.serving import (
    dispatcher,
    earlier_addresses,
    embedding_sets,
    frames,
    metrics,
    thumbs,
    top_bar,
)
from pages.serving.agents import PLACE, ToAgents
from pages.serving.assets import Assets
from pages.serving.base import take_base, under_base
from pages.serving.document import Document
from pages.serving.guard.address import refuse_open_address, served_under
from pages.serving.guard.forwarded import Forwarded
from pages.serving.guard.guard import Guard
from pages.serving.measured import Measured
from pages.serving.nodelay import answer_at_once
from pages.serving.process import ModelsProcess
from pages.serving.proxy import ToModels
from pages.serving.start import (
    believe_no_proxy,
    leave_out_unreadable_secrets,
    scan_no_packages,
)
from pages.serving.told import tell_defect
from pages.serving.unknown import Unknown

scan_no_packages()
believe_no_proxy()
leave_out_unreadable_secrets()
take_base(served_under())
if config._main_script_path is not None:  # `streamlit run` starts this
    refuse_open_address()
    log.set_up("web")
models = ModelsProcess(under_base("/widgets"))


@asynccontextmanager
async def lifespan(_app: App) -> AsyncIterator[None]:
    """Keep the models process and the training worker running while the server runs."""
    answer_at_once()
    async with models.running(), dispatcher.running():
        yield


BEFORE = (Measured, Forwarded, Guard, Assets, Unknown, Document)
"""What every request passes, from the outside in."""

app = App(
    Path(__file__).parent / "pages" / "main.py",
    lifespan=lifespan,
    middleware=[Middleware(each) for each in BEFORE],
    on_script_error=tell_defect,
    routes=[
        Route(under_base("/thumbs/{name:path}/{split}.webp"), thumbs.answer),
        Route(under_base("/clouds/{version}/{name}/{file:path}"), embedding_sets.answer),
        Route(under_base("/frames/{key}/{block:int}"), frames.answer),
        Mount(models.mounted_at, ToModels(models)),
        Route(under_base(PLACE), ToAgents(models)),
        Route(under_base(metrics.PLACE), metrics.answer),
        *earlier_addresses.routes(),
        *top_bar.routes(),
    ],
)

if __name__ == "__main__":
    refuse_open_address()
    app.run()

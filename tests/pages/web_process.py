"""The web process as visitors leave it: every page and view opened, photo and agent answered.

`python -m tests.pages.web_process` prints, as JSON, which heavy modules it holds, its memory, and
what went wrong on which page. The models process runs beside it, as in the app.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from typing import Any

import psutil
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount, Route

import app
from pages.serving import arrival
from pages.serving.agents import ToAgents
from pages.serving.proxy import ToModels
from pages.serving.screens import screens
from tests.pages.screen import open_screen

HEAVY = (
    "torch",
    "torchvision",
    "gradio",
    "dlib",
    "sklearn",
    "onnxruntime",
    "umap",
    "optuna",
    "ray",
    "mcp",
)
VIEWS: dict[str, list[dict[str, str]]] = {
    "inside_network": [
        {"view": v}
        for v in ("filters", "activations", "excites", "reasons", "moved", "layers", "pruning")
    ],
    "train": [{}, {"view": "sweep"}],
    "faces": [{"view": v} for v in ("kinship", "family")],
    "map": [{"part": p} for p in ("How far to trust it", "Data quality", "Save")],
}


class Beside:
    """The models process and the proxy in front of it, on a loop of their own."""

    def __init__(self) -> None:
        arrival._AT_MOST = 0.0
        self.port = 0
        self.up = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True).start()
        self.up.wait()

    async def _run(self) -> None:
        ways = [Mount("/widgets", ToModels(app.models)), Route("/mcp", ToAgents(app.models))]
        web = Starlette(routes=ways)
        server = uvicorn.Server(uvicorn.Config(web, port=0, log_level="error"))
        async with app.models.running():
            serving = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.05)
            self.port = server.servers[0].sockets[0].getsockname()[1]
            self.up.set()
            await serving


ASKING = ("clothes", "faces", "inside_network", "map", "puzzle")
"""Pages that ask the models at once."""


def opened(*names: str) -> dict[str, list[str]]:
    """Open every view of everything, or some pages; by page, what was raised or shown as an
    error.
    """
    wrong = {}
    for screen in screens():
        if names and screen.name not in names:
            continue
        for query in [{}] if names else VIEWS.get(screen.name, [{}]):
            seen = open_screen(screen.name, **query)
            found = [str(e.value) for e in (*seen.exception, *seen.error)]
            if found:
                wrong[f"{screen.name} {query}"] = found
    return wrong


def main() -> None:
    """Open pages while the models start, and every view of all with them."""
    beside = Beside()
    early = opened(*ASKING)
    until = time.monotonic() + 180
    while not app.models.ready and time.monotonic() < until:
        time.sleep(0.1)
    late = opened()
    print(json.dumps({"url": f"http://127.0.0.1:{beside.port}"}), flush=True)
    sys.stdin.readline()  # a photo is classified meanwhile
    said: dict[str, Any] = {
        "heavy": [name for name in HEAVY if name in sys.modules],
        "mb": psutil.Process().memory_info().rss / 2**20,
        "wrong": {**early, **late},
        "models": app.models.pid,
    }
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()

"""A models process that only agents ask, and that starts fast: `... SOCKET MOUNTED_AT`."""

from __future__ import annotations

import os
import sys
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from pages.inference.agents import Agents
from pages.serving.agents import PLACE


class Server(uvicorn.Server):
    async def startup(self, *args: object, **kwargs: object) -> None:
        await super().startup(*args, **kwargs)  # type: ignore[arg-type]
        print("ready", flush=True)


def main(socket: str, mounted_at: str) -> None:
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    app = Starlette(routes=[Route(mounted_at.rpartition("/")[0] + PLACE, Agents())])
    Server(uvicorn.Config(app, uds=socket, log_level="warning")).run()


def _end_with_the_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:3])

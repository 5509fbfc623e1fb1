"""A models process that takes no time to start: `python fake_models.py SOCKET MOUNTED_AT`."""

import asyncio
import os
import sys
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

begun: list[str] = []
"""The requests that are never answered."""


async def echo(request: Request) -> Response:
    body = await request.body()
    said = {
        "method": request.method,
        "path": request.scope["raw_path"].decode(),
        "query": request.url.query,
        "host": request.headers["host"],
        "body": len(body),
        "pid": os.getpid(),
        "begun": len(begun),
    }
    return JSONResponse(said, headers={"x-own": "kept"})


async def stream(_request: Request) -> Response:
    async def events():
        yield b'data: {"msg": "process_starts", "event_id": "one"}\n\n'
        yield b'data: {"msg": "process_starts", "event_id": "two"}\n\n'
        yield b'data: {"msg": "process_completed", "event_id": "two", "success": true}\n\n'
        begun.append("stream")
        await asyncio.sleep(600)

    return StreamingResponse(events(), media_type="text/event-stream")


async def never(request: Request) -> Response:
    """Not answered; it is begun no longer once whoever asked hung up."""
    await request.body()
    begun.append("never")
    while (await request.receive())["type"] != "http.disconnect":
        pass
    begun.remove("never")
    return PlainTextResponse("")


async def config(request: Request) -> Response:
    """Of the first process that was started it is never answered."""
    if sys.argv[1].endswith("-1"):
        begun.append("config")
        await asyncio.sleep(600)
    return await echo(request)


def leave() -> None:
    while os.read(0, 100):
        pass
    os._exit(0)


class Server(uvicorn.Server):
    async def startup(self, *args: object, **kwargs: object) -> None:
        await super().startup(*args, **kwargs)
        print("ready", flush=True)


if __name__ == "__main__":
    socket, mounted_at = sys.argv[1:3]
    threading.Thread(target=leave, daemon=True).start()
    app = Starlette(
        routes=[
            Route(f"{mounted_at}/queue/data", stream),
            Route(f"{mounted_at}/config", config),
            Route("/call/{name}", never, methods=["POST"]),
            Route(f"{mounted_at}/never", never, methods=["GET", "POST"]),
            Route(f"{mounted_at}/{{rest:path}}", echo, methods=["GET", "POST", "PUT"]),
        ]
    )
    Server(uvicorn.Config(app, uds=socket, log_level="error")).run()

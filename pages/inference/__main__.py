"""Serve the widgets and the calls on a Unix socket, until the process that started this is gone."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

from core import log

READY = "ready"
"""The line on standard output that says: requests are answered from now on."""
TO_LEAVE = 3.0  # seconds


def main(socket: str, mounted_at: str) -> None:
    """Import everything in this one thread, then answer."""
    place = (Path(socket).parent,)
    threading.Thread(target=_leave_with_the_parent, args=place, name="parent", daemon=True).start()
    told = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no message
    log.set_up("models")
    logging.getLogger("httpx").setLevel(logging.WARNING)

    import uvicorn

    from pages.inference.refusals import Refusals
    from pages.inference.web import web

    class Server(uvicorn.Server):
        async def startup(self, *args: object, **kwargs: object) -> None:
            await super().startup(*args, **kwargs)  # type: ignore[arg-type]
            print(READY, file=told, flush=True)

    app = web(mounted_at)
    import torch  # noqa: F401  (here, as nothing else runs yet: no thread meets it half imported)

    gc.freeze()  # modules are no garbage, and each look at all of them takes up to half a second
    about = uvicorn.Config(
        Refusals(app),
        uds=socket,
        log_level="warning",
        ws="none",
        timeout_keep_alive=3600,
        timeout_graceful_shutdown=1,
    )
    Server(about).run()


def _leave_with_the_parent(place: Path) -> None:
    """End when standard input does: the parent holds its other end, however that ends.

    The folder of sockets and uploads goes first; who still listens is not waited for long.
    """
    while os.read(sys.stdin.fileno(), 1024):
        pass
    shutil.rmtree(place, ignore_errors=True)  # a parent that was killed leaves it behind
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(TO_LEAVE)
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:3])

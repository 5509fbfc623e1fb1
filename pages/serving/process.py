"""The models process: started once the first page is out, watched, and started again when it dies.

It ends with this process, however that ends: it reads the pipe of which this one holds the other
end.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.inference.threads import environment
from core.jobs.kinds import starts_ahead
from core.paths import ROOT
from pages.serving.arrival import first_page_out

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "pages.inference")
READY = b"ready\n"
SETTLED = 20.0
"""Seconds after which a process that dies was in order: the next is started at once."""
PAUSES = (0.0, 1.0, 3.0, 10.0, 30.0)
"""Seconds before the next, where one after another dies young."""
TO_STOP = 5.0
UPLOADS = "uploads"
"""Where the widgets keep what is brought to them for a minute; gone with the server."""


_running: list[ModelsProcess] = []


def current() -> ModelsProcess | None:
    """The models process of this server; None outside of one."""
    return _running[-1] if _running else None


class ModelsProcess:
    """Keeps `command SOCKET MOUNTED_AT` running; `ready` while it answers."""

    def __init__(self, mounted_at: str, *, command: Sequence[str] = COMMAND) -> None:
        self.mounted_at = mounted_at
        self.pid: int | None = None
        self.starts = 0
        self._command = command
        self._folder = Path()
        self._wanted, self._up = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: tuple[str, httpx.AsyncClient] | None = None

    @property
    def ready(self) -> bool:
        """Whether it answers; to be asked from any thread."""
        return self._up.is_set()

    @property
    def socket(self) -> Path:
        """Where it answers."""
        return self._folder / f"models-{self.starts}"

    @property
    def client(self) -> httpx.AsyncClient:
        """What asks it, in the server's loop; connections to a dead one are not used again."""
        import httpx

        socket = str(self.socket)
        if self._client is None or self._client[0] != socket:
            transport = httpx.AsyncHTTPTransport(
                uds=socket, limits=httpx.Limits(max_connections=None)
            )
            timeout = httpx.Timeout(None, connect=5.0)
            self._client = socket, httpx.AsyncClient(transport=transport, timeout=timeout)
        return self._client[1]

    def asked(
        self, path: str, content: bytes, headers: Mapping[bytes, bytes]
    ) -> Future[httpx.Response]:
        """What it answers to a POST, to be waited for in any thread; cancelled, it hangs up."""

        async def post() -> httpx.Response:
            place = f"http://models{path}"
            return await self.client.post(place, content=content, headers=headers)

        if self._loop is None:
            raise RuntimeError("The models process is not running.")
        return asyncio.run_coroutine_threadsafe(post(), self._loop)

    def want(self) -> None:
        """Start it now, if it waits for the first page; from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wanted.set)

    async def until_ready(self, seconds: float | None = None) -> bool:
        """Wait until it answers, at most so long; whether it does."""
        self._wanted.set()
        try:
            await asyncio.wait_for(self._up.wait(), seconds)
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep it running; it is stopped at the end."""
        self._loop = asyncio.get_running_loop()
        with tempfile.TemporaryDirectory(prefix="embedscope-") as folder:
            self._folder = Path(folder)
            life = asyncio.create_task(self._live())
            _running.append(self)
            try:
                yield
            finally:
                _running.remove(self)
                life.cancel()
                await asyncio.gather(life, return_exceptions=True)

    async def _live(self) -> None:
        await self._first_needed()
        young = 0
        while True:
            began = time.monotonic()
            code = await self._once()
            lived = time.monotonic() - began
            young = 0 if lived > SETTLED else young + 1
            pause = PAUSES[min(young, len(PAUSES) - 1)]
            log.warning(
                "The models process ended after %.0f s (%s). It is started again in %.0f s.",
                lived,
                f"signal {-code}" if code < 0 else f"exit status {code}",
                pause,
            )
            await asyncio.sleep(pause)

    async def _first_needed(self) -> None:
        ways: list[asyncio.Task[Any]] = [asyncio.create_task(self._wanted.wait())]
        if starts_ahead():
            ways.append(asyncio.create_task(first_page_out()))
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()

    async def _once(self) -> int:
        """From its start to its end; the exit status."""
        self.starts += 1
        process = await asyncio.create_subprocess_exec(
            *self._command,
            str(self.socket),
            self.mounted_at,
            cwd=ROOT,
            env={"GRADIO_TEMP_DIR": str(self._folder / UPLOADS), **os.environ, **environment()},
            stdin=PIPE,
            stdout=PIPE,
            start_new_session=True,  # Ctrl-C is for this process, which stops that one
        )
        self.pid = process.pid
        try:
            if process.stdout is not None and await process.stdout.readline() == READY:
                log.info("The models process answers.")
                self._up.set()
            return await process.wait()
        finally:
            self._up.clear()
            await _stopped(process)


async def _stopped(process: Process) -> None:
    """Let it end by itself, or see to it."""
    if process.returncode is not None:
        return
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), TO_STOP)
    except TimeoutError:
        process.kill()
        await process.wait()

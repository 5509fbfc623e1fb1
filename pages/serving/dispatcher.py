"""The training queue's life beside the server: started once the first page is out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from pages.serving.arrival import first_page_out

log = logging.getLogger(__name__)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Start the dispatcher in the background; stop it when the server stops."""
    start = asyncio.create_task(_start())
    try:
        yield
    finally:
        start.cancel()
        stopped = await asyncio.gather(start, return_exceptions=True)
        if callable(stopped[0]):
            await asyncio.to_thread(stopped[0])


async def _start() -> Callable[[], None] | None:
    await first_page_out()
    try:
        return await asyncio.to_thread(_start_now)
    except Exception:
        log.exception("The training queue could not be started; the pages still open.")
        return None


def _start_now() -> Callable[[], None]:
    from core.jobs.dispatcher import start_dispatcher

    return start_dispatcher()

"""Python's garbage collector, at rest while the server loads its modules.

They make some 400,000 objects, none of them garbage, and each full look at them stops every page
for up to half a second: at the start again and again, later now and then. So the collector begins
when all is there, and leaves alone for good what was loaded by then.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


@asynccontextmanager
async def resting_until(loaded: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Switch the collector off; on again once `loaded()` returns, or at the end."""
    gc.disable()
    waiting = asyncio.ensure_future(_begin_after(loaded))
    try:
        yield
    finally:
        waiting.cancel()
        gc.enable()


async def _begin_after(loaded: Callable[[], Awaitable[object]]) -> None:
    await loaded()
    gc.freeze()
    gc.enable()

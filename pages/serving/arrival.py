"""When the first page is out: the moment from which heavy imports may compete with it."""

from __future__ import annotations

import asyncio
import threading
import time

first_page = threading.Event()
"""Set by `pages/main.py` after each page run."""

_AT_MOST = 5.0
_BROWSER_PAINTS = 2.0


async def first_page_out() -> None:
    """Return two seconds after the first page was built, or after five when nobody came."""
    until = time.monotonic() + _AT_MOST
    while not first_page.is_set() and time.monotonic() < until:
        await asyncio.sleep(0.05)
    if first_page.is_set():
        await asyncio.sleep(_BROWSER_PAINTS)

"""Ends this process when somebody cancels work that asks nobody: a library's loop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

EVERY = 0.2  # seconds between two looks
GRACE = 0.8  # seconds the work has to notice by itself


def leave_when(cancelled: Callable[[], bool], *, before: Callable[[], bool]) -> None:
    """Watch from a thread; soon after `cancelled()`, call `before()` and, where it says so, leave.

    Nothing else of the process is asked: no thread is joined, no buffer is flushed. Locks on files
    go with the process.
    """

    def look() -> None:
        sleep = threading.Event()
        while not cancelled():
            sleep.wait(EVERY)
        sleep.wait(GRACE)
        if before():
            os._exit(0)

    threading.Thread(target=look, name="leave", daemon=True).start()

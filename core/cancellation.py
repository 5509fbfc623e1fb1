"""Long work that ends where nobody waits for it any more: `steps` is `range` that looks for that.

    with cancelled_by(event):
        for start in steps(len(rows), BLOCK):
            ...

Where nothing says who waits, as in a training or a script, it is `range`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.errors import Stopped

_cancelled: ContextVar[threading.Event | None] = ContextVar("cancelled", default=None)


@contextmanager
def cancelled_by(event: threading.Event) -> Iterator[None]:
    """Within it, and in threads that take the context along, `steps` ends once that is set."""
    token = _cancelled.set(event)
    try:
        yield
    finally:
        _cancelled.reset(token)


def steps(count: int, step: int) -> Iterator[int]:
    """0, step, 2 * step and so on below `count`; raises Stopped once nobody waits."""
    event = _cancelled.get()
    for start in range(0, count, step):
        if event is not None and event.is_set():
            raise Stopped
        yield start

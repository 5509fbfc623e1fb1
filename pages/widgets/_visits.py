"""What somebody brought during a visit: in memory alone, for a while, within bounds.

A visit is one tab of a browser, from its first page of ours to its closing: see `_intake.VISIT`.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
SECONDS = 1800.0
BYTES = 256 * 1024**2


class Visits(Generic[T]):
    """A value for each visit. The one used longest ago goes first; from any thread."""

    def __init__(
        self,
        size: Callable[[T], int],
        *,
        seconds: float = SECONDS,
        most: int = BYTES,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`size` tells a value's bytes; it is kept for so many `seconds` after its last use, and
        all of them take `most` bytes together.
        """
        self._size, self._seconds, self._most, self._now = size, seconds, most, now
        self._kept: OrderedDict[str, tuple[float, int, T]] = OrderedDict()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def get(self, visit: str) -> T | None:
        """What was kept for a visit; None where nothing was, or nothing is any longer."""
        with self._lock:
            self._forget()
            if visit not in self._kept:
                return None
            _, size, value = self._kept.pop(visit)
            self._kept[visit] = self._now(), size, value
            return value

    def put(self, visit: str, value: T) -> None:
        """Keep it in place of what was kept; nothing is kept for nobody ("")."""
        with self._lock:
            self._kept.pop(visit, None)
            if visit:
                self._kept[visit] = self._now(), self._size(value), value
            self._forget()
            self._look_again()

    def pop(self, visit: str) -> T | None:
        """As `get`, and forget it."""
        with self._lock:
            self._forget()
            return self._kept.pop(visit, (0.0, 0, None))[2]

    def _forget(self) -> None:
        oldest = self._now() - self._seconds
        total = sum(size for _, size, _ in self._kept.values())
        while self._kept:
            used, size, _ = next(iter(self._kept.values()))
            if used >= oldest and total <= self._most:
                return
            total -= size
            self._kept.popitem(last=False)

    def _look_again(self) -> None:
        """Forget what is due although nobody comes any more."""
        if self._kept and self._timer is None:
            self._timer = threading.Timer(self._seconds + 1, self._tidy)
            self._timer.daemon = True
            self._timer.start()

    def _tidy(self) -> None:
        with self._lock:
            self._timer = None
            self._forget()
            self._look_again()

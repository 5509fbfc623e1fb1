"""How often somebody may try to sign in: guesses are slowed, a class of thirty is not."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

SECONDS = 300.0
MOST_OF_ONE, MOST_OF_PLACE, MOST_OF_NAME = 8, 60, 40
"""Failures of one name from one place, of all names from one place, of one name from all places."""
KEPT = 10_000


class Attempts:
    """Failures of the last five minutes, in memory alone."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failed: dict[tuple[str, str], deque[float]] = {}
        self._turn = threading.Lock()

    def wait(self, place: str, name: str) -> int:
        """Seconds until the next try is heard; 0 where it is now."""
        with self._turn:
            waits = [self._left(key, most) for key, most in _keys(place, name)]
        return max(waits)

    def failed(self, place: str, name: str) -> None:
        """Count a failure."""
        with self._turn:
            for key, _ in _keys(place, name):
                while len(self._failed) >= KEPT and key not in self._failed:
                    del self._failed[next(iter(self._failed))]
                self._failed.setdefault(key, deque(maxlen=MOST_OF_PLACE)).append(self._now())

    def _left(self, key: tuple[str, str], most: int) -> int:
        failed = self._failed.get(key)
        if failed is None:
            return 0
        while failed and failed[0] <= self._now() - SECONDS:
            failed.popleft()
        if not failed:
            del self._failed[key]
            return 0
        if len(failed) < most:
            return 0
        return int(failed[len(failed) - most] + SECONDS - self._now()) + 1


def _keys(place: str, name: str) -> tuple[tuple[tuple[str, str], int], ...]:
    name = name.strip().casefold()[:200]
    return (
        ((place, name), MOST_OF_ONE),
        ((place, ""), MOST_OF_PLACE),
        (("", name), MOST_OF_NAME),
    )

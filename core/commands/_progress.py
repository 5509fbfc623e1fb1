"""The line of progress that commands write on standard error."""

from __future__ import annotations

import sys
import time

PAUSE = 60.0
"""Seconds between two lines where nothing can be written over, as in a log."""

WIDTH = 78


class ProgressLine:
    """What is being done: one line written over on a terminal, a line a minute in a log."""

    def __init__(self) -> None:
        self._over = sys.stderr.isatty()
        self._last = time.monotonic()
        self._begun = False

    def show(self, text: str) -> None:
        """Say where the work stands."""
        if self._over:
            print(f"\r{text[:WIDTH]:<{WIDTH}}", end="", file=sys.stderr, flush=True)
            self._begun = True
        elif time.monotonic() - self._last >= PAUSE:
            print(text, file=sys.stderr, flush=True)
            self._last = time.monotonic()

    def end(self) -> None:
        """Leave the line, if one was begun, so that what is printed next starts a new one."""
        if self._begun:
            print(file=sys.stderr)
            self._begun = False

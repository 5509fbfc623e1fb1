"""Processes that die amid their work by their own hand, at the same step every time."""

from __future__ import annotations

import os
import signal


def kill_at(last: int, step: int, *_: object) -> None:
    """As a training's `progress`, with `last` bound: kill -9 when that step has been made."""
    if step >= last:
        os.kill(os.getpid(), signal.SIGKILL)

"""What processes do amid their work: die by their own hand, or look at what they have imported."""

from __future__ import annotations

import os
import signal
import sys


def kill_at(last: int, step: int, *_: object) -> None:
    """As a training's `progress`, with `last` bound: kill -9 when that step has been made."""
    if step >= last:
        os.kill(os.getpid(), signal.SIGKILL)


def without_compiler(*_: object) -> None:
    """As a training's `progress`: fail where torch's compiler, seconds of importing, is there."""
    assert "torch._dynamo" not in sys.modules

"""Processes that train apart, and what they do amid it: die by their own hand, look around."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import types
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

HEAVY = ("sklearn.metrics", "core.tasks.embed.task", "core.training.trainer", "core.training.race")
"""What takes seconds to import, and is imported in training."""


def apart(call: Callable[..., object], *args: Any, **how: Any) -> ForkServerProcess:
    """Begin `call` in a process that has loaded nothing but what trains: a copy of one that is
    started once, as most of what a fresh one does is to import that.

    Some libraries change how a whole process rounds the smallest numbers; none of them is there.
    """
    fresh = multiprocessing.get_context("forkserver")
    fresh.set_forkserver_preload(list(HEAVY))
    process = fresh.Process(target=_within, args=(dict(os.environ), call, args), kwargs=how)
    with pytest.MonkeyPatch.context() as patch:
        # A test of a page leaves the page as the main module, and a child begins by running that.
        patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
        process.start()
    return process


def ended(process: ForkServerProcess) -> int:
    """Its exit status, once it has ended; minus the signal that killed it."""
    process.join(300)
    return int(process.exitcode or 0)


def _within(around: Mapping[str, str], call: Callable[..., object], args: Any, **how: Any) -> None:
    """With the environment of who asks: the copy has that of the first who did."""
    os.environ.clear()
    os.environ.update(around)
    call(*args, **how)


def sweep_until(folder: Path, share: float) -> None:
    """Work on a sweep up to a share of a trial, 1.6 being amid the second, and die."""
    from functools import partial

    from core.sweeps.work import TICKS, work

    work(folder, progress=partial(kill_at, int(share * TICKS)))


def command(line: list[str]) -> None:
    """Run a command line of core, and end with its status."""
    from core.__main__ import main

    sys.exit(main(line))


def kill_at(last: int, step: int, *_: object) -> None:
    """As a training's `progress`, with `last` bound: kill -9 when that step has been made."""
    if step >= last:
        os.kill(os.getpid(), signal.SIGKILL)


def without_compiler(*_: object) -> None:
    """As a training's `progress`: fail where torch's compiler, seconds of importing, is there."""
    assert "torch._dynamo" not in sys.modules

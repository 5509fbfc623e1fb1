"""What the processes of a server hold while people use it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import psutil

ROLES = {"pages.inference": "models", "core.jobs.worker": "job"}


@dataclass(frozen=True)
class Sample:
    """One process at one moment."""

    role: str
    megabytes: float
    threads: int
    files: int
    children: int


def kept_up(pid: int) -> list[Sample]:
    """The web process and those below it that are alive."""
    web = psutil.Process(pid)
    return [
        found
        for found in (_sample(each) for each in (web, *web.children(recursive=True)))
        if found is not None
    ]


async def watch(pid: int, mark: float, until: float, into: dict[str, list[Sample]]) -> None:
    """Look at the mark, seconds from now, and just before the end."""
    await asyncio.sleep(mark)
    into["mark"] = kept_up(pid)
    await asyncio.sleep(max(0.0, until - time.monotonic() - 1))
    into["end"] = kept_up(pid)


def percentile(values: Sequence[float], share: float) -> float:
    """NaN of nothing."""
    return float(np.percentile(values, share)) if values else float("nan")


def _sample(of: psutil.Process) -> Sample | None:
    try:
        line = of.cmdline()
        role = next((role for module, role in ROLES.items() if module in line), "web")
        return Sample(
            role,
            of.memory_info().rss / 1e6,
            of.num_threads(),
            of.num_fds() if hasattr(of, "num_fds") else -1,
            len(of.children()),
        )
    except psutil.Error:  # it ended meanwhile
        return None

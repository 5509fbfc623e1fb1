"""What the processes of a server hold while people use it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import numpy as np

from pages.serving.processes import Used, processes


async def watch(pid: int, mark: float, until: float, into: dict[str, list[Used]]) -> None:
    """Look at the mark, seconds from now, and just before the end."""
    await asyncio.sleep(mark)
    into["mark"] = processes(pid)
    await asyncio.sleep(max(0.0, until - time.monotonic() - 1))
    into["end"] = processes(pid)


def percentile(values: Sequence[float], share: float) -> float:
    """NaN of nothing."""
    return float(np.percentile(values, share)) if values else float("nan")

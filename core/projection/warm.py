"""Pays beforehand what the first projections of a process cost: imports, numba's compiling."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

import numpy as np

AT_REST = 1.0
"""Seconds without a job before it begins: a job that waits already is not to share the imports."""
LOWEST = 19
"""The lowest priority: on Linux it holds for the one thread that takes it."""


def warm_beside() -> Callable[[], None]:
    """Warm up in a thread that stands back for all other work; the function that ends it.

    Once that is called it takes up nothing further; nobody waits for what it is at.
    """
    wanted = threading.Event()

    def quietly() -> None:
        if wanted.wait(AT_REST):
            return
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)
        for name in warm():
            print(f"worker {os.getpid()} is warm for {name}", flush=True)
            if wanted.is_set():
                return

    threading.Thread(target=quietly, name="warm", daemon=True).start()
    return wanted.set


def warm() -> Iterator[str]:
    """Project a few points once by each method that is slow at first, and say which is warm.

    About 25 s of one core where nothing was compiled before, and 350 MB.
    """
    from core.metrics.silhouette import silhouette
    from core.projection import project

    points = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
    for method in ("tsne", "umap", "pacmap"):
        project(method, points)
        yield method
    silhouette(points, np.arange(60) % 2)

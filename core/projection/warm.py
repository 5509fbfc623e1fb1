"""Pays beforehand what the first projections of a process cost: imports, numba's compiling."""

from __future__ import annotations

import os
import threading

import numpy as np

LAST = 19
"""The lowest priority: on Linux it holds for the one thread that takes it."""


def warm_beside() -> None:
    """Warm up in a thread that stands back for all other work; a job need not wait for its end."""
    threading.Thread(target=_warm, name="warm", daemon=True).start()


def _warm() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LAST)
    warm()


def warm() -> None:
    """Project a few points once by each method that is slow at first, t-SNE before the others.

    About 25 s of one core where nothing was compiled before, and 350 MB.
    """
    from core.evaluation.silhouette import silhouette
    from core.projection import project

    points = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
    silhouette(points, np.arange(60) % 2)
    for method in ("tsne", "umap", "pacmap"):
        project(method, points)

"""What the processes of a server use: the web process, the models, workers."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psutil

ROLES = {
    "pages.inference": "models",
    "core.jobs.worker": "job",
    "core.jobs.processes": "job",
    "core.jobs.cluster": "cluster",
}


@dataclass(frozen=True)
class Used:
    """A process of this server: `role` is "web", "models", "job" or "other"."""

    role: str
    pid: int
    megabytes: float
    threads: int
    files: int
    """Open files and sockets; -1 where that may not be asked."""
    children: int
    seconds: float
    """Since it began."""


def processes(web: int | None = None) -> list[Used]:
    """A web process, this one where no number is given, and all below it that are alive."""
    here = psutil.Process(web)
    below = (_used(_role(child), child) for child in here.children(recursive=True))
    return [each for each in (_used("web", here), *below) if each is not None]


def _used(role: str, of: psutil.Process) -> Used | None:
    try:
        if of.status() == psutil.STATUS_ZOMBIE:
            return None
        with of.oneshot():
            memory, count, began = of.memory_info().rss, of.num_threads(), of.create_time()
        children = len(of.children())
        try:
            opened = of.num_fds() if hasattr(of, "num_fds") else of.num_handles()
        except psutil.AccessDenied:
            opened = -1
    except psutil.Error:  # it ended meanwhile
        return None
    seconds = max(0.0, time.time() - began)
    return Used(role, of.pid, memory / 1e6, count, opened, children, seconds)


def _role(of: psutil.Process) -> str:
    try:
        line = of.cmdline()
    except psutil.Error:
        return "other"
    return next((role for module, role in ROLES.items() if module in line), "other")

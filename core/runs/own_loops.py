"""Runs that loops outside of the app write, with `embedscope` or by hand, and how they stand."""

from __future__ import annotations

import time
from dataclasses import dataclass

from core import files
from core.errors import RunBroken
from core.lock import NAME, is_locked
from core.paths import runs_folder
from core.runs.find import own_runs
from core.runs.run import Run

WRITING, FINISHED, STOPPED = "under way", "finished", "stopped"
FRESH = 60.0
"""Seconds after its last change in which a run counts as under way, though nobody here holds it: it
may be written on another machine."""
JOB = "job.json"


@dataclass(frozen=True)
class OwnLoop:
    """A run, its state, and when it was changed last, in seconds since 1970."""

    name: str
    run: Run
    state: str
    changed: float


def own_loops() -> list[OwnLoop]:
    """All of them, the one that was changed last first."""
    root = runs_folder()
    found = (
        own_loop(name, run)
        for name, run in own_runs().items()
        if not files.is_file(root / name.split("/")[0] / JOB)
    )
    return sorted(found, key=lambda one: -one.changed)


def own_loop(name: str, run: Run) -> OwnLoop:
    """How a run stands."""
    changed = last_change(run)
    return OwnLoop(name, run, _state(run, changed), changed)


def last_change(run: Run) -> float:
    """When its history or its card was written last, in seconds since 1970; 0 without either."""
    times = []
    for name in ("history.csv", "card.json", "recipe.yaml"):
        try:
            times.append((run.folder / name).stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)


def _state(run: Run, changed: float) -> str:
    try:
        if run.card is not None:
            return FINISHED
    except RunBroken:
        return STOPPED
    held = files.is_file(run.folder / NAME) and _is_held(run)
    return WRITING if held or time.time() - changed < FRESH else STOPPED


def _is_held(run: Run) -> bool:
    try:
        return is_locked(run.folder)
    except OSError:  # not ours to look into
        return False

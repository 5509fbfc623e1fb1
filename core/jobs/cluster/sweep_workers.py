"""A sweep's helpers: processes of this machine, or tasks on a cluster's nodes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from core import files
from core.jobs.cluster import helped as over_nodes
from core.lease import node
from core.sweeps import helpers
from core.sweeps.study import FILES
from core.sweeps.sweep import NAME, read_sweep, sweep_text
from core.sweeps.work import work

JOURNAL = "journal"


@contextlib.contextmanager
def helped(folder: Path, workers: int) -> Iterator[None]:
    """Let `workers` processes, this one among them, take the sweep's trials."""
    if not node():
        with helpers.helped(folder, workers):
            yield
        return
    spread = _prepare(folder, workers)
    with over_nodes.helped(folder, workers - 1, take_trials, spread=spread):
        yield


def take_trials(folder: Path) -> None:
    """What a helper on a node does."""
    work(folder, stop=(folder / "cancel").exists)


def _prepare(folder: Path, workers: int) -> bool:
    """Whether the helpers may be on other nodes: SQLite does not bear that, a journal does. A sweep
    that has not begun gets one.
    """
    sweep = read_sweep(folder / NAME)
    if workers > 1 and sweep.storage != JOURNAL and not (folder / FILES[sweep.storage]).exists():
        sweep = replace(sweep, storage=JOURNAL)
        files.write_text(folder / NAME, sweep_text(sweep))
    return sweep.storage == JOURNAL

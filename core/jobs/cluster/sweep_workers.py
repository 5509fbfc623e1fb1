"""A sweep's helpers: processes of this machine, or tasks on a cluster's nodes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import files
from core.lease import VARIABLE, node
from core.sweeps import helpers
from core.sweeps.study import FILES
from core.sweeps.sweep import NAME, read_sweep, sweep_text

JOURNAL = "journal"


@contextlib.contextmanager
def helped(folder: Path, workers: int) -> Iterator[None]:
    """Let `workers` processes, this one among them, take the sweep's trials.

    On a cluster each of the others asks for as much of a node as this one has, and begins where and
    when there is room; Ray starts it anew elsewhere when its node goes.
    """
    if not node():
        with helpers.helped(folder, workers):
            yield
        return
    spread = _prepare(folder, workers)
    started = [_begin(folder, spread=spread) for _ in range(workers - 1)]
    try:
        yield
    finally:
        if started:
            import ray

            for helper in started:
                ray.cancel(helper, force=True)


def _prepare(folder: Path, workers: int) -> bool:
    """Whether the helpers may be on other nodes: SQLite does not bear that, a journal does. A sweep
    that has not begun gets one.
    """
    sweep = read_sweep(folder / NAME)
    if workers > 1 and sweep.storage != JOURNAL and not (folder / FILES[sweep.storage]).exists():
        sweep = replace(sweep, storage=JOURNAL)
        files.write_text(folder / NAME, sweep_text(sweep))
    return sweep.storage == JOURNAL


def _begin(folder: Path, *, spread: bool) -> Any:
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = ray.get_runtime_context()
    own = here.get_assigned_resources()
    asked: dict[str, Any] = {"num_cpus": own.get("CPU", 1), "num_gpus": own.get("GPU", 0)}
    asked["scheduling_strategy"] = (
        "SPREAD" if spread else NodeAffinitySchedulingStrategy(here.get_node_id(), soft=False)
    )
    settings = {name: value for name, value in os.environ.items() if name.startswith("EMBEDSCOPE_")}
    return ray.remote(help_with).options(max_retries=-1, **asked).remote(str(folder), settings)


def help_with(folder: str, settings: Mapping[str, str]) -> None:
    """Take trials of a sweep, on whichever node this runs."""
    import ray

    from core.errors import EmbedscopeError
    from core.jobs.cluster.names import names_of
    from core.jobs.cluster.on_node import become, fetch_missing
    from core.sweeps.work import work

    name = names_of(ray.nodes())[ray.get_runtime_context().get_node_id()]
    become({**settings, VARIABLE: name})
    place = Path(folder)
    try:
        fetch_missing([read_sweep(place / NAME).asked])
        work(place, stop=(place / "cancel").exists)
    except EmbedscopeError as error:  # whoever has the job comes upon it too
        print(error)

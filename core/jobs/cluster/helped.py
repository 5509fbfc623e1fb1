"""Tasks on a cluster's nodes that help a job: with a sweep's trials, with the runs of repeats."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from core.lease import VARIABLE

Help = Callable[[Path], object]
"""A function of a module that does a part of the job in a folder, on whichever node it is called;
it ends where nothing is left, and comes upon what another one left behind.
"""


@contextlib.contextmanager
def helped(folder: Path, count: int, help_with: Help, *, spread: bool = True) -> Iterator[None]:
    """Let `count` tasks help with the job in a folder, each with as much of a node as this process
    has, where and when there is room; without `spread`, on this node alone.

    Ray starts one anew elsewhere when its node goes; all end with the block.
    """
    started = [_begin(folder, help_with, spread=spread) for _ in range(count)]
    try:
        yield
    finally:
        if started:
            import ray

            for helper in started:
                ray.cancel(helper, force=True)


def places() -> int:
    """How many processes like this one the cluster has room for, if nothing else runs there; this
    one alone where it is a command line that was only given a node's name.
    """
    ray = sys.modules.get("ray")
    if ray is None or not ray.is_initialized():
        return 1
    own = ray.get_runtime_context().get_assigned_resources()
    whole = ray.cluster_resources()
    room = [int(whole.get(name, 0.0) // amount) for name, amount in own.items() if amount]
    return max(1, min(room, default=1))


def _begin(folder: Path, help_with: Help, *, spread: bool) -> Any:
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = ray.get_runtime_context()
    own = here.get_assigned_resources()
    asked: dict[str, Any] = {"num_cpus": own.get("CPU", 1), "num_gpus": own.get("GPU", 0)}
    asked["scheduling_strategy"] = (
        "SPREAD" if spread else NodeAffinitySchedulingStrategy(here.get_node_id(), soft=False)
    )
    settings = {name: value for name, value in os.environ.items() if name.startswith("EMBEDSCOPE_")}
    task = ray.remote(_help).options(max_retries=-1, **asked)
    return task.remote(str(folder), settings, help_with)


def _help(folder: str, settings: Mapping[str, str], help_with: Help) -> None:
    """On the node: take over the places that all share, fetch the data, and help."""
    import ray

    from core.errors import EmbedscopeError
    from core.jobs.cluster.names import names_of
    from core.jobs.cluster.on_node import become, fetch_missing, recipes_of

    name = names_of(ray.nodes())[ray.get_runtime_context().get_node_id()]
    become({**settings, VARIABLE: name})
    try:
        fetch_missing(recipes_of(Path(folder)))
        help_with(Path(folder))
    except EmbedscopeError as error:  # whoever has the job comes upon it too
        print(error)

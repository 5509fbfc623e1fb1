"""A Ray cluster that jobs run on: start one, join one, see its nodes and what runs on them."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.jobs.cluster.nodes import Node
    from core.jobs.jobs import JobState


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done."""
    verbs = parser.add_subparsers(dest="what", metavar="WHAT")
    show = verbs.add_parser("show", help="the nodes, and what runs on each (the default)")
    show.add_argument("--json", action="store_true", help="one JSON object")
    start = verbs.add_parser("start", help="start a cluster; this machine is its first node")
    start.add_argument("--port", type=int, default=6379, help="that others join at")
    join = verbs.add_parser("join", help="make this machine a node of a cluster")
    join.add_argument("address", help="what `start` printed, such as 10.0.0.5:6379")
    for verb in (start, join):
        verb.add_argument("--name", default="", help="of this node (default: the machine's)")
        verb.add_argument("--host", default="", help="the address that others see this machine at")
        verb.add_argument("--cpus", type=int, help="that jobs may have (default: all)")
        verb.add_argument("--gpus", type=int, help="that jobs may have (default: all)")
    verbs.add_parser("leave", help="end Ray on this machine")
    verbs.add_parser("dispatch", help="hand out the queued jobs, without the app; Ctrl-C ends it")
    send = verbs.add_parser("send", help="say where a waiting or stopped job has to run")
    send.add_argument("job", help="the name of its folder under runs/")
    send.add_argument("node", nargs="?", default="", help="the node (default: any)")
    send.add_argument("--cpus", type=float, help="that it gets (default: a node's share)")
    send.add_argument("--gpus", type=float, help="that it gets (default: one, where there are any)")


def run(args: argparse.Namespace) -> int:
    """Do it; raises ClusterAway where there is no cluster."""
    verbs = {
        "start": _start,
        "join": _join,
        "leave": _leave,
        "dispatch": _dispatch,
        "send": _send,
    }
    return verbs.get(args.what, _show)(args)


def _start(args: argparse.Namespace) -> int:
    from core.jobs.cluster.start import start_head

    address = start_head(port=args.port, host=args.host, name=args.name, more=_amounts(args))
    print(f"The cluster is at {address}. Others join: python -m core cluster join {address}")
    print("The app uses it, when started on a node: EMBEDSCOPE_RAY=auto make run")
    return 0


def _join(args: argparse.Namespace) -> int:
    from core.jobs.cluster.start import join

    join(args.address, host=args.host, name=args.name, more=_amounts(args))
    print(
        f"This machine is a node of {args.address} now; `python -m core cluster leave` ends that."
    )
    return 0


def _leave(args: argparse.Namespace) -> int:
    from core.jobs.cluster.start import leave

    del args
    leave()
    return 0


def _dispatch(args: argparse.Namespace) -> int:
    import contextlib
    import os
    import time

    from core.jobs.cluster import VARIABLE, asked_address
    from core.jobs.cluster.beside import Beside

    del args
    os.environ[VARIABLE] = asked_address() or "auto"
    stop = Beside().start()
    print("Jobs go to the cluster's nodes. Ctrl-C ends that; what runs goes on.")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
    stop()
    return 0


def _send(args: argparse.Namespace) -> int:
    from core.jobs.jobs import Wants, jobs

    jobs().send(args.job, Wants(node=args.node, cpus=args.cpus, gpus=args.gpus))
    return 0


def _amounts(args: argparse.Namespace) -> list[str]:
    named = {"num-cpus": args.cpus, "num-gpus": args.gpus}
    return [f"--{name}={value}" for name, value in named.items() if value is not None]


def _show(args: argparse.Namespace) -> int:
    from core.jobs.jobs import jobs

    nodes = _nodes()
    running = [job for job in jobs().open() if job.unfinished]
    if getattr(args, "json", False):
        print(json.dumps(_table(nodes, running)))
    else:
        print("\n".join(_lines(nodes, running)))
    return 0


def _nodes() -> tuple[Node, ...]:
    """As the cluster says it now."""
    from core.jobs.cluster import asked_address
    from core.jobs.cluster.connect import connect
    from core.jobs.cluster.names import seen

    ray = connect(asked_address() or "auto")
    try:
        return seen(ray, {})
    finally:
        ray.shutdown()


def _table(nodes: tuple[Node, ...], running: list[JobState]) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "nodes": [asdict(node) for node in nodes],
        "jobs": [{"job": job.job, "state": job.state, "node": job.node} for job in running],
    }


def _lines(nodes: tuple[Node, ...], running: list[JobState]) -> list[str]:
    lines = []
    for node in nodes:
        gpus = f", {node.free_gpus:g} of {node.gpus:g} GPUs" if node.gpus else ""
        state = (
            f"{node.free_cpus:g} of {node.cpus:g} CPUs{gpus} free, {node.memory:g} GB"
            if node.alive
            else "is gone"
        )
        lines.append(f"{node.name}: {state}")
        lines += [f"  {job.job}  {job.title}" for job in running if job.node == node.name]
    waiting = [job for job in running if not job.node]
    return [*lines, *(f"waiting: {job.job}  {job.title}  {job.message}" for job in waiting)]

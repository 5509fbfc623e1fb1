"""Which node takes a job, and how much of it: plain rules, without Ray."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.jobs.cluster.nodes import Node
from core.jobs.dispatcher import AT_ONCE
from core.jobs.job_files import Wants
from core.jobs.kinds import kinds


@dataclass(frozen=True)
class Share:
    """What a job gets of a node."""

    node: Node
    cpus: float
    gpus: float


@dataclass(frozen=True)
class Waits:
    """Why a job gets nothing now."""

    why: str


def choose(kind: str, wants: Wants, nodes: Sequence[Node]) -> Share | Waits:
    """The node with the most room for a job; the name of what it waits for where none has room."""
    if wants.node and wants.node not in {node.name for node in nodes if node.alive}:
        return Waits(f"waits for the node {wants.node}, which is away")
    able = [node for node in nodes if node.fit and wants.node in ("", node.name)]
    if not able:
        return Waits(_unfit(wants, nodes))
    gpus = wants.gpus
    if gpus is None:
        gpus = float(kinds()[kind].constants.get("GPUS", 0)) if any(n.gpus for n in able) else 0.0
    shares = [Share(node, wants.cpus or share_of(node), gpus) for node in able]
    large = [share for share in shares if _fits(share, share.node.cpus, share.node.gpus)]
    if not large:
        return Waits(f"no node has {_asked(shares[0])}: ask for less, or add a larger one")
    free = [share for share in large if _fits(share, share.node.free_cpus, share.node.free_gpus)]
    if not free:
        return Waits(f"waits for room on {wants.node or 'a node'}")
    return max(free, key=lambda share: (_room(share), share.cpus, share.node.name))


def share_of(node: Node) -> float:
    """CPUs of one job that asks for no number: as many jobs side by side as on one machine without
    a cluster, or as the node has GPUs.
    """
    return float(max(1, int(node.cpus // max(AT_ONCE, int(node.gpus), 1))))


def _fits(share: Share, cpus: float, gpus: float) -> bool:
    return share.cpus <= cpus and share.gpus <= gpus


def _room(share: Share) -> float:
    """The part of a node that is left once a job is there; a GPU is not taken by who needs none."""
    left = (share.node.free_cpus - share.cpus) / max(share.node.cpus, 1.0)
    return left - (share.node.gpus if not share.gpus else 0.0)


def _asked(share: Share) -> str:
    gpus = f" and {share.gpus:g} GPUs" if share.gpus else ""
    return f"{share.cpus:g} CPUs{gpus}"


def _unfit(wants: Wants, nodes: Sequence[Node]) -> str:
    problems = [f"{node.name} {node.problem}" for node in nodes if node.alive and node.problem]
    if wants.node:
        problems = [each for each in problems if each.startswith(f"{wants.node} ")]
    return f"waits for a node: {'; '.join(problems) or 'the cluster has none'}"

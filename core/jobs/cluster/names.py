"""What Ray says of its nodes, in this project's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from core.jobs.cluster.nodes import Node

GIGABYTE = 1e9


def names_of(nodes: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Each node's name by its id, such as "lab-3"; nodes that share one get a piece of the id."""
    plain = {node["NodeID"]: node["NodeName"] or node["NodeManagerHostname"] for node in nodes}
    living = [plain[node["NodeID"]] for node in nodes if node["Alive"]]
    return {
        key: name if living.count(name) < 2 else f"{name}-{key[:4]}" for key, name in plain.items()
    }


def as_nodes(
    nodes: Sequence[Mapping[str, Any]],
    free: Mapping[str, Mapping[str, float]],
    problems: Mapping[str, str],
) -> tuple[Node, ...]:
    """`ray.nodes()` with what is free on each by id, and why it is not fit, where it is not.

    Of nodes that are gone only the last of a name is told, and none whose name lives on.
    """
    names = names_of(nodes)
    found = {}
    for node in sorted(nodes, key=lambda node: bool(node["Alive"])):
        key, has = node["NodeID"], node.get("Resources", {})
        left = free.get(key, {})
        found[names[key]] = Node(
            name=names[key],
            id=key,
            alive=bool(node["Alive"]),
            cpus=has.get("CPU", 0.0),
            gpus=has.get("GPU", 0.0),
            memory=round(has.get("memory", 0.0) / GIGABYTE, 1),
            free_cpus=left.get("CPU", 0.0),
            free_gpus=left.get("GPU", 0.0),
            problem=problems.get(key, ""),
        )
    return tuple(sorted(found.values(), key=lambda node: (not node.alive, node.name)))


def seen(ray: ModuleType, problems: Mapping[str, str]) -> tuple[Node, ...]:
    """The nodes of the cluster that `ray` is connected to, as it counts them now."""
    free = ray._private.state.available_resources_per_node()
    return as_nodes(ray.nodes(), free, problems)

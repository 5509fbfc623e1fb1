"""What is known of a cluster's nodes: nodes.json in the runs folder, written and read."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from core import files
from core.errors import Unreadable
from core.typed_json import WrongType, plain, typed

NAME = "nodes.json"
OLD = 15.0
"""Seconds after which what nodes.json says is no longer to be believed."""


@dataclass(frozen=True)
class Node:
    """One machine of a cluster. CPUs and GPUs are Ray's counts, memory is in GB."""

    name: str
    id: str = ""
    alive: bool = True
    cpus: float = 0.0
    gpus: float = 0.0
    memory: float = 0.0
    free_cpus: float = 0.0
    free_gpus: float = 0.0
    problem: str = ""
    """Why no job runs there."""

    @property
    def fit(self) -> bool:
        """Whether jobs may run there."""
        return self.alive and not self.problem


@dataclass(frozen=True)
class Cluster:
    """The cluster as its dispatcher saw it last."""

    address: str
    seen: float
    """In seconds since 1970."""
    nodes: tuple[Node, ...] = ()
    problem: str = ""
    """Why nothing is known of its nodes."""

    @property
    def old(self) -> bool:
        """Whether nobody has looked for a while."""
        return time.time() - self.seen > OLD


def read_nodes(root: Path) -> Cluster | None:
    """What was written last; None where nothing was. Raises Unreadable."""
    path = root / NAME
    if not files.is_file(path):
        return None
    try:
        return typed(Cluster, files.read_json(path), NAME)
    except WrongType as error:
        raise Unreadable(str(error)) from error


def write_nodes(root: Path, cluster: Cluster) -> None:
    """Keep it; it is soon written again, and need not reach the disk."""
    text = json.dumps(plain(cluster), indent=1, ensure_ascii=False)
    files.write_text(root / NAME, f"{text}\n", durable=False)


def known_nodes(root: Path) -> tuple[Node, ...]:
    """The nodes that were seen last; none where nobody looked, or the file is broken."""
    try:
        cluster = read_nodes(root)
    except Unreadable:
        return ()
    return () if cluster is None else cluster.nodes

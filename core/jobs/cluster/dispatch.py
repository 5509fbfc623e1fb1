"""Hands queued jobs to the nodes of a Ray cluster, and queues those again whose node went."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from core import paths
from core.errors import UnknownName
from core.jobs.cluster.choose import Share, Waits, choose
from core.jobs.cluster.look_around import LookAround
from core.jobs.cluster.names import seen
from core.jobs.cluster.nodes import Cluster, Node, write_nodes
from core.jobs.cluster.on_node import Worker
from core.jobs.dispatcher import Dispatcher
from core.jobs.fair import took_turn
from core.jobs.job_files import FAILED, INTERRUPTED, RUNNING, WAITING, read_status, write_status
from core.jobs.jobs import JobState
from core.lease import VARIABLE
from core.lock import claimed, holder

NODES_EVERY = 1.0  # seconds
LIVES = 3
"""So many nodes may go under a job, or fail to begin it, before it is left to people."""


@dataclass(frozen=True)
class Placed:
    """A job that was handed over: its actor, its answer to come, and where."""

    actor: Any
    answer: Any
    share: Share


class ClusterDispatcher(Dispatcher):
    """As the dispatcher of one machine; a job's process is a detached actor, named after the job:
    it outlives this dispatcher, and Ray lets no second one of the name begin.
    """

    def __init__(self, root: Path, address: str, ray: ModuleType) -> None:
        super().__init__(root)
        self.address, self.ray = address, ray
        self.placed: dict[str, Placed] = {}
        self.tries: Counter[str] = Counter()
        self.nodes: tuple[Node, ...] = ()
        self.looked = -NODES_EVERY
        self.looking_since: float | None = None
        self.around = LookAround(root, ray)

    def look(self) -> None:
        """Queue again what lost its node, and hand over what can be begun now."""
        self.looking_since = time.monotonic()
        self._see_nodes()
        self._take_answers()
        at_work = {name for name in self.ray.util.list_named_actors() if name}
        for job in at_work & set(self.placed):
            self._call_off(job)
        known = self.jobs.open()
        for state in known:
            if state.job not in at_work and state.state == INTERRUPTED:
                self._go_on(state)
        for state in self.waiting(known):
            if state.job not in at_work and state.job not in self.placed:
                found = choose(state.kind, state.wants, self._with_room())
                if isinstance(found, Waits):
                    self._say(state, found.why)
                else:
                    self._place(state, found)
        self.looking_since = None

    def close(self) -> None:
        """Let go of the cluster; what runs there goes on."""
        self.ray.shutdown()

    def _see_nodes(self) -> None:
        now = time.monotonic()
        if now - self.looked < NODES_EVERY:
            return
        self.looked = now
        alive = [node["NodeID"] for node in self.ray.nodes() if node["Alive"]]
        self.nodes = seen(self.ray, self.around.problems(alive))
        write_nodes(self.root, Cluster(self.address, time.time(), self.nodes))

    def _with_room(self) -> list[Node]:
        """The nodes, less what was promised since Ray last counted."""
        taken: dict[str, tuple[float, float]] = {}
        for placed in self.placed.values():
            cpus, gpus = taken.get(placed.share.node.name, (0.0, 0.0))
            taken[placed.share.node.name] = (cpus + placed.share.cpus, gpus + placed.share.gpus)
        return [
            replace(
                node,
                free_cpus=min(node.free_cpus, node.cpus - taken.get(node.name, (0.0, 0.0))[0]),
                free_gpus=min(node.free_gpus, node.gpus - taken.get(node.name, (0.0, 0.0))[1]),
            )
            for node in self.nodes
        ]

    def _place(self, state: JobState, share: Share) -> None:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        there = NodeAffinitySchedulingStrategy(share.node.id, soft=False)
        asked = self.ray.remote(Worker).options(
            name=state.job,
            lifetime="detached",
            num_cpus=share.cpus,
            num_gpus=share.gpus,
            scheduling_strategy=there,
        )
        try:
            actor = asked.remote()
        except ValueError:  # another dispatcher has just made it
            return
        settings = shared_settings(self.root) | {VARIABLE: share.node.name}
        answer = actor.work.remote(str((self.root / state.job).resolve()), settings)
        self.placed[state.job] = Placed(actor, answer, share)
        took_turn(self.root, state.owner)

    def _take_answers(self) -> None:
        """Forget the actors that ended; one that never began its job is tried again, thrice."""
        answers = {placed.answer: job for job, placed in self.placed.items()}
        if not answers:
            return
        ready, _ = self.ray.wait(list(answers), num_returns=len(answers), timeout=0)
        for answer in ready:
            job = answers[answer]
            placed = self.placed.pop(job)
            try:
                self.ray.get(answer)
            except Exception as error:  # noqa: BLE001 (whatever it was, it was there, not here)
                self.tries[job] += 1
                if self.tries[job] >= LIVES:
                    why = " ".join(str(error).split())[:300]
                    self._change(job, WAITING, FAILED, f"{placed.share.node.name}: {why}")

    def _call_off(self, job: str) -> None:
        """End an actor that has not begun where it is not wanted any more, or not there."""
        placed = self.placed[job]
        try:
            state = self.jobs.state(job)
        except UnknownName:  # deleted: the actor finds no job and ends
            return
        if state.state == RUNNING:
            return
        elsewhere = state.wants.node not in ("", placed.share.node.name)
        if elsewhere or state.state != WAITING:
            with claimed(self.root / state.job) as free:
                if free:
                    self.ray.kill(placed.actor)

    def _go_on(self, state: JobState) -> None:
        """Queue a job again that a node took with it."""
        lease = holder(self.root / state.job)
        if lease is not None and lease.number <= LIVES:
            went = f"the node {lease.node} or its process went at step {state.step}; it goes on"
            self._change(state.job, RUNNING, WAITING, went)

    def _say(self, state: JobState, why: str) -> None:
        if state.message != why:
            self._change(state.job, WAITING, WAITING, why)

    def _change(self, job: str, before: str, after: str, message: str) -> None:
        """Write a status, unless somebody has the job or it stands otherwise by now."""
        folder = self.root / job
        with claimed(folder) as free:
            status = read_status(folder)
            if free and status.state == before:
                write_status(folder, replace(status, state=after, left=None, message=message))


def shared_settings(root: Path) -> dict[str, str]:
    """The places that every node has to see under the same path, and where data sets lie on those
    that do not say so themselves.
    """
    return {
        "EMBEDSCOPE_RUNS": str(root.resolve()),
        "EMBEDSCOPE_EMBEDDINGS": str(paths.embedding_sets_folder().resolve()),
        "EMBEDSCOPE_OWN": str(paths.own_folder().resolve()),
        "EMBEDSCOPE_CHECKS": str(paths.checks_folder().resolve()),
        "EMBEDSCOPE_REPAIRS": str(paths.repairs_folder().resolve()),
        "EMBEDSCOPE_FEATURES": str(paths.features_folder().resolve()),
        "EMBEDSCOPE_DATA": str(paths.data_folder().resolve()),
    }

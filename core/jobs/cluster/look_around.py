"""A look at every node before it gets a job: does it see the runs folder, has it this code?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from core.jobs.cluster.nodes import NAME

AGAIN = 60.0
"""Seconds between two looks at one node."""
LOOKING = "is being looked at"


@dataclass
class Look:
    """The last look at a node."""

    answer: Any
    asked: float
    problem: str = LOOKING
    done: bool = False


class LookAround:
    """Looks at nodes as they come, and again now and then."""

    def __init__(self, root: Path, ray: ModuleType) -> None:
        self.root, self.ray = root, ray
        self.looks: dict[str, Look] = {}

    def problems(self, nodes: Sequence[str]) -> dict[str, str]:
        """Why each of these nodes (by id) is not fit, as far as is known; "" where it is."""
        for key in set(self.looks) - set(nodes):
            del self.looks[key]
        for key in nodes:
            look = self.looks.get(key)
            if look is None:
                self.looks[key] = Look(self._ask(key), time.monotonic())
            elif not look.done:
                self._take(look)
            elif time.monotonic() - look.asked > AGAIN:
                look.answer, look.asked, look.done = self._ask(key), time.monotonic(), False
        return {key: self.looks[key].problem for key in nodes}

    def _ask(self, node: str) -> Any:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        there = NodeAffinitySchedulingStrategy(node, soft=False)
        asked = self.ray.remote(_looker()).options(num_cpus=0, scheduling_strategy=there)
        return asked.remote(str(self.root.resolve()), NAME)

    def _take(self, look: Look) -> None:
        ready, _ = self.ray.wait([look.answer], timeout=0)
        if ready:
            look.done = True
            try:
                look.problem = self.ray.get(look.answer)
            except Exception as error:  # noqa: BLE001 (whatever it was, nothing runs there)
                look.problem = f"cannot be looked at: {' '.join(str(error).split())[:200]}"


def _looker() -> Callable[[str, str], str]:
    """What is run there. It travels by value: this code may not be there."""

    def look(root: str, mark: str) -> str:
        import importlib.util
        from pathlib import Path

        lacking = [name for name in ("core", "torch") if importlib.util.find_spec(name) is None]
        if lacking:
            return f"has no {' and no '.join(lacking)}: start it with `python -m core cluster join`"
        if not (Path(root) / mark).is_file():
            return f"does not see the runs folder {root}: mount it there under the same path"
        return ""

    return look

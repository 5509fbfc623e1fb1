"""What a stopped or killed run goes on from: tensors first, then the state that names them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from core import files
from core.errors import RunBroken
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.training.parallel.processes import ALONE, Processes

STATE = "resume/state.json"


@dataclass(frozen=True)
class Saved:
    """A state as it was saved: plain values, and tensors by the part they belong to."""

    state: dict[str, Any]
    tensors: dict[str, Tensor]

    def part(self, name: str) -> dict[str, Tensor]:
        """The tensors of one part, by their names within it; parts may lie within parts."""
        return part(name, self.tensors)


def part(name: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Those of named tensors whose names start with `name` and a dot, without both."""
    cut = len(name) + 1
    return {key[cut:]: value for key, value in tensors.items() if key.startswith(f"{name}.")}


def save(
    writer: RunWriter, parts: Mapping[str, Mapping[str, Tensor]], state: Mapping[str, Any]
) -> None:
    """Keep named tensors and JSON's values; `state` has the "step". Older tensors go."""
    name = f"resume/{state['step']:06d}.safetensors"
    tensors = {
        f"{part}.{key}": value.clone() for part, own in parts.items() for key, value in own.items()
    }
    writer.save_history()
    writer.weights(tensors, name=name)
    folder = writer.run.folder
    files.write_json(folder / STATE, {**state, "tensors": name})
    for old in (folder / "resume").glob("[0-9]*.safetensors"):
        if old.name != name.removeprefix("resume/"):
            old.unlink()


def load(run: Run, processes: Processes = ALONE) -> Saved | None:
    """The last state that was saved; None where there is none.

    Raises RunBroken where the first of several processes finds another than this one.
    """
    from safetensors.torch import load_file

    state = _state(run)
    if state != processes.from_first(lambda: state):
        raise RunBroken(
            f"{run.folder} is not the same folder for all processes that train in it. It has to "
            "lie on a disk that all of them share."
        )
    if state is None:
        return None
    return Saved(state, load_file(run.folder / state["tensors"]))


def _state(run: Run) -> dict[str, Any] | None:
    path = run.folder / STATE
    if not path.is_file():
        return None
    state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return state


def optimiser_tensors(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Its momenta and counters by weight and name."""
    state = optimiser.state_dict()["state"]
    return {
        f"{i}.{k}": torch.as_tensor(v)
        for i, own in state.items()
        for k, v in own.items()
        if v is not None
    }


def restore_optimiser(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Give it back what `optimiser_tensors` said.

    What has a weight's shape is laid out in memory as the weight is: fused steps rely on that.
    """
    weights = [weight for group in optimiser.param_groups for weight in group["params"]]
    kept: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        index, _, name = key.partition(".")
        weight = weights[int(index)]
        alike = value.shape == weight.shape
        kept.setdefault(int(index), {})[name] = (
            torch.empty_like(weight, dtype=value.dtype).copy_(value) if alike else value
        )
    optimiser.load_state_dict({**optimiser.state_dict(), "state": kept})

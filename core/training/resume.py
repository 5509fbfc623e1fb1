"""What a stopped training goes on from: tensors and numbers under `resume/` of a run's folder.

First the tensors are written, then `state.json`, which names them: a kill between the two leaves
the state before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from core import files
from core.training.runs import Run
from core.training.writer import RunWriter

STATE = "resume/state.json"


def save_state(
    run: Run, step: int, tensors: Mapping[str, Tensor], numbers: Mapping[str, Any]
) -> None:
    """Keep the state after `step` steps, and forget the one before."""
    name = f"resume/{step:06d}.safetensors"
    RunWriter(run).weights({key: value.clone() for key, value in tensors.items()}, name=name)
    files.write_json(run.folder / STATE, {"step": step, **numbers, "tensors": name})
    for old in (run.folder / "resume").glob("[0-9]*.safetensors"):
        if old.name != name.removeprefix("resume/"):
            old.unlink()


def saved_state(run: Run) -> tuple[dict[str, Any], dict[str, Tensor]] | None:
    """The numbers, "step" among them, and the tensors that were kept; None where there are none."""
    from safetensors.torch import load_file

    path = run.folder / STATE
    if not path.is_file():
        return None
    numbers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return numbers, load_file(run.folder / numbers["tensors"])


def under(prefix: str, tensors: Mapping[str, Any]) -> dict[str, Any]:
    """The tensors with a prefix before their names."""
    return {f"{prefix}.{key}": value for key, value in tensors.items()}


def part(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Those with the prefix, without it."""
    cut = len(prefix) + 1
    return {key[cut:]: value for key, value in tensors.items() if key.startswith(f"{prefix}.")}


def optimiser_tensors(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """What an optimiser keeps of each weight, by number and name."""
    state = optimiser.state_dict()["state"]
    return {f"{i}.{k}": torch.as_tensor(v) for i, s in state.items() for k, v in s.items()}


def restore_optimiser(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Give an optimiser back what `optimiser_tensors` took."""
    kept: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        index, _, name = key.partition(".")
        kept.setdefault(int(index), {})[name] = value
    optimiser.load_state_dict({**optimiser.state_dict(), "state": kept})

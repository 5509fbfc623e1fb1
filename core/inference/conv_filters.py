"""The weights of a net's convolutions, as a run ends and as it began."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from core.errors import RunBroken, UnknownName
from core.metrics.weight_change import Movement, Weights, movement, read_movement
from core.runs.run import Run
from core.training.embed import load_model
from core.training.initial_weights import initial_net


@dataclass(frozen=True)
class Convolution:
    """One layer: its module's path in the net, and its weights' shape."""

    path: str
    filters: int
    inputs: int
    """Channels that each filter sees."""
    height: int
    width: int

    @property
    def title(self) -> str:
        """Such as "stem.0: 32 filters, 3 x 3 x 3"."""
        return f"{self.path}: {self.filters} filters, {self.inputs} x {self.height} x {self.width}"


def convolutions(net: nn.Module) -> list[Convolution]:
    """The convolutions of a net, in the order in which it states them."""
    return [
        Convolution(path, *module.weight.shape)
        for path, module in net.named_modules()
        if isinstance(module, nn.Conv2d)
    ]


def kernels(net: nn.Module, path: str) -> Weights:
    """The weights of the convolution at `path`; raises UnknownName where there is none."""
    found = dict(net.named_modules()).get(path)
    if not isinstance(found, nn.Conv2d):
        raise UnknownName("convolution", path, [each.path for each in convolutions(net)])
    return found.weight.detach().float().cpu().numpy()


def both_ends(run: Run) -> tuple[nn.Module, nn.Module]:
    """The net before its first step and at its end, before rounded as the end was when kept.

    So weights that never moved are equal to the bit. Raises RunBroken, DataMissing.
    """
    after = load_model(run)
    before = initial_net(run)
    if _is_half(run):
        before.load_state_dict({k: _rounded(v) for k, v in before.state_dict().items()})
    return before, after


def moved_layers(run: Run) -> dict[str, Movement]:
    """How far the filters of each convolution moved, by its path; raises as `both_ends` does.

    A run that was kept without its weights may have kept this.
    """
    kept = read_movement(run.folder)
    if kept is not None:
        return kept
    return moved_between(*both_ends(run))


def moved_between(before: nn.Module, after: nn.Module) -> dict[str, Movement]:
    """The same of two nets with the same convolutions."""
    paths = [each.path for each in convolutions(after)]
    return {path: movement(kernels(before, path), kernels(after, path)) for path in paths}


def _is_half(run: Run) -> bool:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(run.folder / "model.safetensors", "pt") as file:
            return any(file.get_slice(key).get_dtype() == "F16" for key in file.keys())  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise RunBroken(f"The weights of {run.name} cannot be read: {error}") from error


def _rounded(value: torch.Tensor) -> torch.Tensor:
    return value.half().float() if value.is_floating_point() else value

"""Torch's optimisers without its compiler.

Their methods import the compiler (a third of what a training imports, seconds of each process) to
be left alone by it. Nothing is compiled here: these are the same methods without that.
"""

from __future__ import annotations

import inspect
from typing import Any

import torch
from torch.optim import Optimizer

LEFT_ALONE = ("add_param_group", "load_state_dict", "state_dict", "zero_grad")


def eager(kind: type[Optimizer]) -> type[Optimizer]:
    """The optimiser of that name and of the same results."""
    bare = inspect.unwrap(kind.step)

    def step(self: Optimizer, closure: Any = None) -> Any:
        with torch.set_grad_enabled(self.defaults["differentiable"]):
            return bare(self, closure)

    own = {name: inspect.unwrap(getattr(kind, name)) for name in LEFT_ALONE}
    return type(kind.__name__, (kind,), {**own, "step": step})

"""Which weights learn at which rate: what was trained before more slowly than what is new."""

from __future__ import annotations

from typing import Any

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm


def weight_groups(net: nn.Module, loss: nn.Module, *, body: float) -> list[dict[str, Any]]:
    """The weights as an optimiser takes them, each group with its `factor` on the rate.

    The body, all layers of `net` but the last, has the factor `body`, the last layer and the loss's
    own weights 1. One group where there is no difference.
    """
    if body == 1:
        return [{"params": [*net.parameters(), *loss.parameters()], "factor": 1.0}]
    last = [module for module in net.modules() if isinstance(module, nn.Linear)][-1]
    new = {id(weight) for weight in last.parameters()}
    before = [weight for weight in net.parameters() if id(weight) not in new]
    return [
        {"params": before, "factor": body},
        {"params": [*last.parameters(), *loss.parameters()], "factor": 1.0},
    ]


def fix_norms(net: nn.Module) -> None:
    """Let batch norms use the statistics they have; `net.train()` undoes it."""
    for module in net.modules():
        if isinstance(module, _BatchNorm):
            module.eval()

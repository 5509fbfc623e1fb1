"""Torch's optimisers by the names that recipes use, with the constants that recipes state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from core.errors import UnknownName
from core.recipes.sections import OPTIMISERS, Optimiser
from core.training.eager import eager
from core.training.param_groups import param_groups

KINDS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": eager(torch.optim.SGD),
    "adam": eager(torch.optim.Adam),
    "adamw": eager(torch.optim.AdamW),
    "adagrad": eager(torch.optim.Adagrad),
    "rmsprop": eager(torch.optim.RMSprop),
    "adadelta": eager(torch.optim.Adadelta),
}
FUSED = ("adam", "adamw", "adagrad")
"""Where one pass over the weights pays: Adam is five times as fast on a wide layer."""
FIRST_SUM = 0.1
"""What AdaGrad's sums of squares begin with, as in Keras."""


def make_optimiser(
    asked: Optimiser, net: nn.Module, *, loss: nn.Module | None = None
) -> torch.optim.Optimizer:
    """The optimiser over the weights of a net, and of a loss that has some; raises UnknownName."""
    if asked.name not in KINDS:
        raise UnknownName("optimiser", asked.name, OPTIMISERS)
    groups = param_groups(net, loss, asked)
    made: torch.optim.Optimizer = KINDS[asked.name](groups, lr=asked.lr, **_constants(asked))
    return made


def _constants(asked: Optimiser) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if asked.name != "sgd":
        own["eps"] = asked.epsilon
    if asked.name in ("sgd", "rmsprop"):
        own["momentum"] = asked.momentum
    if asked.name == "sgd":
        own["nesterov"] = asked.nesterov and asked.momentum > 0
    if asked.name == "rmsprop":
        own["alpha"] = asked.rho
    if asked.name == "adadelta":
        own["rho"] = asked.rho
    if asked.name == "adagrad":
        own["initial_accumulator_value"] = FIRST_SUM
    if asked.fused and asked.name in FUSED:
        own["fused"] = True
    return own

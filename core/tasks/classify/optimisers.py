"""The optimisers that reports 002 to 004 compare, each with the constants that Keras gives it.

Source: report 004, section 4 (AdaGrad, RMSProp, AdaDelta, Adam at their Keras defaults)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from core.errors import UnknownName
from core.tasks.classify.settings import Optimiser

KERAS_EPSILON = 1e-7
FUSED = {"fused": True}
"""One pass over the weights, where torch has it: Adam is five times as fast on a wide layer."""
OPTIMISERS: dict[str, tuple[Callable[..., torch.optim.Optimizer], dict[str, Any]]] = {
    "sgd": (torch.optim.SGD, {}),
    "adam": (torch.optim.Adam, {"betas": (0.9, 0.999), "eps": KERAS_EPSILON, **FUSED}),
    "adamw": (torch.optim.AdamW, {"betas": (0.9, 0.999), "eps": KERAS_EPSILON, **FUSED}),
    "adagrad": (
        torch.optim.Adagrad,
        {"initial_accumulator_value": 0.1, "eps": KERAS_EPSILON, **FUSED},
    ),
    "rmsprop": (torch.optim.RMSprop, {"alpha": 0.9, "eps": KERAS_EPSILON}),
    "adadelta": (torch.optim.Adadelta, {"rho": 0.95, "eps": KERAS_EPSILON}),
}
WITH_MOMENTUM = ("sgd", "rmsprop")


def make_optimiser(asked: Optimiser, net: nn.Module) -> torch.optim.Optimizer:
    """The optimiser over all of the net's weights; raises UnknownName.

    Weight decay leaves out biases and the weights of batch norm: shrinking those restrains nothing.
    """
    if asked.name not in OPTIMISERS:
        raise UnknownName("optimiser", asked.name, OPTIMISERS)
    kind, constants = OPTIMISERS[asked.name]
    own = dict(constants)
    if asked.name in WITH_MOMENTUM:
        own["momentum"] = asked.momentum
    if asked.name == "sgd":
        own["nesterov"] = asked.nesterov and asked.momentum > 0
    matrices = [weight for weight in net.parameters() if weight.ndim > 1]
    vectors = [weight for weight in net.parameters() if weight.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": asked.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return kind(groups, lr=asked.lr, **own)

"""The length of a step's gradient, and the most that it may be."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn


def norm_of(weights: Iterable[nn.Parameter]) -> Tensor:
    """The norm of all gradients together; weights without one do not count."""
    return torch.nn.utils.get_total_norm([w.grad for w in weights if w.grad is not None])


def clip(weights: Iterable[nn.Parameter], most: float) -> None:
    """Shorten the gradient of all weights together to `most`, where it is longer."""
    own = [weight for weight in weights if weight.grad is not None]
    torch.nn.utils.clip_grads_with_norm_(own, most, norm_of(own))

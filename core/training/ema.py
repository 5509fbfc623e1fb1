"""A moving average of the weights, which is steadier than the weights themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class Ema:
    """Keeps an exponential moving average when given a decay; without one it does nothing.

    Early on the decay is smaller, (1 + step) / (10 + step), so that the start is soon forgotten.
    Source: Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992.
    """

    def __init__(self, model: nn.Module, decay: float | None) -> None:
        self.decay = decay
        state = model.state_dict() if decay is not None else {}
        self.weights: dict[str, Tensor] = {key: value.clone() for key, value in state.items()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Take in the weights after `step`; counters and the like are copied."""
        if self.decay is None:
            return
        decay = min(self.decay, (1 + step) / (10 + step))
        for key, value in model.state_dict().items():
            if value.is_floating_point():
                self.weights[key].lerp_(value, 1 - decay)
            else:
                self.weights[key].copy_(value)

    @contextmanager
    def applied(self, model: nn.Module) -> Iterator[None]:
        """Let the model carry the averaged weights for a while."""
        if self.decay is None:
            yield
            return
        own = {key: value.clone() for key, value in model.state_dict().items()}
        model.load_state_dict(self.weights)
        try:
            yield
        finally:
            model.load_state_dict(own)

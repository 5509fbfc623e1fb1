"""Weights in half precision, where that moves nothing."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from core.runs.writer import RunWriter


def keep_weights(
    model: nn.Module, writer: RunWriter, *, accuracy: Callable[[], float], same: float
) -> None:
    """Write the weights, in half precision where `accuracy()` then differs by at most `same`.

    The model is left with what was written, so that what is measured is what is kept.
    """
    exact = {key: value.clone() for key, value in model.state_dict().items()}
    half = {k: v.half() if v.is_floating_point() else v for k, v in exact.items()}
    before = accuracy()
    model.load_state_dict(half)
    if abs(accuracy() - before) <= same:
        writer.weights(half)
        return
    model.load_state_dict(exact)
    writer.weights(exact)

"""The deeper nets of report 004: four 3x3 convolutions, two max-pools, one or two dense layers.

Dropout stands after each pool and each hidden dense layer, at the rate 0 unless a recipe says
otherwise. Where batch norm comes before the ReLU, or not at all, the pool comes before the ReLU
too: max(relu(x)) = relu(max(x)), with a quarter left to cut off.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from torch import nn

from core.nets._exact_linear import ExactLinear

PLACES = 5 * 5  # of the last feature map of a 32 x 32 image
POOLED = (2, 4)  # after these convolutions


def deeper(
    *, channels: Sequence[int], dense: Sequence[int], dimension: int, norm: str = ""
) -> nn.Module:
    """The net with four widths of convolutions, hidden dense widths, and norm "", before, after."""
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    inputs = 3
    for number, width in enumerate(channels, start=1):
        parts[f"conv{number}"] = nn.Conv2d(inputs, width, 3)
        pool = nn.MaxPool2d(2) if number in POOLED else None
        _activation(parts, number, norm=norm, batch_norm=nn.BatchNorm2d(width), pool=pool)
        if pool:
            parts[f"drop{number}"] = nn.Dropout(0.0)
        inputs = width
    parts["flat"] = nn.Flatten()
    inputs *= PLACES
    for number, width in enumerate(dense, start=len(channels) + 1):
        parts[f"fc{number}"] = nn.Linear(inputs, width)
        _activation(parts, number, norm=norm, batch_norm=nn.BatchNorm1d(width), pool=None)
        parts[f"drop{number}"] = nn.Dropout(0.0)
        inputs = width
    parts["fc"] = ExactLinear(inputs, dimension)
    return nn.Sequential(parts)


def _activation(
    parts: OrderedDict[str, nn.Module],
    number: int,
    *,
    norm: str,
    batch_norm: nn.Module,
    pool: nn.Module | None,
) -> None:
    relu: tuple[str, nn.Module] = (f"relu{number}", nn.ReLU(inplace=norm != "after"))
    steps = [relu]
    if pool is not None:
        steps.insert(len(steps) if norm == "after" else 0, (f"pool{number}", pool))
    if norm:
        steps.insert(1 if norm == "after" else 0, (f"norm{number}", batch_norm))
    parts.update(steps)

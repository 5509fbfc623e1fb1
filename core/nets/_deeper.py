"""The deeper nets of report 004: four 3x3 convolutions, two max-pools, one or two dense layers.

Dropout stands after each pool and each hidden dense layer, at the rate 0 unless a recipe says
otherwise. Where batch norm comes before the ReLU, or not at all, the pool comes before the ReLU
too: max(relu(x)) = relu(max(x)), with a quarter left to cut off.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from torch import nn

from core.errors import UnknownName
from core.nets._exact_linear import ExactLinear
from core.nets._variant import BATCH_NORMS

PLACES = 5 * 5  # of the last feature map of a 32 x 32 image
POOLED = (2, 4)  # after these convolutions


def deeper(
    *,
    channels: Sequence[int],
    dense: Sequence[int],
    dimension: int,
    batch_norm: str | None = None,
) -> nn.Module:
    """The net with four widths of convolutions, and of hidden dense layers.

    Batch norm stands "before" every ReLU, "after" it, or nowhere; raises UnknownName.
    """
    if batch_norm not in (None, *BATCH_NORMS):
        raise UnknownName("place of batch norm", str(batch_norm), BATCH_NORMS)
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    inputs = 3
    for number, width in enumerate(channels, start=1):
        parts[f"conv{number}"] = nn.Conv2d(inputs, width, 3)
        pool = nn.MaxPool2d(2) if number in POOLED else None
        _activation(parts, number, nn.BatchNorm2d(width), where=batch_norm, pool=pool)
        if pool:
            parts[f"drop{number}"] = nn.Dropout(0.0)
        inputs = width
    parts["flat"] = nn.Flatten()
    inputs *= PLACES
    for number, width in enumerate(dense, start=len(channels) + 1):
        parts[f"fc{number}"] = nn.Linear(inputs, width)
        _activation(parts, number, nn.BatchNorm1d(width), where=batch_norm, pool=None)
        parts[f"drop{number}"] = nn.Dropout(0.0)
        inputs = width
    parts["fc"] = ExactLinear(inputs, dimension)
    return nn.Sequential(parts)


def _activation(
    parts: OrderedDict[str, nn.Module],
    number: int,
    norm: nn.Module,
    *,
    where: str | None,
    pool: nn.Module | None,
) -> None:
    relu: tuple[str, nn.Module] = (f"relu{number}", nn.ReLU(inplace=where != "after"))
    steps = [relu]
    if pool is not None:
        steps.insert(len(steps) if where == "after" else 0, (f"pool{number}", pool))
    if where:
        steps.insert(1 if where == "after" else 0, (f"norm{number}", norm))
    parts.update(steps)

"""The filters of a net's first convolution."""

from __future__ import annotations

from dataclasses import asdict

from core.inference.loaded import trained
from core.inference.wire import Named


def answer(*, run: str) -> Named:
    """`convolution` as core.inference.conv_filters.Convolution has it and `weights` float32
    [filters, inputs, h, w]; `convolution` is None where the net has none.
    """
    from core.inference import conv_filters as kernels

    _, net = trained(run)
    found = kernels.convolutions(net)
    if not found:
        return {"convolution": None}
    return {"convolution": asdict(found[0]), "weights": kernels.kernels(net, found[0].path)}

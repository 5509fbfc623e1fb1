"""A convolution of few channels that keeps a processor's bf16 units busy while it is trained.

The units work on 16 channels at once, LightModel's first layers have 1, 4 and 8. In channels-last
memory two neighbouring pixels of c channels lie like one pixel of 2c, so the same bytes are read as
an image of half the width and twice the channels, and a 3 x 3 kernel becomes one of 3 x 2 over
pairs: the same sums, in lanes that are full. Gradients of the input are taken over an edge of
zeros that is written out, which oneDNN does faster than with a padding of its own.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LANES = 16


class NarrowConv(nn.Conv2d):
    """A 3 x 3 convolution without padding: [n, c, h, w] to [n, outputs, h - 2, w - 2].

    Weights, their start and their names are nn.Conv2d's. The quick way is taken under CPU
    autocast; results agree within the precision of bf16.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 3)

    def forward(self, images: Tensor) -> Tensor:
        """Convolve images of any float type."""
        bias = self.bias
        quick = images.device.type == "cpu" and torch.is_autocast_enabled("cpu")
        if not quick or bias is None:
            return super().forward(images)
        low = torch.get_autocast_dtype("cpu")
        result: Tensor = _Convolution.apply(images.to(low), self.weight.to(low), bias.to(low))
        return result


class _Convolution(torch.autograd.Function):
    """Pairs are made and parted in here, where no view of them is tracked."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        weight = weight.contiguous(memory_format=torch.channels_last)
        ctx.paired = _pairs_pay(images, weight)
        if not ctx.paired:
            ctx.save_for_backward(images, weight)
            return F.conv2d(images, weight, bias)
        images, weight = _paired(images), _over_pairs(weight)
        ctx.save_for_backward(images, weight)
        return _parted(F.conv2d(images, weight, bias.repeat(2)))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        images, weight = ctx.saved_tensors
        gradient = gradients[0].contiguous(memory_format=torch.channels_last)
        if ctx.paired:
            gradient = _paired(gradient)
        of_images = _of_images(gradient, weight) if ctx.needs_input_grad[0] else None
        _, of_weight, of_bias = torch.ops.aten.convolution_backward(
            gradient,
            images,
            weight,
            [len(weight)],
            stride=[1, 1],
            padding=[0, 0],
            dilation=[1, 1],
            transposed=False,
            output_padding=[0, 0],
            groups=1,
            output_mask=[False, True, True],
        )
        if not ctx.paired:
            return of_images, of_weight, of_bias
        of_images = of_images if of_images is None else _parted(of_images)
        return of_images, _from_pairs(of_weight), of_bias.unflatten(0, (2, -1)).sum(0)


def _pairs_pay(images: Tensor, weight: Tensor) -> bool:
    return len(weight) < LANES and weight.shape[3] == 3 and images.shape[3] % 2 == 0


def _paired(images: Tensor) -> Tensor:
    """[n, c, h, w] to [n, 2c, h, w / 2]: a view of channels-last memory."""
    pairs: Tensor = images.permute(0, 2, 3, 1).unflatten(2, (-1, 2)).flatten(3)
    return pairs.permute(0, 3, 1, 2)


def _parted(images: Tensor) -> Tensor:
    """The way back: [n, 2c, h, w] to [n, c, h, 2w]."""
    pixels: Tensor = images.permute(0, 2, 3, 1).unflatten(3, (2, -1)).flatten(2, 3)
    return pixels.permute(0, 3, 1, 2)


def _over_pairs(weight: Tensor) -> Tensor:
    """Weights [o, c, 3, 3] as [2o, 2c, 3, 2]: for the left pixel of a pair, then for the right."""
    both = torch.stack([F.pad(weight, (0, 1)), F.pad(weight, (1, 0))])
    parts: Tensor = both.unflatten(4, (2, 2)).permute(0, 1, 5, 2, 3, 4)
    return parts.flatten(0, 1).flatten(1, 2)


def _from_pairs(gradient: Tensor) -> Tensor:
    """The gradient of `_over_pairs`: [2o, 2c, 3, 2] to [o, c, 3, 3]."""
    parts: Tensor = gradient.unflatten(1, (2, -1)).unflatten(0, (2, -1)).permute(0, 1, 3, 4, 5, 2)
    left, right = parts.flatten(4)
    folded: Tensor = left[..., :-1] + right[..., 1:]
    return folded


def _of_images(gradient: Tensor, weight: Tensor) -> Tensor:
    """The turned kernel over the gradient and an edge of zeros."""
    high, wide = weight.shape[2] - 1, weight.shape[3] - 1
    turned = weight.flip(2, 3).transpose(0, 1).contiguous(memory_format=torch.channels_last)
    framed = F.pad(gradient, (wide, wide, high, high))
    if _pairs_pay(framed, turned):
        return _parted(F.conv2d(_paired(framed), _over_pairs(turned)))
    return F.conv2d(framed, turned)

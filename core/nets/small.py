"""A small residual net for 28x28 images: 32 to 192 channels, most of the work done at 7x7.

Ours. Wide, low-resolution convolutions are what two cores with bf16 units do best: 1.3 million
weights, half a minute an epoch of Fashion-MNIST.

Source: He et al., Deep Residual Learning for Image Recognition, CVPR 2016,
https://arxiv.org/abs/1512.03385; the layout follows the short ResNets of DAWNBench entries
"""

from __future__ import annotations

from torch import Tensor, nn

from core.nets._exact_linear import ExactLinear

TITLE = "Small residual net"
INPUT_SHAPE = (1, 28, 28)
OUTPUTS = {"2 dimensions": {"dimension": 2}, "64 dimensions": {"dimension": 64}}
LAYERS = (
    ("stem", "1", (32, 14, 14)),
    ("block 1 of 3", "3", (64, 7, 7)),
    ("block 2 of 3", "6", (128, 3, 3)),
    ("block 3 of 3", "8", (192, 3, 3)),
    ("penultimate", "10", (192,)),
)


def convolution(inputs: int, outputs: int) -> nn.Sequential:
    """3x3 convolution, batch norm, ReLU; the picture keeps its size."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two convolutions and a shortcut past them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(convolution(width, width), convolution(width, width))

    def forward(self, maps: Tensor) -> Tensor:
        """Map [n, width, h, w] to the same shape."""
        result: Tensor = maps + self.body(maps)
        return result


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net with `dimension` outputs; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return nn.Sequential(
        convolution(1, 32),
        nn.MaxPool2d(2),
        convolution(32, 64),
        nn.MaxPool2d(2),
        convolution(64, 128),
        Residual(128),
        nn.MaxPool2d(2),
        convolution(128, 192),
        Residual(192),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        ExactLinear(192, dimension),
    )

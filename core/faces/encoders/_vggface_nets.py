"""The nets of VGGFace and VGGFace2 as Caffe had them, on torchvision's architectures.

Source: Parkhi, Vedaldi and Zisserman 2015, "Deep face recognition", BMVC; Cao et al. 2018,
"VGGFace2: a dataset for recognising faces across pose and age", FG; squeeze and excitation: Hu,
Shen and Sun 2018, CVPR.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models import resnet, vgg

from core.errors import EncoderMissing
from core.faces.encoders._vggface import CONVERT

VGGFACE = (129.1863, 104.7624, 93.5940)
VGGFACE2 = (131.0912, 103.8827, 91.4953)
"""Mean red, green and blue; the nets take blue first."""
DEPTHS = [3, 4, 6, 3]
SQUEEZED = 16


class CaffeBottleneck(resnet.Bottleneck):
    """A bottleneck that halves in its first convolution; torchvision's does so in the second."""

    def __init__(
        self, inplanes: int, planes: int, stride: int = 1, *more: Any, **named: Any
    ) -> None:
        super().__init__(inplanes, planes, stride, *more, **named)
        self.conv1.stride, self.conv2.stride = (stride, stride), (1, 1)


class SqueezeBottleneck(CaffeBottleneck):
    """One whose channels are weighed by what all its pixels say."""

    def __init__(self, inplanes: int, planes: int, *more: Any, **named: Any) -> None:
        super().__init__(inplanes, planes, *more, **named)
        channels = planes * self.expansion
        self.conv4 = nn.Conv2d(channels, channels // SQUEEZED, 1)
        self.conv5 = nn.Conv2d(channels // SQUEEZED, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """float32 [n, c, h, w] to [n, c', h', w']."""
        around = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        weight = self.conv5(self.relu(self.conv4(out.mean((2, 3), keepdim=True)))).sigmoid()
        result: Tensor = self.relu(out * weight + around)
        return result


class CaffePixels(nn.Module):
    """RGB from 0 to 255 to BGR less the mean."""

    mean: Tensor

    def __init__(self, mean: tuple[float, float, float]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)

    def forward(self, crops: Tensor) -> Tensor:
        """float32 [n, 3, h, w] to the same shape."""
        return (crops - self.mean).flip(1)


def resnet50() -> nn.Module:
    """ResNet-50 to its last pooling: [n, 3, 224, 224] to [n, 2048]."""
    return _caffe_resnet(CaffeBottleneck)


def senet50() -> nn.Module:
    """SENet-50 to its last pooling: [n, 3, 224, 224] to [n, 2048]."""
    return _caffe_resnet(SqueezeBottleneck)


def vgg16() -> nn.Module:
    """VGG16's convolutions and the mean over the picture: [n, 3, 224, 224] to [n, 512]."""
    parts = {
        "features": vgg.make_layers(vgg.cfgs["D"]),
        "pooling": nn.AdaptiveAvgPool2d(1),
        "flat": nn.Flatten(),
    }
    return nn.Sequential(OrderedDict(parts))


def load(trunk: nn.Module, weights: Path, *, mean: tuple[float, float, float]) -> nn.Module:
    """`trunk` with its weights, for RGB crops from 0 to 255; raises EncoderMissing."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    known = trunk.state_dict()
    try:
        found = {name: value for name, value in load_file(weights).items() if name in known}
        counters = {name: known[name] for name in known if name.endswith("num_batches_tracked")}
        trunk.load_state_dict(counters | found)
    except (OSError, RuntimeError, SafetensorError) as error:
        reason = " ".join(str(error).split())[:200]
        raise EncoderMissing(
            f"{weights.name} does not hold this net's weights: {reason} ... {CONVERT}"
        ) from error
    return nn.Sequential(CaffePixels(mean), trunk).eval()


def _caffe_resnet(block: type[resnet.Bottleneck]) -> nn.Module:
    net: nn.Module = resnet.ResNet(block, DEPTHS)
    net.maxpool = nn.MaxPool2d(3, stride=2, ceil_mode=True)
    net.fc = nn.Identity()
    return net

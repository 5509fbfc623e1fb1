"""A net of torchvision with its ImageNet weights: the features that its last layer reads.

The weights are downloaded once, where the machine may; else bring them as a file.
"""

from __future__ import annotations

from typing import Any

from core.encoders.address import Address
from core.encoders.encoder import Built

TITLE = "torchvision, ImageNet weights"
TUNABLE = True
CHOICES = (
    "resnet18",
    "resnet50",
    "convnext_tiny",
    "efficientnet_b0",
    "efficientnet_v2_s",
    "mobilenet_v3_large",
    "swin_v2_t",
    "vit_b_16",
)
"""Those that are offered; every other name of torchvision may be given."""


def offered() -> dict[str, str]:
    """Some well-known ones."""
    return {name: f"torchvision {name}, ImageNet" for name in CHOICES}


def settle(asked: Address) -> Address:
    """As it is."""
    asked.only("preprocessing", "pool")
    return asked


def title(asked: Address) -> str:
    """What people read."""
    return f"torchvision {asked.name}, ImageNet"


def identity(asked: Address) -> dict[str, Any]:
    """The weights that this version of torchvision takes for the best."""
    from importlib.metadata import version

    return {"torchvision": version("torchvision"), "net": asked.name, "pool": asked.pool}


def check(asked: Address) -> None:
    """Whether the weights can be had is seen when they are asked for."""
    del asked


def build(asked: Address) -> Built:
    """Raises UnknownName, EncoderMissing where the weights cannot be downloaded."""
    from core.encoders.architectures.torchvision import pretrained
    from core.encoders.torch_net import runner

    net, preprocessing = pretrained(asked.name)
    return Built(runner(net), preprocessing, scales=True, module=net)

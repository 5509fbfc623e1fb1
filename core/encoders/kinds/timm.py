"""A net of timm (PyTorch Image Models) by name, with its weights: the features before its scores.

Preprocessing is what timm states for the weights. timm is an extra; the weights are downloaded
once, where the machine may; else bring them as a file.
"""

from __future__ import annotations

from typing import Any

from core.encoders.address import Address
from core.encoders.encoder import Built
from core.encoders.needed import need_timm

TITLE = "timm, pretrained"
TUNABLE = True
CHOICES = (
    "resnet50.a1_in1k",
    "convnext_tiny.fb_in22k",
    "efficientnet_lite0.ra_in1k",
    "vit_small_patch14_dinov2.lvd142m",
    "vit_base_patch16_clip_224.openai",
    "vit_base_patch16_siglip_224.webli",
)
"""Those that are offered; every other name of timm may be given."""


def offered() -> dict[str, str]:
    """Some well-known ones, where timm is installed."""
    from importlib.util import find_spec

    return {n: f"timm {n}" for n in CHOICES} if find_spec("timm") else {}


def settle(asked: Address) -> Address:
    """As it is."""
    asked.only("preprocessing", "pool")
    return asked


def title(asked: Address) -> str:
    """What people read."""
    return f"timm {asked.name}"


def identity(asked: Address) -> dict[str, Any]:
    """The weights of that name and what this version makes of them."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("timm")
    except PackageNotFoundError:  # `check` says so
        found = ""
    return {"timm": found, "net": asked.name, "pool": asked.pool}


def check(asked: Address) -> None:
    """Raises EncoderMissing where timm is not installed."""
    del asked
    need_timm()


def build(asked: Address) -> Built:
    """Raises UnknownName, EncoderMissing where the weights cannot be downloaded."""
    from core.encoders.architectures.timm import pretrained
    from core.encoders.torch_net import runner

    net, preprocessing = pretrained(asked.name)
    return Built(runner(net), preprocessing, scales=True, module=net)

"""One of our nets with its ImageNet weights, where those come inside a package: its features."""

from __future__ import annotations

from typing import Any

from core import nets
from core.encoders.address import Address
from core.encoders.encoder import Built
from core.encoders.preprocessing import Preprocessing
from core.errors import UnknownName
from core.registry import entries

TITLE = "Shipped net, ImageNet weights"
TUNABLE = True


def offered() -> dict[str, str]:
    """Those whose weights need no download."""
    known = entries(nets.PACKAGE).values()
    return {e.name: f"{e.constants['TITLE']}, ImageNet" for e in known if _at_hand(e.constants)}


def settle(asked: Address) -> Address:
    """As it is; raises UnknownName."""
    asked.only("preprocessing")
    if asked.name not in offered():
        raise UnknownName("net with weights", asked.name, offered())
    return asked


def title(asked: Address) -> str:
    """What people read."""
    return offered()[asked.name]


def identity(asked: Address) -> dict[str, Any]:
    """The weights are those of the packages that the net's file names."""
    from importlib.metadata import PackageNotFoundError, version

    packages = str(nets.entry(asked.name).constants["PACKAGES"]).split()
    try:
        return {"net": asked.name, **{name: version(name) for name in packages}}
    except PackageNotFoundError:  # `build` says so
        return {"net": asked.name}


def check(asked: Address) -> None:
    """Nothing to check before it is built."""
    del asked


def build(asked: Address) -> Built:
    """The net up to what its last layer reads; raises DataMissing without the packages."""
    from torch import nn

    from core.encoders.torch_net import runner

    stated = nets.entry(asked.name).constants
    net = nets.build(asked.name, dimension=1, pretrained=True)
    last = [path for path, m in net.named_modules() if isinstance(m, nn.Linear)][-1]
    parent, _, leaf = last.rpartition(".")
    setattr(net.get_submodule(parent), leaf, nn.Identity())
    return Built(runner(net), stated_preprocessing(asked.name, stated), scales=True, module=net)


def stated_preprocessing(name: str, stated: dict[str, Any]) -> Preprocessing:
    """What a net's file states: the whole picture squeezed to its size, as in training."""
    channels, height, width = nets.input_shape(name)
    gray = channels == 1
    return Preprocessing(
        size=(height, width),
        resize=None,
        crop="squeeze",
        channels="gray" if gray else "rgb",
        mean=stated.get("MEAN", (0.0,)),
        std=stated.get("STD", (1.0,)),
    )


def _at_hand(constants: dict[str, Any]) -> bool:
    return bool(constants.get("IMAGENET") and constants.get("PACKAGES"))

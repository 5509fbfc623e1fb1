"""Nets of torchvision, up to the features that their last layer reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.encoders.architectures import Empty, near
from core.encoders.preprocessing import Preprocessing
from core.encoders.torch_net import LAST, without_scores
from core.errors import BadEncoder, EncoderMissing, UnknownName

if TYPE_CHECKING:
    from torch import Tensor, nn

HEADS = tuple(f"{part}." for part in (*LAST, "aux"))
"""What the weights of scores are called: the net does without them."""


def names() -> list[str]:
    """Those that sort images."""
    from torchvision import models

    found: list[str] = models.list_models(module=models)
    return found


def empty(name: str, weights: Mapping[str, Tensor]) -> Empty:
    """The net without weights; raises UnknownName."""
    del weights
    from torchvision import models

    _check(name)
    net = models.get_model(name, weights=None)
    without_scores(net, name)
    return Empty(net, _stated(models.get_model_weights(name).DEFAULT.transforms()), HEADS)


def pretrained(name: str) -> tuple[nn.Module, Preprocessing]:
    """The net with the best weights that torchvision knows, and what those expect.

    Raises UnknownName, EncoderMissing where they cannot be downloaded.
    """
    from torchvision import models

    _check(name)
    weights = models.get_model_weights(name).DEFAULT
    try:
        net = models.get_model(name, weights=weights)
    except (OSError, RuntimeError) as error:  # RuntimeError: the download was cut off
        why = getattr(error, "reason", error)
        raise EncoderMissing(
            f"The weights of torchvision's {name} cannot be downloaded here ({why}). Bring them "
            f"as a file, on Models under “Bring an encoder”, with the net torchvision:{name}; they "
            f"lie at {weights.url}."
        ) from error
    without_scores(net, name)
    return net, _stated(weights.transforms())


def _check(name: str) -> None:
    if name not in names():
        raise UnknownName("net of torchvision", name, near(name, names()))


def _stated(transforms: Any) -> Preprocessing:
    try:
        (size,), (resize,) = transforms.crop_size, transforms.resize_size
        return Preprocessing(
            size=(size, size),
            resize=max(size, resize),
            interpolation=transforms.interpolation.value,
            mean=tuple(transforms.mean),
            std=tuple(transforms.std),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise BadEncoder(
            f"What torchvision states for these weights cannot be read ({error})."
        ) from error

"""Nets of timm, up to their features, with what timm states of their pictures."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from core.encoders.architectures import Empty, near
from core.encoders.needed import need_timm
from core.encoders.preprocessing import Preprocessing
from core.encoders.stated import of_config
from core.errors import BadEncoder, EncoderMissing, UnknownName

if TYPE_CHECKING:
    from torch import Tensor, nn


def names() -> list[str]:
    """All of them; raises EncoderMissing."""
    need_timm()
    import timm

    found: list[str] = timm.list_models()
    return found


def empty(name: str, weights: Mapping[str, Tensor]) -> Empty:
    """The net without weights; raises UnknownName, EncoderMissing."""
    del weights
    net = _create(name, pretrained=False)
    heads = net.pretrained_cfg.get("classifier") or ()
    return Empty(net, _stated(net), (heads,) if isinstance(heads, str) else tuple(heads))


def pretrained(name: str) -> tuple[nn.Module, Preprocessing]:
    """The net with its weights, and what those expect.

    Raises UnknownName, EncoderMissing where timm is not installed or they cannot be downloaded.
    """
    net = _create(name, pretrained=True)
    return net, _stated(net)


def _create(name: str, *, pretrained: bool) -> Any:
    need_timm()
    import timm

    if not timm.is_model(name):
        raise UnknownName("net of timm", name, near(name, names()))
    if pretrained and not _may_download(name):
        raise EncoderMissing(_away(name))
    try:
        return timm.create_model(name, pretrained=pretrained, num_classes=0)
    except (OSError, RuntimeError, ValueError) as error:
        if not pretrained:
            raise BadEncoder(f"timm cannot build {name}: {error}") from error
        raise EncoderMissing(_away(name)) from error


def _may_download(name: str) -> bool:
    """Whether the hub can be found at all, or the weights are here: it tries for a minute else."""
    import huggingface_hub as hub
    import timm

    cached = hub.try_to_load_from_cache(
        str(timm.get_pretrained_cfg_value(name, "hf_hub_id")), "model.safetensors"
    )
    if isinstance(cached, str) or getproxies():  # a proxy finds hosts that we cannot
        return True
    try:
        return bool(socket.getaddrinfo(urlsplit(hub.constants.ENDPOINT).hostname, 443))
    except OSError:
        return False


def _away(name: str) -> str:
    return (
        f"The weights of timm's {name} cannot be downloaded here. Download its model.safetensors "
        "elsewhere, and bring it on Models under “Bring an encoder” with the net "
        f"timm:{name.partition('.')[0]}."
    )


def _stated(net: Any) -> Preprocessing:
    import timm.data

    return of_config(timm.data.resolve_model_data_config(net))

"""Our nets (`core/nets/`), of the size that the weights have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core import nets
from core.encoders.architectures import Empty
from core.encoders.kinds.net import stated_preprocessing

if TYPE_CHECKING:
    from torch import Tensor


def names() -> list[str]:
    """All of them."""
    return nets.names()


def empty(name: str, weights: Mapping[str, Tensor]) -> Empty:
    """The net whose outputs are as many as the weights' last layer has; raises UnknownName."""
    stated = nets.entry(name).constants
    net = nets.build(name, dimension=2)
    last = [key for key, value in net.state_dict().items() if value.ndim > 1][-1]
    outputs = len(weights[last]) if last in weights else 2
    if outputs != 2:
        net = nets.build(name, dimension=outputs)
    return Empty(net, stated_preprocessing(name, stated))

"""A state dict as torch.save writes it, read without running what a pickle may hold."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.encoders.encoder import Built
from core.encoders.formats import SAVE
from core.errors import BadEncoder

if TYPE_CHECKING:
    from torch import Tensor

TITLE = "PyTorch state dict"
NET = True
SUFFIX = ".pt"
INSIDE = ("state_dict", "model_state_dict", "model_state", "model", "weights", "teacher", "ema")
"""Where training loops put the weights among other things."""


def build(path: Path, *, title: str, net: str | None, layer: str | None) -> Built:
    """Raises BadEncoder where it holds more than weights, is damaged, or does not fit the net."""
    from core.encoders.formats._weights import build_net

    return build_net(_weights(_read(path, title), title), path, title=title, net=net, layer=layer)


def _read(path: Path, title: str) -> Any:
    import torch

    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise BadEncoder(
            f"{title} is a pickle that holds more than weights, and reading it could run any code. "
            f"{SAVE}"
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, AttributeError) as error:
        raise BadEncoder(
            f"{title} cannot be read as PyTorch's weights. Copy it again. {SAVE}"
        ) from error


def _weights(found: Any, title: str) -> dict[str, Tensor]:
    import torch

    for key in INSIDE:
        inner = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(inner, Mapping) and any(isinstance(v, torch.Tensor) for v in inner.values()):
            found = inner
            break
    tensors = (
        {str(k): v for k, v in found.items() if isinstance(v, torch.Tensor)}
        if isinstance(found, Mapping)
        else {}
    )
    if not tensors:
        raise BadEncoder(f"{title} holds no weights by name. {SAVE}")
    return tensors

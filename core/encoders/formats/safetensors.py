"""Weights in a safetensors file, for a net that is named."""

from __future__ import annotations

from pathlib import Path

from core.encoders.encoder import Built
from core.errors import BadEncoder

TITLE = "Safetensors"
NET = True
SUFFIX = ".safetensors"


def build(path: Path, *, title: str, net: str | None, layer: str | None) -> Built:
    """Raises BadEncoder where the file is damaged, or does not fit the net."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    from core.encoders.formats._weights import build_net

    try:
        weights = load_file(path)
    except (OSError, ValueError, SafetensorError) as error:
        raise BadEncoder(f"{title} cannot be read ({error}). Copy it again.") from error
    return build_net(weights, path, title=title, net=net, layer=layer)

"""A TorchScript file: a program of PyTorch. It runs code, so the server's owner has to allow it."""

from __future__ import annotations

import os
from pathlib import Path

from core.encoders.encoder import Built
from core.encoders.preprocessing import Preprocessing
from core.errors import BadEncoder

TITLE = "TorchScript"
NET = False
SUFFIX = ".ts"
ALLOWED = "EMBEDSCOPE_TORCHSCRIPT"
"""The environment variable by which a server's owner allows it: 1."""


def allowed() -> bool:
    """Whether the server's owner lets TorchScript run."""
    return os.environ.get(ALLOWED, "") == "1"


def build(path: Path, *, title: str, net: str | None, layer: str | None) -> Built:
    """Raises BadEncoder where it is not allowed, is damaged, or a layer is asked for."""
    del net
    check(title)
    if layer is not None:
        raise BadEncoder(f"{title} is TorchScript, whose layers have no names: leave layer out.")
    import torch

    from core.encoders.torch_net import runner

    try:
        script = torch.jit.load(str(path), map_location="cpu")
    except (OSError, RuntimeError, ValueError) as error:
        raise BadEncoder(
            f"{title} cannot be loaded as TorchScript. Copy it again, or export it to ONNX."
        ) from error
    return Built(runner(script), Preprocessing(), scales=True)


def check(title: str) -> None:
    """Raise BadEncoder where TorchScript is not allowed here."""
    if not allowed():
        raise BadEncoder(
            f"{title} is TorchScript, a program that runs its own code on this server. Export it "
            f"to ONNX, or let the server's owner allow it by {ALLOWED}=1."
        )

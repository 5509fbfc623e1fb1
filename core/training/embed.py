"""What a trained net makes of images."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.errors import RunBroken
from core.nets import build
from core.nets._vector_head import VectorHead
from core.runs.card import RunCard
from core.runs.run import Run
from core.training.modes import evaluating
from core.training.pixels import Pixels
from core.training.take_weights import weights_of

BODY, HEAD = "body.", "head."
"""How the names of weights begin where an encoder learned together with its head."""
BLOCK = 1024
"""Images of 28 x 28 pixels that are embedded at once; of larger ones fewer, for the memory."""


def load_model(run: Run) -> nn.Module:
    """The net of a finished run, ready to embed; raises RunBroken where the weights do not fit."""
    about = run.finished().image_net
    return _filled(build(about.name, dimension=about.dimension, variant=about.variant), run)


def load_head(run: Run) -> nn.Module:
    """The head of a finished run on a frozen encoder's vectors; raises RunBroken as above, and
    where the run has none.
    """
    about = run.finished().head
    if about is None:
        raise RunBroken(f"The run {run.name} is no head on a frozen encoder.")
    head = VectorHead(
        about.inputs, about.dimension, hidden=about.hidden, normalised=about.normalised
    )
    return _filled(head, run, under=HEAD if about.tuned_from else "")


def load_tuned(run: Run) -> dict[str, torch.Tensor]:
    """The weights of a run's fine-tuned encoder by their names in it, float32; {} where it stayed
    frozen. Raises RunBroken.
    """
    known = {key: value for key, value in weights_of(run).items() if key.startswith(BODY)}
    return {key.removeprefix(BODY): value for key, value in known.items()}


def _filled(net: nn.Module, run: Run, *, under: str = "") -> nn.Module:
    """With the run's weights, or those of them whose names begin so."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        found = load_file(run.folder / "model.safetensors")
        weights = {k.removeprefix(under): v for k, v in found.items() if k.startswith(under)}
        net.load_state_dict({key: value.to(_type(value)) for key, value in weights.items()})
    except (OSError, RuntimeError, ValueError, SafetensorError) as error:
        raise RunBroken(f"The weights of {run.name} cannot be loaded: {error}") from error
    return net.eval()


def embed(model: nn.Module, images: NDArray[np.uint8], *, card: RunCard) -> NDArray[np.float32]:
    """Embed uint8 [n, h, w] or [n, h, w, 3] in full precision: float32 [n, d]."""
    return embed_pixels(model, images, pixels=Pixels.of_card(card))


@torch.inference_mode()
def embed_pixels(
    model: nn.Module, images: NDArray[np.uint8], *, pixels: Pixels
) -> NDArray[np.float32]:
    """As `embed`, while there is no card yet; leaves the net's mode as it was."""
    device = str(next(model.parameters()).device)
    _, height, width = pixels.shape
    step = max(1, BLOCK * 28 * 28 // (height * width))
    with evaluating(model):
        parts = [
            model(pixels.prepare(images[start : start + step], device=device)).float().cpu().numpy()
            for start in range(0, len(images), step)
        ]
    result: NDArray[np.float32] = np.concatenate(parts)
    return result


def _type(value: torch.Tensor) -> torch.dtype:
    return torch.float32 if value.is_floating_point() else value.dtype

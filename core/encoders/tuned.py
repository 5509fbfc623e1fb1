"""An encoder whose last stages learn too, with the head on its vectors: one net of images.

What comes before the stage that is named stays as it is. The statistics of all its batch norms
stay, too: they were taken over far more images than are learned from here.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.encoders.encoder import Encoder
from core.errors import BadRecipe
from core.nets import parameters
from core.nets._vector_head import VectorHead
from core.training.param_groups import freeze_norms

SHOWN = 24


class TunedEncoder(nn.Module):
    """Maps scaled pixels float32 [n, c, h, w] to float32 [n, outputs]."""

    def __init__(self, encoder: Encoder, head: VectorHead, *, first: str) -> None:
        """`first` names the first stage that learns; raises BadRecipe where the encoder has no such
        stage, or is no net of PyTorch.
        """
        super().__init__()
        if encoder.built.module is None:
            raise BadRecipe(f"net.unfreeze_from: {encoder.title} is no net of PyTorch.")
        self.body, self.head, self.pool = encoder.built.module, head, encoder.pool
        names = [name for name, _ in self.body.named_modules()]
        place = next((i for i, n in enumerate(names) if f"{n}.".startswith(f"{first}.")), None)
        if place is None or not first:
            raise BadRecipe(
                f"net.unfreeze_from: {encoder.title} has no part called {first!r}. It has: "
                f"{', '.join(stages(self.body))}."
            )
        after = set(names[place:])
        self.body.requires_grad_(False)
        self.still = []
        for name, module in self.body.named_modules():
            if name in after:
                for weight in module.parameters(recurse=False):
                    weight.requires_grad = True
            elif not any(module.children()):
                self.still.append(module)
        self.learning = parameters(self)
        """How many numbers learn, of the head too."""

    def train(self, mode: bool = True) -> TunedEncoder:
        """As torch's; what stays as it is, and every batch norm of the encoder, stays at rest."""
        super().train(mode)
        for module in self.still:
            module.eval()
        freeze_norms(self.body)
        return self

    def forward(self, pixels: Tensor) -> Tensor:
        """The head's output."""
        out: Tensor = self.head(_vectors(self.body(pixels), self.pool))
        return out


def stages(body: nn.Module) -> list[str]:
    """Names of an encoder's parts, two levels deep, in order."""
    found = [name for name, module in body.named_modules() if name and list(module.parameters())]
    return [name for name in found if name.count(".") < 2][:SHOWN]


def fitted_pixels(encoder: Encoder, fitted: NDArray[np.uint8], *, device: str) -> Tensor:
    """Fitted pictures, as the net takes them: float32 [n, c, h, w]."""
    return torch.from_numpy(encoder.preprocessing.scaled(fitted)).to(device)


def _vectors(out: Tensor, pool: str | None) -> Tensor:
    """What `core.encoders.encoder.as_vectors` makes of arrays, of tensors: [n, d]."""
    if out.ndim == 4:
        out = out.mean((2, 3))  # [n, d, 1, 1], or a map by pool=mean: others were refused
    elif out.ndim == 3:
        out = out.mean(1) if pool == "mean" else out[:, 0]
    return out.float()

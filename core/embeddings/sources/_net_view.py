"""What a layer of a run's net makes of images. Imports torch: import this when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.data.sizes import Frame, Image8, squeezed
from core.embeddings.sources._views import View, pixel_view
from core.runs.layers import module_path
from core.runs.run import Run
from core.training.device import place
from core.training.embed import load_model
from core.training.initial_weights import initial_net
from core.training.pixels import Pixels

MOST_FEATURES = 4096
"""A feature map of more values is averaged over its places."""


def net_view(run: Run, layer: str, images: Sequence[Image8], *, trained: bool = True) -> View:
    """A layer's values, float32 [b, values]; a few of the images to come are looked at.

    The net is that of the run's end, or with `trained=False` that of its beginning. Raises
    RunBroken where the weights cannot be loaded, UnknownName for a layer it does not have.
    """
    if layer == "pixels":
        return pixel_view(images)
    device = place("fp32").device
    model = (load_model(run) if trained else initial_net(run)).to(device)
    pixels = Pixels.of_card(run.finished())
    read = _reader(model, module_path(run, layer))
    channels, height, width = pixels.shape
    frame = Frame(height, width, colour=channels == 3)

    def features(batch: Sequence[Image8]) -> Tensor:
        alike = len({image.shape for image in batch}) == 1
        same = np.stack(batch if alike else [squeezed(image, frame) for image in batch])
        return read(pixels.prepare(same, device=device))

    def vectors(batch: Sequence[Image8]) -> NDArray[np.float32]:
        result: NDArray[np.float32] = _flat(features(batch)).cpu().numpy()
        return result

    shape = features(images[:1]).shape[1:]
    return View(vectors, _note(shape))


def _reader(model: nn.Module, path: str | None) -> Callable[[Tensor], Tensor]:
    """A function from prepared images to the output of the module at `path`."""
    if path is None:
        return torch.inference_mode()(model)
    seen: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        seen.append(output.clone())  # what follows may work in place

    model.get_submodule(path).register_forward_hook(keep)

    @torch.inference_mode()
    def read(images: Tensor) -> Tensor:
        model(images)
        return seen.pop()

    return read


def _flat(features: Tensor) -> Tensor:
    large = features[0].numel() > MOST_FEATURES and features.ndim == 4
    return (features.mean((2, 3)) if large else features.flatten(1)).float()


def _note(shape: torch.Size) -> str:
    if len(shape) < 3 or shape.numel() <= MOST_FEATURES:
        return ""
    size = " x ".join(map(str, shape))
    return f"The {size} values of this layer are averaged over positions, which leaves {shape[0]}."

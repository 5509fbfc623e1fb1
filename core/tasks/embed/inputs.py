"""What goes into the net: images, changed for training, or the vectors of a frozen encoder."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.data import transforms
from core.data.image_set import Images as Pictures
from core.data.sizes import Image8
from core.encoders.encoder import Encoder, at_once
from core.encoders.frozen import Encoded
from core.encoders.tuned import fitted_pixels
from core.tasks.embed.settings import EmbeddingRecipe
from core.tasks.embed.splits import TEST, TRAIN, Splits
from core.training.embed import embed_pixels
from core.training.modes import evaluating
from core.training.pixels import Pixels, shrunk
from core.training.rng import fold_in

Places = NDArray[np.int64]
Vectors = NDArray[np.float32]
AT_ONCE = 4096


class Inputs(Protocol):
    """Batches of a split's images, as the net takes them."""

    def training(self, rows: Places, *, step: int, view: int = 0) -> Tensor:
        """Of training images, as they are learned from at a step; each view is changed anew."""
        ...

    def embed(self, model: nn.Module, split: str, rows: Places | None = None) -> Vectors:
        """float32 [n, d] of a split's images, or of those at `rows`, as they are."""
        ...


class Images:
    """Pixels, normalised; in training as the recipe's `data` changes them."""

    def __init__(
        self, splits: Splits, recipe: EmbeddingRecipe, pixels: Pixels, *, device: str
    ) -> None:
        self.splits, self.recipe, self.pixels, self.device = splits, recipe, pixels, device

    def training(self, rows: Places, *, step: int, view: int = 0) -> Tensor:
        """Float32 [n, c, h, w]."""
        images = self.pixels.prepare(self._array(TRAIN)[rows], device=self.device)
        return changed(images, self.recipe, step=step, view=view)

    def embed(self, model: nn.Module, split: str, rows: Places | None = None) -> Vectors:
        """See Inputs."""
        images = self._array(split)
        return embed_pixels(model, images if rows is None else images[rows], pixels=self.pixels)

    def _array(self, split: str) -> NDArray[np.uint8]:
        return np.asarray(self.splits.of(split).images)


class Fitted:
    """Pictures in an encoder's size, which learns too; in training as `data` changes them."""

    def __init__(
        self, splits: Splits, recipe: EmbeddingRecipe, encoder: Encoder, *, device: str
    ) -> None:
        self.recipe, self.encoder, self.device = recipe, encoder, device
        self.pictures = {
            split: encoder.fitted(_listed(splits.of(split).images)) for split in (TRAIN, TEST)
        }

    def training(self, rows: Places, *, step: int, view: int = 0) -> Tensor:
        """Float32 [n, c, h, w]."""
        images = fitted_pixels(self.encoder, self.pictures[TRAIN][rows], device=self.device)
        return changed(images, self.recipe, step=step, view=view)

    @torch.inference_mode()
    def embed(self, model: nn.Module, split: str, rows: Places | None = None) -> Vectors:
        """See Inputs."""
        pictures = self.pictures[split] if rows is None else self.pictures[split][rows]
        step = at_once(self.encoder.preprocessing)
        with evaluating(model):
            parts = [
                model(fitted_pixels(self.encoder, pictures[at : at + step], device=self.device))
                for at in range(0, len(pictures), step)
            ]
        made: Vectors = torch.cat(parts).cpu().numpy()
        return made


def _listed(images: Pictures) -> list[Image8]:
    return [images[row] for row in range(len(images))]


def changed(images: Tensor, recipe: EmbeddingRecipe, *, step: int, view: int) -> Tensor:
    """Training images float32 [n, c, h, w] as the recipe's `data` changes them at a step."""
    data, more = recipe.data, (view,) if view else ()
    draw = torch.Generator().manual_seed(fold_in("augment", recipe.seed, step, *more))
    images = transforms.apply(data.augment, images, generator=draw, zoom_range=data.zoom_range)
    return shrunk(images, data.side)


class Rows:
    """What a frozen encoder made of the images, once."""

    def __init__(self, encoded: Encoded) -> None:
        self.rows = encoded.rows

    def training(self, rows: Places, *, step: int, view: int = 0) -> Tensor:
        """Float32 [n, dimension]."""
        del step, view
        return self.rows[TRAIN][rows]

    @torch.inference_mode()
    def embed(self, model: nn.Module, split: str, rows: Places | None = None) -> Vectors:
        """See Inputs."""
        vectors = self.rows[split] if rows is None else self.rows[split][rows]
        with evaluating(model):
            made: Vectors = (
                torch.cat([model(part) for part in vectors.split(AT_ONCE)]).cpu().numpy()
            )
        return made

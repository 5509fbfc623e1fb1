"""What goes into the net: images, changed for training, or the vectors of a frozen encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.data import transforms
from core.encoders import Encoder
from core.progress import Progress
from core.tasks.embed.settings import EmbeddingRecipe
from core.tasks.embed.splits import TEST, TRAIN, Splits
from core.training.embed import embed_pixels
from core.training.modes import evaluating
from core.training.pixels import Pixels, shrunk
from core.training.rng import fold_in

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]
AT_ONCE = 4096


class Inputs(Protocol):
    """Batches of a split's images, as the net takes them."""

    def training(self, rows: Rows, *, step: int) -> Tensor:
        """Of training images, as they are learned from at a step."""
        ...

    def embed(self, model: nn.Module, split: str, rows: Rows | None = None) -> Vectors:
        """float32 [n, d] of a split's images, or of those at `rows`, as they are."""
        ...


class Images:
    """Pixels, normalised; in training as the recipe's `data` changes them."""

    def __init__(
        self, splits: Splits, recipe: EmbeddingRecipe, pixels: Pixels, *, device: str
    ) -> None:
        self.splits, self.recipe, self.pixels, self.device = splits, recipe, pixels, device

    def training(self, rows: Rows, *, step: int) -> Tensor:
        """Float32 [n, c, h, w]."""
        data = self.recipe.data
        images = self.pixels.prepare(self._array(TRAIN)[rows], device=self.device)
        draw = torch.Generator().manual_seed(fold_in("augment", self.recipe.seed, step))
        images = transforms.apply(data.augment, images, generator=draw, zoom_range=data.zoom_range)
        return shrunk(images, data.side)

    def embed(self, model: nn.Module, split: str, rows: Rows | None = None) -> Vectors:
        """See Inputs."""
        images = self._array(split)
        return embed_pixels(model, images if rows is None else images[rows], pixels=self.pixels)

    def _array(self, split: str) -> NDArray[np.uint8]:
        return np.asarray(self.splits.of(split).images)


class Encoded:
    """What a frozen encoder made of the images, once."""

    def __init__(self, encoder: Encoder, vectors: dict[str, Vectors], *, device: str) -> None:
        self.address, self.title, self.version = encoder.address, encoder.title, encoder.version
        self.rows = {split: torch.from_numpy(each).to(device) for split, each in vectors.items()}

    @property
    def dimension(self) -> int:
        """Of the encoder's vectors."""
        return int(self.rows[TRAIN].shape[1])

    def training(self, rows: Rows, *, step: int) -> Tensor:
        """Float32 [n, dimension]."""
        del step
        return self.rows[TRAIN][rows]

    @torch.inference_mode()
    def embed(self, model: nn.Module, split: str, rows: Rows | None = None) -> Vectors:
        """See Inputs."""
        vectors = self.rows[split] if rows is None else self.rows[split][rows]
        with evaluating(model):
            made: Vectors = (
                torch.cat([model(part) for part in vectors.split(AT_ONCE)]).cpu().numpy()
            )
        return made


def encoded(
    splits: Splits,
    recipes: Sequence[EmbeddingRecipe],
    *,
    device: str,
    progress: Progress,
    stop: Callable[[], bool],
) -> dict[str, Encoded]:
    """By address, what each of the recipes' encoders makes of the images; those that were encoded
    before, on whatever page, are not encoded again.

    Raises Stopped, what `core.encoders.load` does, and what opening an image does.
    """
    from core import encoders
    from core.encoders.kept import encode, vectors_folder

    found = {}
    count = len(splits.train), len(splits.test)
    for address in dict.fromkeys(r.net.encoder for r in recipes if r.net.encoder):
        progress(0, sum(count), f"loading {encoders.title_of(address)}")
        encoder = encoders.load(address)
        vectors = {}
        for split, before in ((TRAIN, 0), (TEST, count[0])):
            vectors[split] = encode(
                encoder,
                splits.of(split).images,
                folder=vectors_folder(encoder),
                progress=_of_both(progress, before, sum(count)),
                stop=stop,
            )
        found[address] = Encoded(encoder, vectors, device=device)
    return found


def _of_both(progress: Progress, before: int, whole: int) -> Progress:
    """Of two splits one bar."""

    def tell(done: int, _of: int, _message: str) -> None:
        at = before + done
        progress(at, whole, f"{at:,} of {whole:,} images encoded")

    return tell

"""What goes into the net at a step: changed images, or what a frozen body made of them once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.data import transforms
from core.tasks.classify.splits import Splits
from core.tasks.classify.start import body_of
from core.training.outputs import batches_of
from core.training.pixels import Pixels

Labels = NDArray[np.int64]
AT_ONCE = 512


class Features:
    """Rows float32 [n, f] of the training split, known beforehand, for the layer that learns."""

    def __init__(self, learner: nn.Module, rows: Tensor) -> None:
        self.learner, self.rows = learner, rows

    def training(self, positions: Labels, *, generator: torch.Generator) -> Tensor:
        """A batch that is learned from."""
        del generator
        return self.rows[positions]

    def plain(self, positions: Labels) -> Iterator[Tensor]:
        """Batches that are only looked at."""
        for start in range(0, len(positions), AT_ONCE):
            yield self.rows[positions[start : start + AT_ONCE]]


class Inputs:
    """Batches of training images for `learner`: the whole net, or its head alone.

    Where the body never changes and neither do the images, the body looks at each image once, and
    its maps are kept in half precision: the same result, many times quicker.
    """

    def __init__(self, splits: Splits, model: nn.Module, pixels: Pixels, *, device: str) -> None:
        asked = splits.recipe
        self.splits, self.pixels, self.device = splits, pixels, device
        self.augment = asked.data.augment
        self.zoom_range = asked.data.zoom_range
        still = asked.freeze.backbone and asked.freeze.unfreeze_epoch is None
        self.once = still and not self.augment
        self.learner: nn.Module = model
        self.maps: Tensor | None = None
        if self.once:
            head = model.head
            assert isinstance(head, nn.Module)
            self.learner, self.body = head, body_of(model)

    def training(self, positions: Labels, *, generator: torch.Generator) -> Tensor:
        """A batch that is learned from: images at `positions` of the training split, changed."""
        if self.once:
            return self._maps()[positions].float()
        images = self.pixels.prepare(self.splits.images(positions), device=self.device)
        images = transforms.apply(
            self.augment, images, generator=generator, zoom_range=self.zoom_range
        )
        return images.contiguous(memory_format=torch.channels_last)

    def plain(self, positions: Labels) -> Iterator[Tensor]:
        """Batches that are only looked at: the images as they are."""
        if not self.once:
            yield from batches_of(
                self.splits.images(positions), pixels=self.pixels, device=self.device
            )
            return
        for start in range(0, len(positions), AT_ONCE):
            yield self._maps()[positions[start : start + AT_ONCE]].float()

    @torch.inference_mode()
    def _maps(self) -> Tensor:
        if self.maps is None:
            self.body.eval()
            images, done = np.asarray(self.splits.train.images), 0
            for batch in batches_of(images, pixels=self.pixels, device=self.device):
                made = self.body(batch)
                if self.maps is None:
                    shape = (len(images), *made.shape[1:])
                    self.maps = torch.empty(shape, dtype=torch.float16, device=self.device)
                self.maps[done : done + len(made)] = made
                done += len(made)
        assert self.maps is not None
        return self.maps

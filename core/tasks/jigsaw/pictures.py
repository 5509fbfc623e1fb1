"""Pictures to make puzzles of: several data sets or folders at once, in memory, without labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core import data
from core.access.roots import within_roots
from core.data.image_set import Images
from core.data.readers.trees import content, either, images_in, open_tree
from core.errors import BadRecipe, DataMissing
from core.paths import from_home
from core.tasks.jigsaw.settings import Data, is_place
from core.training.rng import generator

TESTED = 0.1
"""Share of a folder's pictures that is kept for the test."""
LEAST = 10
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Pile:
    """Pictures from several places, numbered through: squares, each place's of one size.

    `squares` are uint8 [n, s, s, 3] or, where the set is gray, [n, s, s]; s is at most the edge
    that was asked for, so that small pictures take little memory.
    """

    names: tuple[str, ...]
    squares: tuple[NDArray[np.uint8], ...]

    def __len__(self) -> int:
        return sum(len(part) for part in self.squares)

    @property
    def origin(self) -> Indices:
        """The place that each picture is from, as a number into `names`: int64 [n]."""
        return np.repeat(np.arange(len(self.squares)), [len(part) for part in self.squares])

    def take(self, numbers: Indices, side: int, *, device: str = "cpu") -> Tensor:
        """Pictures by number, resized on `device`: float32 [n, 3, side, side] of 0 to 1."""
        made = torch.empty(len(numbers), 3, side, side, device=device)
        start = 0
        for part in self.squares:
            mine = np.flatnonzero((numbers >= start) & (numbers < start + len(part)))
            if len(mine):
                made[mine] = _resized(part[numbers[mine] - start], side, device=device)
            start += len(part)
        return made


@dataclass(frozen=True)
class Splits:
    """What is trained on, and what the net never sees."""

    train: Pile
    chosen: Indices
    """Numbers of the training pictures that are learned from."""
    validation: Indices
    """Numbers of the training pictures that validate."""
    test: Pile


def make_splits(asked: Data, *, side: int, seed: int) -> Splits:
    """Load and divide the pictures; raises BadRecipe, DataMissing and the data's errors."""
    if not asked.names:
        raise BadRecipe("data.names is empty: name a data set, or a folder of pictures.")
    parts = [_split(name, seed=seed) for name in asked.names]
    train = Pile(asked.names, tuple(squares(part[0], side=side) for part in parts))
    if not 1 <= asked.validation < len(train):
        raise BadRecipe(
            f"data.validation must lie between 1 and {len(train) - 1}, the training pictures but "
            f"one, not {asked.validation}."
        )
    test = Pile(asked.names, _few([part[1] for part in parts], asked.test, side=side, seed=seed))
    order = generator("pictures", seed).permutation(len(train))
    return Splits(train, order[asked.validation :], order[: asked.validation], test)


def squares(images: Images, *, side: int) -> NDArray[np.uint8]:
    """The middle square of every image, made smaller to `side` where it is larger.

    Images of one size below `side` stay as small as they are.
    """
    edge = min(side, *images.shape[1:3]) if isinstance(images, np.ndarray) else side
    return np.stack([_square(np.asarray(images[n]), edge) for n in range(len(images))])


def _square(image: NDArray[np.uint8], edge: int) -> NDArray[np.uint8]:
    from PIL import Image

    height, width = image.shape[:2]
    short = min(height, width)
    top, left = (height - short) // 2, (width - short) // 2
    middle = image[top : top + short, left : left + short]
    if short == edge:
        return middle
    small = Image.fromarray(middle).resize((edge, edge), Image.Resampling.BILINEAR)
    return np.asarray(small)


def _split(name: str, *, seed: int) -> tuple[Images, Images]:
    """Training and test images of a data set or a folder."""
    if not is_place(name):
        return data.load(name, "train").images, data.load(name, "test").images
    place = within_roots(from_home(name))
    place = either(place) if place.suffix != ".zip" else place
    if not place.exists():
        raise DataMissing(f"{name} is neither a folder nor a zip on this machine.")
    tree = open_tree(place)
    files = images_in(tree)
    if len(files) < LEAST:
        raise DataMissing(f"{name} holds {len(files)} pictures, and {LEAST} are the least.")
    images = content(tree, files, [""] * len(files), ("",)).images
    order = generator("pictures-tested", seed).permutation(len(files))
    cut = max(1, round(TESTED * len(files)))
    return images[np.sort(order[cut:])], images[np.sort(order[:cut])]


def _few(
    parts: Sequence[Images], most: int, *, side: int, seed: int
) -> tuple[NDArray[np.uint8], ...]:
    """At most `most` test pictures, from every set its share."""
    whole = sum(map(len, parts))
    draw = generator("pictures-few", seed)
    chosen = []
    for part in parts:
        count = max(1, min(len(part), round(most * len(part) / whole)))
        picked = np.sort(draw.choice(len(part), count, replace=False))
        chosen.append(squares(part[picked], side=side))
    return tuple(chosen)


def _resized(images: NDArray[np.uint8], side: int, *, device: str) -> Tensor:
    batch = torch.from_numpy(np.ascontiguousarray(images)).to(device).float() / 255
    batch = batch[:, None].expand(-1, 3, -1, -1) if batch.ndim == 3 else batch.permute(0, 3, 1, 2)
    if batch.shape[-1] == side:
        return batch.contiguous()
    return torch.nn.functional.interpolate(
        batch, (side, side), mode="bilinear", antialias=True, align_corners=False
    )

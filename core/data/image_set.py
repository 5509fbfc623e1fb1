"""A split of a data set, in memory or decoded image by image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.class_names import spoken

Pixels = NDArray[np.uint8]


class Images(Protocol):
    """What `ImageSet.images` promises: a length, an image by number, a part by index array."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: Any, /) -> Any: ...


@dataclass(frozen=True)
class Content:
    """What a reader hands back: the images, their labels, and the names that the files give."""

    images: Images
    labels: NDArray[np.int64]
    classes: tuple[str, ...] = ()
    """Empty where the files name no classes."""
    paths: tuple[str, ...] = ()
    """Where each image came from inside its folder, archive or table; empty where unknown."""


@dataclass(frozen=True)
class ImageSet:
    """One split of a data set.

    `images` is uint8 [n, h, w] (gray) or [n, h, w, 3] where all are of one size and fit in memory;
    else a sequence that decodes each image to uint8 [h, w, 3] when it is asked for.
    `labels` is int64 [n], numbers into `classes`. `source` says where it was found, for people.
    """

    name: str
    split: str
    images: Images
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    source: str
    paths: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", spoken(self.classes))

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def uniform(self) -> bool:
        """Whether `images` is one array."""
        return isinstance(self.images, np.ndarray)

    def take(self, indices: Sequence[int] | NDArray[np.int64]) -> ImageSet:
        """The same split with only the images at `indices`, in their order."""
        chosen = np.asarray(indices, np.int64)
        paths = tuple(self.paths[i] for i in chosen) if self.paths else ()
        return replace(self, images=self.images[chosen], labels=self.labels[chosen], paths=paths)

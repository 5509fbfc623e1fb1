"""The test images of a finished run, one by one: from its data set, else from its thumbnails.

Without the data set a run still has the sheet of thumbnails that it kept, smaller and packed with
loss: a net then sees a little less than when it was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import data
from core.data.catalogue import entry, how_to_get
from core.data.image_set import Images, ImageSet
from core.data.sizes import Frame, Image8, squeezed
from core.errors import DataMissing, EmbedscopeError
from core.runs.run import Run, Thumbs

TINT = 8
"""A gray picture's channels may differ by so much after packing with loss."""


@dataclass(frozen=True, eq=False)
class Shown:
    """Test images in the order of the run's labels."""

    images: Images | Sequence[Image8]
    """By number uint8 [h, w] or [h, w, 3]."""
    labels: NDArray[np.int64]
    thumbnails: bool
    """Whether these are the small ones of the sheet."""
    note: str = ""
    """Why, and how to get the real ones."""

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, rows: Sequence[int], frame: Frame) -> NDArray[np.uint8]:
        """Some images as one array, squeezed to the frame where they differ in size."""
        chosen = [self.images[int(row)] for row in rows]
        alike = len({image.shape for image in chosen}) == 1
        return np.stack(chosen if alike else [squeezed(image, frame) for image in chosen])


def images_of_test(run: Run) -> Shown:
    """The run's test images; raises DataMissing, with how to get them, where it has none at all."""
    name = run.data().name
    labels = run.labels("test")
    try:
        whole = _loaded(name)
    except DataMissing:
        return _of_sheet(run, labels, f"{data.title(name)} is not on this machine.")
    except EmbedscopeError as error:
        return _of_sheet(run, labels, str(error))
    rows = _asked(run, whole)
    if len(rows) == len(labels) and (whole.labels[rows] == labels).all():
        return Shown(_Rows(whole.images, rows), labels, thumbnails=False)
    why = f"{name} on this machine is not the one that this run was tested on."
    return _of_sheet(run, labels, why)


class _Rows(Sequence[Image8]):
    def __init__(self, images: Images, rows: NDArray[np.int64]) -> None:
        self._images, self._rows = images, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Image8:  # type: ignore[override]
        return np.asarray(self._images[int(self._rows[index])])


@lru_cache(maxsize=2)
def _loaded(name: str) -> ImageSet:
    return data.load(name, "test")


def _asked(run: Run, whole: ImageSet) -> NDArray[np.int64]:
    classes: int | None = getattr(getattr(run.recipe(), "data", None), "classes", None)
    most = len(whole.classes) if classes is None else classes
    return np.flatnonzero(whole.labels < most)


def _of_sheet(run: Run, labels: NDArray[np.int64], why: str) -> Shown:
    sheet = run.thumbs("test")
    if sheet is None:
        name = run.data().name
        raise DataMissing(
            f"The test images of {run.name} are not here: {name} is not on this machine, and the "
            f"run keeps no thumbnails of it. {how_to_get(entry(name))} Or upload a picture."
        )
    images = _cut(sheet.path, sheet.path.stat().st_mtime_ns, sheet)
    note = f"These are thumbnails, {sheet.width} x {sheet.height} px, packed with loss. {why}"
    return Shown(images, labels[: len(images)], thumbnails=True, note=note)


@lru_cache(maxsize=4)
def _cut(path: Path, _changed: int, sheet: Thumbs) -> NDArray[np.uint8]:
    """All thumbnails: uint8 [n, h, w], or [n, h, w, 3] where there is any colour."""
    from PIL import Image

    whole = np.asarray(Image.open(path).convert("RGB"))
    rows = whole.shape[0] // sheet.height
    cut = whole.reshape(rows, sheet.height, sheet.columns, sheet.width, 3).swapaxes(1, 2)
    images = cut.reshape(-1, sheet.height, sheet.width, 3)[: sheet.count]
    gray = int(np.ptp(images, axis=-1).max(initial=0)) <= TINT
    return images[..., 1] if gray else images

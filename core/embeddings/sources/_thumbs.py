"""Thumbnails of an embedding set, sheet by sheet, while its images pass by."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Frame, Image8, letterboxed
from core.embeddings.writer import PER_SHEET, EmbeddingSetWriter
from core.encoders.encoder import beside
from embedscope.thumbnails import COLUMNS, QUICK, Sheet

SIDE = 64
"""Pixels of a thumbnail's longer side, at most."""
FEW = 3 * 64 * 64
"""Numbers of an image up to which a thread costs more than it saves."""
PIXELS = 28 * 28 * PER_SHEET
"""Pixels of a sheet, at most: what a browser decodes at once."""
BEHIND = 2
"""Sheets that wait to be packed, at most."""


class Thumbnails:
    """Fills a writer's sheets, in a `with` block, at whose end the last one is written."""

    def __init__(self, writer: EmbeddingSetWriter, images: Sequence[Image8]) -> None:
        """`images` are a few of those to come, from which the one size of all is taken."""
        self.writer = writer
        self.frame = Frame.of(images, side=SIDE)
        fitting = PIXELS // (self.frame.height * self.frame.width) // COLUMNS * COLUMNS
        self.per_sheet = min(max(fitting, COLUMNS), PER_SHEET)
        self.waiting: list[Image8] = []
        self.given = 0
        self.packing = ThreadPoolExecutor(1)
        self.packed: list[Future[None]] = []

    def small(self, images: Sequence[Image8]) -> list[Image8]:
        """Images as thumbnails of the one size; large ones in several threads."""
        if all(image.size <= FEW for image in images):
            return [letterboxed(image, self.frame) for image in images]
        return beside(lambda image: letterboxed(image, self.frame), images)

    def add(self, small: Sequence[Image8]) -> None:
        """The next thumbnails, in the points' order."""
        self.waiting += small
        while len(self.waiting) >= self.per_sheet:
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, wrong: type[BaseException] | None, *_: object) -> None:
        """Write what is left, and the geometry; raises OSError where a sheet cannot be written.
        After an error nothing is written any more.
        """
        try:
            if wrong is None:
                self._finish()
        finally:
            self.packing.shutdown(cancel_futures=True)

    def _finish(self) -> None:
        if self.waiting:
            self._write()
        for sheet in self.packed:
            sheet.result()
        size = {"width": self.frame.width, "height": self.frame.height}
        counts = {"per_sheet": self.per_sheet, "count": self.given}
        self.writer.sheets = {"columns": COLUMNS, **size, **counts}

    def _write(self) -> None:
        """Beside the images that are still to come: packing a sheet takes about a second."""
        images, number = np.stack(self.waiting[: self.per_sheet]), self.given // self.per_sheet
        self.given += len(images)
        del self.waiting[: self.per_sheet]
        if number >= BEHIND:
            self.packed[number - BEHIND].result()
        self.packed.append(self.packing.submit(self._pack, number, images))

    def _pack(self, number: int, images: NDArray[np.uint8]) -> None:
        self.writer.sheet(number, Sheet.of(images, effort=QUICK).picture)

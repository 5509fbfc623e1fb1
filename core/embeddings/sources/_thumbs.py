"""Thumbnails of an embedding set, sheet by sheet, while its images pass by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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


class Thumbnails:
    """Fills a writer's sheets; `finish` writes the last one."""

    def __init__(self, writer: EmbeddingSetWriter, images: Sequence[Image8]) -> None:
        """`images` are a few of those to come, from which the one size of all is taken."""
        self.writer = writer
        self.frame = Frame.of(images, side=SIDE)
        fitting = PIXELS // (self.frame.height * self.frame.width) // COLUMNS * COLUMNS
        self.per_sheet = min(max(fitting, COLUMNS), PER_SHEET)
        self.waiting: list[Image8] = []
        self.written = 0

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

    def finish(self) -> None:
        """Write what is left, and the geometry."""
        if self.waiting:
            self._write()
        size = {"width": self.frame.width, "height": self.frame.height}
        counts = {"per_sheet": self.per_sheet, "count": self.written}
        self.writer.sheets = {"columns": COLUMNS, **size, **counts}

    def _write(self) -> None:
        sheet = Sheet.of(np.stack(self.waiting[: self.per_sheet]), effort=QUICK)
        self.writer.sheet(self.written // self.per_sheet, sheet.picture)
        self.written += len(self.waiting[: self.per_sheet])
        del self.waiting[: self.per_sheet]

"""Writes an embedding set from pictures or vectors: the one way that all sources share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Image8
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.points import Images, Known, Pictures, Points, Rows
from core.embeddings.sources._build import Work
from core.embeddings.sources._sample import FEWEST, sampled
from core.embeddings.sources._thumbs import Thumbnails
from core.embeddings.sources._views import View, Viewer
from core.embeddings.writer import EmbeddingSetWriter
from core.encoders.encoder import beside
from core.errors import BadPhoto, BadUpload, DataCorrupt
from core.runs.writer import compact

BLOCK = 256
"""Images held at a time."""
MOST_NAMES = 1_000_000
"""Points whose names a browser can hold."""
BLANK = 128
"""The gray of a picture that cannot be read, beside a vector that can."""
LOOKED_AT = 32
"""Images from which sizes and colour are taken."""


def fill_pictures(
    pictures: Pictures,
    viewer: Viewer,
    writer: EmbeddingSetWriter,
    work: Work,
    *,
    source: dict[str, Any],
) -> Points:
    """Write the thumbnails and hand back the vectors of the images that can be read.

    Takes the source's "sample" and "seed". Raises BadUpload where fewer than three can be read.
    """
    work.at(0, "looking at the images")
    first = _some(pictures.images)
    view = viewer(first)
    rows, note = sampled(
        pictures.known.labels,
        sample=source["sample"],
        seed=source["seed"],
        dimension=view.dimension,
    )
    thumbs = Thumbnails(writer, first)
    kept, vectors = _vectors(pictures.images, rows, view, thumbs, work)
    thumbs.finish()
    lost = len(rows) - len(kept)
    unread = f"{lost:,} of {len(rows):,} images cannot be read and are left out." if lost else ""
    broken = np.flatnonzero(~np.isin(rows, kept))
    known = pictures.known.take(rows).noted(note, view.note, unread)
    return Points(vectors, known.without(broken, "none of its images can be read"))


def fill_thumbs(images: Images, writer: EmbeddingSetWriter, work: Work) -> None:
    """Write the thumbnails of points whose vectors are known; one that cannot be read is blank.

    Raises BadUpload where none can be.
    """
    some, opener = _some(images), _Opener(images)
    thumbs, blank = Thumbnails(writer, some), np.full_like(some[0], BLANK)
    for start in range(0, len(images), BLOCK):
        work.at(start / len(images), f"{start:,} of {len(images):,} pictures")
        block = opener.many(range(start, min(start + BLOCK, len(images))))
        thumbs.add([blank if image is None else image for image in block])
    thumbs.finish()


def fill_points(
    points: Points, writer: EmbeddingSetWriter, *, title: str, source: dict[str, Any], **more: Any
) -> EmbeddingSet:
    """Write vectors and what is known of them, then cloud.json with the notes as "note"."""
    vectors, known = points.vectors, points.known
    if len(vectors) < FEWEST:
        raise _too_few(len(vectors), "")
    writer.vectors(vectors if vectors.dtype == np.float16 else compact(vectors))
    writer.labels(known.labels)
    for column, values in known.columns:
        writer.column(column, values)
    if known.names and len(known.names) <= MOST_NAMES:
        writer.names(known.names)
    return writer.finish(
        title=title,
        source=source,
        classes=known.classes,
        count=len(vectors),
        dimension=vectors.shape[1],
        note=" ".join((*known.notes, _classes_note(known), _names_note(known))).strip(),
        **more,
    )


def _classes_note(known: Known) -> str:
    if not known.classes:
        return "No classes are known."
    if len(known.classes) == 1:
        return f"All points are of one class, {known.classes[0]}."
    return ""


def _names_note(known: Known) -> str:
    if len(known.names) <= MOST_NAMES:
        return ""
    return f"Names are kept of at most {MOST_NAMES:,} points: these go by their numbers."


def _some(images: Images) -> list[Image8]:
    """A few images that can be read, from all over."""
    spread = np.unique(np.linspace(0, len(images) - 1, LOOKED_AT).astype(int)).tolist()
    found = [image for image in map(_Opener(images), spread) if image is not None]
    if found:
        return found
    opener = _Opener(images)
    every = (opener(row) for row in range(len(images)))
    image = next((image for image in every if image is not None), None)
    if image is None:
        raise _too_few(0, opener.why)
    return [image]


def _vectors(
    images: Images, rows: Rows, view: View, thumbs: Thumbnails, work: Work
) -> tuple[Rows, NDArray[np.floating]]:
    """Positions of the images that could be read, and their vectors."""
    opener, kept, done = _Opener(images), [], 0
    table = np.empty((0, 0), np.float32)
    for start in range(0, len(rows), BLOCK):
        work.at(start / len(rows), f"{start:,} of {len(rows):,} images")
        block = rows[start : start + BLOCK].tolist()
        read = list(zip(block, opener.many(block), strict=True))
        batch = [image for _, image in read if image is not None]
        if not batch:
            continue
        vectors = view.vectors(batch)
        if not done:
            table = np.empty((len(rows), vectors.shape[1]), vectors.dtype)
        table[done : done + len(batch)] = vectors
        thumbs.add(batch)
        kept += [row for row, image in read if image is not None]
        done += len(batch)
    if done < FEWEST:
        raise _too_few(done, opener.why)
    return np.array(kept, np.int64), table[:done]


class _Opener:
    """Opens an image by number, None where it is broken; `why` is the first one's reason."""

    def __init__(self, images: Images) -> None:
        self.images, self.why = images, ""

    def many(self, rows: Sequence[int]) -> list[Image8 | None]:
        """Several at once, where they have to be decoded."""
        if isinstance(self.images, np.ndarray):
            return [self(row) for row in rows]
        return beside(self, rows)

    def __call__(self, row: int) -> Image8 | None:
        try:
            image: Image8 = self.images[row]
        except (DataCorrupt, BadPhoto) as error:
            self.why = self.why or str(error)
            return None
        return image


def _too_few(count: int, why: str) -> BadUpload:
    there = {0: "There is nothing", 1: "There is only one point"}.get(count, f"{count} points are")
    return BadUpload(f"{there} to map: at least {FEWEST} are needed. {why}".strip())

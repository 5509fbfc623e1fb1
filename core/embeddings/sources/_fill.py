"""Writes an embedding set from pictures or vectors: the one way that all sources share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Image8
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.points import Images, Known, Pictures, Points, Rows
from core.embeddings.sources._build import Work
from core.embeddings.sources._look import Opener, looking
from core.embeddings.sources._sample import FEWEST, sampled
from core.embeddings.sources._thumbs import Thumbnails
from core.embeddings.sources._views import View, Viewer
from core.embeddings.writer import EmbeddingSetWriter
from core.errors import BadUpload
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
    with Thumbnails(writer, first) as thumbs:
        kept, vectors = _vectors(pictures.images, rows, view, thumbs, work)
    lost = len(rows) - len(kept)
    unread = f"{lost:,} of {len(rows):,} images cannot be read and are left out." if lost else ""
    broken = np.flatnonzero(~np.isin(rows, kept))
    known = pictures.known.take(rows).noted(note, view.note, unread)
    return Points(vectors, known.without(broken, "none of its images can be read"))


def fill_thumbs(images: Images, writer: EmbeddingSetWriter, work: Work) -> None:
    """Write the thumbnails of points whose vectors are known; one that cannot be read is blank.

    Raises BadUpload where none can be.
    """
    some, opener = _some(images), Opener(images)
    blank = np.full_like(some[0], BLANK)
    with Thumbnails(writer, some) as thumbs:
        for start in range(0, len(images), BLOCK):
            work.at(start / len(images), f"{start:,} of {len(images):,} pictures")
            block = opener.many(range(start, min(start + BLOCK, len(images))))
            thumbs.add(thumbs.small([blank if image is None else image for image in block]))


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
    found = [image for image in map(Opener(images), spread) if image is not None]
    if found:
        return found
    opener = Opener(images)
    every = (opener(row) for row in range(len(images)))
    image = next((image for image in every if image is not None), None)
    if image is None:
        raise _too_few(0, opener.why)
    return [image]


def _vectors(
    images: Images, rows: Rows, view: View, thumbs: Thumbnails, work: Work
) -> tuple[Rows, NDArray[np.floating]]:
    """Positions of the images that could be read, and their vectors."""
    opener, kept, done = Opener(images), [], 0
    look = looking(opener, view, thumbs)
    table = np.empty((0, 0), np.float32)
    for start in range(0, len(rows), BLOCK):
        work.at(start / len(rows), f"{start:,} of {len(rows):,} images")
        found = look(rows[start : start + BLOCK].tolist())
        if not found.rows:
            continue
        if not done:
            table = np.empty((len(rows), found.vectors.shape[1]), found.vectors.dtype)
        table[done : done + len(found.rows)] = found.vectors
        thumbs.add(found.small)
        kept += found.rows
        done += len(found.rows)
    if done < FEWEST:
        raise _too_few(done, opener.why)
    return np.array(kept, np.int64), table[:done]


def _too_few(count: int, why: str) -> BadUpload:
    there = {0: "There is nothing", 1: "There is only one point"}.get(count, f"{count} points are")
    return BadUpload(f"{there} to map: at least {FEWEST} are needed. {why}".strip())

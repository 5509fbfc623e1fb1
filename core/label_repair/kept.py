"""What is kept of a data set's label repair, in a folder of its own.

    repairs/<set>/queue/queue.json     the queue (core/label_repair/queue.py)
    repairs/<set>/queue/pictures.zip   WebP pictures of its entries, called by their places
    repairs/<set>/decisions.jsonl      what people decided (core/label_repair/decisions.py)

A queue that is made anew takes the place of the one before; decisions stay.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core import data, files
from core.access.private import tells_of_hidden
from core.data.catalogue import entry as entry_of
from core.data.image_set import Pixels
from core.data.sizes import Frame, letterboxed
from core.errors import DataCorrupt, Stopped, Unreadable
from core.label_repair.entries import Place
from core.label_repair.queue import Queue
from core.paths import repairs_folder
from core.typed_json import WrongType, plain, typed

FILE, PICTURES, DECISIONS = "queue.json", "pictures.zip", "decisions.jsonl"
SIDE, QUALITY = 448, 82
"""Larger pictures are made smaller."""
EVERY = 200
"""Pictures between two looks whether to stop."""


def keep_queue(
    queue: Queue,
    *,
    watch: Callable[[float, str], object] = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Write a queue with its pictures in place of the one before; raises NotWritten, Stopped."""
    with files.filled_folder(folder_of(queue.asked.name) / "queue") as folder:
        _pack(queue, folder / PICTURES, watch, stop)
        files.write_json(folder / FILE, plain(queue))


def kept_queue(name: str) -> Queue | None:
    """The queue of a data set; None where there is none that can be read, or where it was made by a
    run that is hidden from who asks.
    """
    try:
        queue = typed(Queue, files.read_json(queue_file(name)), FILE)
    except (Unreadable, WrongType):
        return None
    return None if tells_of_hidden(plain(queue.asked)) else queue


def picture(name: str, place: Place) -> bytes | None:
    """The picture of an entry as WebP; None where it is gone."""
    try:
        with zipfile.ZipFile(queue_file(name).with_name(PICTURES)) as packed:
            return packed.read(_called(place))
    except (OSError, KeyError, zipfile.BadZipFile):
        return None


def forget_queue(name: str) -> None:
    """Remove the queue, pictures and all, of a set that is removed; what people decided stays."""
    shutil.rmtree(folder_of(name) / "queue", ignore_errors=True)


def discard(name: str) -> None:
    """Remove what a process that was ended left of a queue that it was writing."""
    for part in folder_of(name).glob(".taken-*"):
        shutil.rmtree(part, ignore_errors=True)


def queue_file(name: str) -> Path:
    """Where the queue of a data set lies."""
    return folder_of(name) / "queue" / FILE


def folder_of(name: str) -> Path:
    """Where what is kept of a data set lies; raises UnknownName for no such set."""
    return repairs_folder() / entry_of(name).name


def _pack(
    queue: Queue,
    place: Path,
    watch: Callable[[float, str], object],
    stop: Callable[[], bool],
) -> None:
    sets = {split: data.load(queue.asked.name, split) for split in _splits(queue)}
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as packed:
        for number, entry in enumerate(queue.entries):
            if number % EVERY == 0:
                if stop():
                    raise Stopped
                watch(number / len(queue.entries), f"picture {number:,} of {len(queue.entries):,}")
            try:
                image = sets[entry.place.split].images[entry.place.row]
            except DataCorrupt:
                continue
            packed.writestr(_called(entry.place), _webp(np.asarray(image)))


def _splits(queue: Queue) -> list[str]:
    return sorted({entry.place.split for entry in queue.entries})


def _called(place: Place) -> str:
    return f"{place.split}-{place.row}.webp"


def _webp(image: Pixels) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    small = letterboxed(image, Frame.of([image], side=SIDE))
    tiny = max(small.shape[:2]) <= 64
    Image.fromarray(small).save(out, "WEBP", quality=QUALITY, lossless=tiny)
    return out.getvalue()

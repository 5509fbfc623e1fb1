"""Idx files, as MNIST and its relatives come: a header of sizes, then the numbers; gzipped or not.

Source: LeCun, Cortes and Burges, "The MNIST database", the section on the file format.
"""

from __future__ import annotations

import gzip
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.found import Files
from core.data.image_set import Content
from core.errors import DataCorrupt

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MOST_BYTES = 4 << 30
"""A header that promises more is taken for a broken one."""
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class IdxFiles:
    """Four files in `folder`, named as MNIST's are, each with or without `.gz`."""

    folder: str

    def files(self, folder: Path) -> Files:
        """Images and labels, in this order, of each split."""
        place = folder / self.folder
        return {
            split: tuple(
                _either(place / f"{stem}-{kind}-ubyte") for kind in ("images-idx3", "labels-idx1")
            )
            for split, stem in (("train", "train"), ("test", "t10k"))
        }

    def sizes(self, files: Files) -> dict[str, int]:
        """From the headers of the image files."""
        return {split: shape(images)[0] for split, (images, _) in files.items()}

    def read(self, files: Files, split: str) -> Content:
        """Images uint8 [n, h, w] and labels [n]."""
        images, labels = (read(path) for path in files[split])
        for path, array, axes in zip(files[split], (images, labels), (3, 1), strict=True):
            if array.dtype != np.uint8 or array.ndim != axes:
                raise _corrupt(
                    path, f"holds {array.dtype} of {array.ndim} axes, not bytes of {axes}"
                )
        if len(images) != len(labels):
            raise _corrupt(files[split][1], f"has {len(labels)} labels for {len(images)} images")
        return Content(images, labels.astype(np.int64))


def shape(path: Path) -> tuple[int, ...]:
    """The sizes that the header of an idx file names; raises DataCorrupt where it has none."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == GZIP
        with gzip.open(path) if packed else path.open("rb") as file:
            start = file.read(4 + 4 * 255)
    except (OSError, EOFError, zlib.error) as error:
        raise _corrupt(path, f"cannot be read ({error})") from error
    return _header(path, start)[1]


def read(path: Path) -> NDArray[Any]:
    """The array in an idx file: native byte order, writable, of the header's type and sizes.

    Raises DataCorrupt where the file is cut short, too long, damaged or of another kind.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _corrupt(path, f"cannot be read ({error})") from error
    if content[:2] == GZIP:
        content = _unpack(path, content)
    kind, sizes, start = _header(path, content)
    count = math.prod(sizes)
    if len(content) - start != count * kind.itemsize:
        have, want = len(content) - start, count * kind.itemsize
        state = "is cut short" if have < want else "goes on too long"
        raise _corrupt(path, f"{state}: {have} bytes of data where its header names {want}")
    array = np.frombuffer(content, kind, count, start).reshape(sizes)
    return array.astype(kind.newbyteorder("="))


def _header(path: Path, content: bytes) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    magic = content[:4]
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES or magic[3] == 0:
        raise _corrupt(path, f"is not an idx file (it starts with {magic.hex(' ') or 'nothing'})")
    kind, end = np.dtype(TYPES[magic[2]]), 4 + 4 * magic[3]
    if len(content) < end:
        raise _corrupt(path, "is cut short within its header")
    sizes = tuple(int(size) for size in np.frombuffer(content[4:end], ">u4"))
    if math.prod(sizes) * kind.itemsize > MOST_BYTES:
        raise _corrupt(path, f"names impossible sizes in its header: {sizes}")
    return kind, sizes, end


def _unpack(path: Path, content: bytes) -> bytes:
    """Decompress, but never past what the header promises, so that no bomb fills the memory."""
    parts: list[bytes] = []
    limit = 4 + 4 * 255
    try:
        while content:
            stream = zlib.decompressobj(wbits=31)
            first = stream.decompress(content, limit)
            parts.append(first)
            if len(parts) == 1:
                kind, sizes, start = _header(path, first)
                limit = start + math.prod(sizes) * kind.itemsize - len(first) + 1
            if limit > 0:
                rest = stream.decompress(stream.unconsumed_tail, limit)
                parts.append(rest)
                limit -= len(rest)
            if limit <= 0:
                break
            if not stream.eof:
                raise _corrupt(path, "is cut short (the gzip stream does not end)")
            content = stream.unused_data.lstrip(b"\0")  # padding, as gzip allows
    except zlib.error as error:
        raise _corrupt(path, f"is damaged ({error})") from error
    return b"".join(parts)


def _either(path: Path) -> Path:
    return path if path.is_file() else path.with_name(path.name + ".gz")


def _corrupt(path: Path, what: str) -> DataCorrupt:
    return DataCorrupt(f"{path} {what}. Delete it and fetch it again (make data).")

"""What was computed once for a picture, kept by the picture's content.

A cache is a folder of parts. A part is one structured `.npy` file that is written as a whole and
never changed, so several processes may fill a folder at once and a kill loses one part at most.
Parts are mapped: what is kept costs no memory until it is asked for.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.image_set import Pixels

PART = 256
"""Records of a part."""
KEY = 20
"""Bytes of a key."""


def key_of(content: bytes | Pixels) -> bytes:
    """The key of a picture: a hash of its file or of its pixels and their shape."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).digest()[:KEY]
    pixels = np.ascontiguousarray(content)
    digest = hashlib.sha256(repr(pixels.shape).encode())
    digest.update(pixels.reshape(-1).data)
    return digest.digest()[:KEY]


class Cache:
    """Records by key. New ones are written a part at a time; `flush` writes what is left.

    Without a folder nothing is kept beyond this object.
    """

    def __init__(self, folder: Path | None, fields: list[Any]) -> None:
        self._folder = folder
        self._type = np.dtype([("key", f"V{KEY}"), *fields])
        self._records: dict[bytes, Any] = {}
        self._new: list[Any] = []
        for path in folder.glob("*.npy") if folder else ():
            self._records |= {known["key"].tobytes(): known for known in self._read(path)}

    def __contains__(self, key: bytes) -> bool:
        return key in self._records

    def __getitem__(self, key: bytes) -> Any:
        """The record, a field by its name."""
        return self._records[key]

    def add(self, key: bytes, *values: Any) -> None:
        """Keep a record; its values in the order of the fields."""
        record = np.array([(key, *values)], self._type)[0]
        self._records[key] = record
        self._new.append(record)
        if len(self._new) >= PART:
            self.flush()

    def flush(self) -> None:
        """Write the new records, if there are any."""
        if self._folder and self._new:
            part = np.array(self._new, self._type)
            name = hashlib.sha256(part["key"].tobytes()).hexdigest()[:16]
            files.write_array(self._folder / f"{name}.npy", part)
        self._new = []

    def _read(self, path: Path) -> NDArray[np.void]:
        """A part; empty where it is damaged or of another layout: then it is computed anew."""
        try:
            part = np.load(str(path), mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return np.empty(0, self._type)
        return part if part.dtype == self._type else np.empty(0, self._type)

"""CIFAR as its authors packed it and torchvision keeps it: pickled tables of pixels and labels.

A pickle can run any code. This one is read by a reader that knows nothing but plain values and
numeric arrays and refuses the rest.

Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images".
"""

from __future__ import annotations

import codecs
import io
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.data.found import Files
from core.data.image_set import Content
from core.errors import DataCorrupt

PIXELS = 3 * 32 * 32


@dataclass(frozen=True)
class CifarBatches:
    """A folder of batches, of `each` images in training and in test; the keys are per data set."""

    folder: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    each: tuple[int, int]
    labels: str
    meta: str
    names: str

    def files(self, folder: Path) -> Files:
        """The batches of each split, then the file that names the classes."""
        place = folder / self.folder
        return {
            split: tuple(place / name for name in (*batches, self.meta))
            for split, batches in (("train", self.train), ("test", self.test))
        }

    def sizes(self, files: Files) -> dict[str, int]:
        """From the sizes of the files: the batches have no header."""
        each = dict(zip(("train", "test"), self.each, strict=True))
        return {
            split: sum(min(each[split], path.stat().st_size // PIXELS) for path in paths[:-1])
            for split, paths in files.items()
        }

    def read(self, files: Files, split: str) -> Content:
        """Images uint8 [n, 32, 32, 3]."""
        *batches, meta = files[split]
        tables = [(path, _table(path)) for path in batches]
        images = np.concatenate([_pixels(path, table) for path, table in tables])
        labels = np.array([n for path, table in tables for n in _list(path, table, self.labels)])
        if len(images) != len(labels):
            raise _corrupt(batches[0], f"{len(labels)} labels for {len(images)} images")
        classes = tuple(str(name) for name in _list(meta, _table(meta), self.names))
        return Content(images, labels.astype(np.int64), classes)


class _PlainReader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):
            return _latin
        if module in ("numpy.core.multiarray", "numpy._core.multiarray", "numpy"):
            if name == "_reconstruct":
                return np.ndarray.__reduce__(np.empty(0))[0]
            if module == "numpy" and name in ("ndarray", "dtype"):
                return getattr(np, name)
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no table of pixels needs")


def _latin(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"it asks for the encoding {encoding}")
    return codecs.latin_1_encode(text)[0]


def _table(path: Path) -> dict[str, Any]:
    broken = (OSError, EOFError, pickle.UnpicklingError, ValueError, TypeError, KeyError)
    wrong = (IndexError, AttributeError, MemoryError, OverflowError, UnicodeError)
    try:
        table = _PlainReader(io.BytesIO(path.read_bytes()), encoding="latin1").load()
    except (*broken, *wrong) as error:
        raise _corrupt(path, str(error) or type(error).__name__) from error
    if not isinstance(table, dict):
        raise _corrupt(path, f"it holds a {type(table).__name__}, not a table")
    return table


def _pixels(path: Path, table: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    data = table.get("data")
    if not isinstance(data, np.ndarray) or data.dtype != np.uint8 or data.shape[1:] != (PIXELS,):
        raise _corrupt(path, "it holds no pixels of 32 x 32 colour images")
    return np.ascontiguousarray(data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))


def _list(path: Path, table: dict[str, Any], key: str) -> list[Any]:
    if not isinstance(table.get(key), list):
        raise _corrupt(path, f"it holds no {key}")
    return list(table[key])


def _corrupt(path: Path, why: str) -> DataCorrupt:
    return DataCorrupt(f"{path} cannot be read: {why}. Delete its folder and fetch it again.")

"""Writing after which a file is the old one or the new one, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from embedscope.errors import NotWritten

TRIES, AGAIN = 20, 0.05
"""On Windows a file that somebody reads cannot be replaced: so often, so many seconds apart."""


def write(path: Path, save: Callable[[Path], object], *, durable: bool = True) -> None:
    """Let `save` write a temporary file beside `path`, then move it into place.

    The data reach the disk before the name does, so that a crash, a kill or a full disk leaves the
    old file whole. What is not `durable` may be lost if the whole machine stops (a kill does no
    harm), and need not wait for the disk: good for what a resumed run writes again. Raises
    NotWritten, an OSError, after removing the temporary file.
    """
    try:
        _write(path, save, durable=durable)
    except OSError as error:
        raise _explained(path, error) from error


def write_text(path: Path, text: str, *, durable: bool = True) -> None:
    """Write UTF-8 text atomically."""
    write(path, lambda part: part.write_bytes(text.encode("utf-8")), durable=durable)


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically, indented so that it reads well in a diff."""
    write_text(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def write_array(path: Path, array: NDArray[Any], *, durable: bool = True) -> None:
    """Write a `.npy` file atomically (never a pickle)."""

    def save(part: Path) -> None:
        with part.open("wb") as out:
            np.save(_Piecewise(out), array, allow_pickle=False)

    write(path, save, durable=durable)


class _Piecewise:
    """A file that numpy hands piece after piece. To one that it knows it writes by itself, and does
    not notice where the last bytes find no room.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.write = out.write


def _write(path: Path, save: Callable[[Path], object], *, durable: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    part = Path(name)
    try:
        save(part)
        if durable:
            with part.open("rb+") as saved:  # Windows flushes no file that is open to read alone
                os.fsync(saved.fileno())
        part.chmod(0o644)
        _replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _replace(part: Path, path: Path) -> None:
    for _ in range(TRIES if sys.platform == "win32" else 0):
        if _replaced(part, path):
            return
        time.sleep(AGAIN)
    part.replace(path)


def _replaced(part: Path, path: Path) -> bool:
    try:
        part.replace(path)
    except PermissionError:
        return False
    return True


def _explained(path: Path, error: OSError) -> NotWritten:
    there = next((folder for folder in path.parents if folder.is_dir()), Path(path.anchor or "."))
    free = shutil.disk_usage(there).free / 1024**2
    return NotWritten(
        f"{path.name} could not be written to {path.parent} ({error.strerror or error}); "
        f"{free:,.0f} MB are free there. Make room or mend the folder's rights, then try again."
    )

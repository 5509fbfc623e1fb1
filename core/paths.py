"""Where things lie. Each folder can be moved by an environment variable."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EARLIER = {"EMBEDSCOPE_EMBEDDINGS": "EMBEDSCOPE_CLOUDS"}
"""Environment variables by the names that they had."""
CHECKPOINTS = Path(os.environ.get("EMBEDSCOPE_CHECKPOINTS", ROOT / "checkpoints"))


def from_home(place: str) -> Path:
    """A path as somebody wrote it, with `~` led home; as it stands where there is no such home."""
    return Path(os.path.expanduser(place))  # noqa: PTH111 (Path.expanduser fails there)


def data_folder() -> Path:
    """The folder of data sets: `EMBEDSCOPE_DATA`, else `data/`."""
    return Path(os.environ.get("EMBEDSCOPE_DATA", ROOT / "data"))


def runs_folder() -> Path:
    """The folder of runs: `EMBEDSCOPE_RUNS`, else `runs/`."""
    return Path(os.environ.get("EMBEDSCOPE_RUNS", ROOT / "runs"))


def embedding_sets_folder() -> Path:
    """The folder of maps and what they show: `EMBEDSCOPE_EMBEDDINGS`, else beside the runs."""
    return Path(_asked("EMBEDSCOPE_EMBEDDINGS") or runs_folder().parent / "clouds")


def own_folder() -> Path:
    """The folder of people's own data sets: `EMBEDSCOPE_OWN`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_OWN", runs_folder().parent / "own"))


def encoders_folder() -> Path:
    """The folder of people's own encoders: `EMBEDSCOPE_ENCODERS`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_ENCODERS", runs_folder().parent / "encoders"))


def checks_folder() -> Path:
    """The folder of what data sets were checked for: `EMBEDSCOPE_CHECKS`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_CHECKS", runs_folder().parent / "checks"))


def repairs_folder() -> Path:
    """The folder of label repair: what is suspected of a data set, and what people decided of it:
    `EMBEDSCOPE_REPAIRS`, else beside the runs.
    """
    return Path(os.environ.get("EMBEDSCOPE_REPAIRS", runs_folder().parent / "repairs"))


def features_folder() -> Path:
    """The folder of pictures' feature vectors: `EMBEDSCOPE_FEATURES`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_FEATURES", runs_folder().parent / "features"))


def lesson_folders() -> tuple[Path, ...]:
    """The folders of lessons: the shipped ones, and people's own, `EMBEDSCOPE_LESSONS`."""
    own = os.environ.get("EMBEDSCOPE_LESSONS")
    return (ROOT / "lessons", Path(own)) if own else (ROOT / "lessons",)


def answers_folder() -> Path:
    """The folder of what people answered in lessons: `EMBEDSCOPE_ANSWERS`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_ANSWERS", runs_folder().parent / "answers"))


def access_folder() -> Path:
    """The folder of who may use this server: `EMBEDSCOPE_ACCESS`, else beside the runs."""
    return Path(os.environ.get("EMBEDSCOPE_ACCESS", runs_folder().parent / "access"))


def _asked(variable: str) -> str | None:
    """What an environment variable says, under the name that it has or the one that it had."""
    earlier = EARLIER[variable]
    if variable not in os.environ and earlier in os.environ:
        _say_once(f"{earlier} is called {variable} now; it still works.")
        return os.environ[earlier]
    return os.environ.get(variable)


@lru_cache
def _say_once(text: str) -> None:
    print(text, file=sys.stderr)

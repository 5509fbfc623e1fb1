"""A run is a folder. This reads one, without torch and without pandas; `writer.py` fills it.

    recipe.yaml         what was asked
    history.csv         one row per logged step, blank where a figure was not taken; the task says
                        which columns (core/tasks)
    frames/             the probe set's embedding over time: 000040.npy is float16 or 32 [probe, d];
                        labels.npy int64 [probe]; probe.json which images they are
    model.safetensors   the weights
    card.json           metrics, data set, split, seed, device, seconds, library versions
    embedding/          train.npy, test.npy float16 [n, d] and train_labels.npy, test_labels.npy
    thumbs/             test.webp, the test images in rows, and test.json, its geometry; checkpoints
                        that show the same images share one sheet in checkpoints/thumbs/
    maps/               projections of test.npy, each a folder as in a cloud; only in checkpoints
    resume/             what a killed run goes on from; removed when it is done

These are what an embedding leaves; other tasks have no frames, embedding or thumbs, and may add
files of their own. `checkpoints/<name>/` has the same layout. A job's own files (`jobs.py`) lie
beside these.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import RunBroken, UnknownName
from core.paths import CHECKPOINTS, runs_folder
from core.recipes.kinds import DEFAULT, history_of
from core.recipes.recipe import Recipe, recipe_from_text


@dataclass(frozen=True)
class Thumbs:
    """A sheet of thumbnails: `columns` a row, each `width` x `height` pixels."""

    path: Path
    columns: int
    width: int
    height: int
    count: int


@dataclass(frozen=True)
class Run:
    """A run's folder, read when asked. Raises RunBroken where a file is missing or unreadable."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def has_weights(self) -> bool:
        """Whether the net is there too; a checkpoint may keep figures and maps alone."""
        return (self.folder / "model.safetensors").is_file()

    def recipe(self) -> Recipe:
        """What was asked: the settings of the run's task."""
        return _recipe(self._text("recipe.yaml"))

    @property
    def task(self) -> str:
        """What it was trained for: an entry of core.tasks; "embed" without a recipe."""
        path = self.folder / "recipe.yaml"
        return _recipe(self._text("recipe.yaml")).task if path.is_file() else DEFAULT

    def card(self) -> dict[str, Any]:
        """What came out; an empty table while the run is not finished. Its tables are shared."""
        try:
            written = (self.folder / "card.json").stat()
        except OSError:
            return {}
        return dict(_card(self, written.st_mtime_ns, written.st_size))

    def history(self) -> dict[str, NDArray[np.float64]]:
        """The columns of the run's task, float64 [logged steps], NaN where blank."""
        path = self.folder / "history.csv"
        rows: list[dict[str, str]] = []
        if path.is_file():
            with path.open(newline="", encoding="utf-8") as lines:
                rows = list(csv.DictReader(lines))
        try:
            return {
                key: np.array([float(row.get(key) or "nan") for row in rows], np.float64)
                for key in history_of(self.task)
            }
        except ValueError as error:
            raise RunBroken(f"{path} holds something that is no number: {error}") from error

    def frame_steps(self) -> list[int]:
        """The steps at which the probe set's embedding was kept, ascending."""
        files = (self.folder / "frames").glob("[0-9]*.npy")
        return sorted(int(path.stem) for path in files)

    def frame(self, step: int) -> NDArray[np.float32]:
        """The probe set's embedding at `step`: float32 [probe, d]."""
        return self._array(f"frames/{step:06d}.npy").astype(np.float32, copy=False)

    def probe_labels(self) -> NDArray[np.int64]:
        """The probe set's classes: int64 [probe]."""
        return self._array("frames/labels.npy")

    def probe(self) -> dict[str, Any]:
        """Which images are watched: `{"data", "split", "classes", "indices"}`."""
        return self._json("frames/probe.json")

    def embedding(self, split: str = "test") -> NDArray[np.float16]:
        """The embedding of `train` or `test`: float16 [n, d], mapped from the file."""
        return self._array(f"embedding/{split}.npy")

    def labels(self, split: str = "test") -> NDArray[np.int64]:
        """The classes of `train` or `test`: int64 [n]."""
        return self._array(f"embedding/{split}_labels.npy").astype(np.int64)

    @property
    def has_probabilities(self) -> bool:
        """Whether `probabilities` can be read, all of them or each image's largest."""
        folder = self.folder / "embedding"
        names = ("test_probabilities.npy", "test_largest.npy")
        return any((folder / name).is_file() for name in names)

    def probabilities(self) -> NDArray[np.float32]:
        """What a classifier says of each test image: float32 [n, classes].

        Where only the `largest_kept` were kept, the other classes share the rest evenly.
        """
        from core.metrics.largest import restored

        if self.largest_kept is None:
            return self._array("embedding/test_probabilities.npy").astype(np.float32)
        shares, owners = (self._array(f"embedding/test_largest{end}.npy") for end in ("", "_of"))
        return restored(shares, owners, classes=len(self.card()["data"]["classes"]))

    @property
    def largest_kept(self) -> int | None:
        """How many probabilities of an image were kept; None where all were, or none."""
        if not (self.folder / "embedding/test_largest.npy").is_file():
            return None
        return int(self._array("embedding/test_largest.npy").shape[1])

    def thumbs(self, split: str = "test") -> Thumbs | None:
        """The thumbnail sheet of a split, where the run has one."""
        if not (self.folder / f"thumbs/{split}.json").is_file():
            return None
        geometry = self._json(f"thumbs/{split}.json")
        shared = geometry.pop("shared", None)
        own = self.folder / f"thumbs/{split}.webp"
        path = self.folder.parent / "thumbs" / Path(shared).name if shared else own
        return Thumbs(path=path, **geometry) if path.is_file() else None

    def maps(self) -> list[Path]:
        """Folders of the projections of its test embedding that travel with it, as a cloud's."""
        return sorted(path.parent for path in (self.folder / "maps").glob("*/map.json"))

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except OSError as error:
            raise RunBroken(f"The run {self.name} has no readable {name}.") from error

    def _json(self, name: str) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads(self._text(name))
        except json.JSONDecodeError as error:
            raise RunBroken(f"{name} of the run {self.name} is no valid JSON: {error}") from error
        return content

    def _array(self, name: str) -> NDArray[Any]:
        try:
            return np.load(self.folder / name, mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]
        except (OSError, ValueError) as error:
            raise RunBroken(f"The run {self.name} has no readable {name}.") from error


def checkpoints(*, task: str | None = None) -> list[Run]:
    """The shipped runs, by name; all, or those of one task."""
    return [run for run in _runs_in(CHECKPOINTS) if task in (None, run.task)]


def find_run(name: str) -> Run:
    """A checkpoint or a finished run by its name, `race/lane` by both; or by its path."""
    for folder in (CHECKPOINTS / name, runs_folder() / name, Path(name)):
        if (folder / "recipe.yaml").is_file():
            return Run(folder.resolve())
    known = [run.name for run in checkpoints()] + [run.name for run in _runs_in(runs_folder())]
    raise UnknownName("checkpoint or run", name, known)


@lru_cache(maxsize=256)
def _card(run: Run, changed: int, size: int) -> dict[str, Any]:
    """Read once for as long as the file stays: a page looks at every run's, and some are large."""
    del changed, size
    return run._json("card.json")


@lru_cache(maxsize=512)
def _recipe(text: str) -> Recipe:
    return recipe_from_text(text)


def _runs_in(folder: Path) -> list[Run]:
    return [Run(path.parent) for path in sorted(folder.glob("*/recipe.yaml"))]

"""A run is a folder. This reads one, without torch and without pandas; `writer.py` fills it.

    recipe.yaml         what was asked
    history.csv         one row per logged step, blank where a figure was not taken; the task says
                        which columns (core/tasks)
    frames/             the probe set's embedding over time: 000040.npy is float16 or 32 [probe, d];
                        labels.npy int64 [probe]; probe.json which images they are
    model.safetensors   the weights
    card.json           what came out (core/runs/card.py); a run with a card is finished
    embedding/          train.npy, test.npy float16 [n, d] and train_labels.npy, test_labels.npy
    thumbs/             test.webp, the test images in rows, and test.json, its geometry; checkpoints
                        that show the same images share one sheet in checkpoints/thumbs/
    maps/               projections of test.npy, each a folder as in an embedding set (checkpoints)
    resume/             what a killed run goes on from; removed when it is done

These are what an embedding leaves; other tasks have no frames, embedding or thumbs, and may add
files of their own. `checkpoints/<name>/` has the same layout. A job's own files (`jobs.py`) lie
beside these.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.class_names import spoken
from core.errors import EmbedscopeError, RunBroken, Unreadable
from core.recipes.kinds import DEFAULT, history_of
from core.recipes.recipe import Recipe, recipe_from_text
from core.runs.card import DataCard, RunCard
from core.runs.card_file import read_card
from core.typed_json import WrongType, typed

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Thumbs:
    """A sheet of thumbnails: `columns` a row, each `width` x `height` pixels."""

    path: Path
    columns: int
    width: int
    height: int
    count: int


@dataclass(frozen=True)
class Watched:
    """Which images the frames show: those at `indices` of a data set's split."""

    data: str
    split: str
    classes: tuple[str, ...]
    indices: tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", spoken(self.classes))


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
        return files.is_file(self.folder / "model.safetensors")

    def recipe(self) -> Recipe:
        """What was asked: the settings of the run's task."""
        with self._reading("recipe.yaml"):
            return _recipe(files.read_text(self.folder / "recipe.yaml"))

    @property
    def task(self) -> str:
        """What it was trained for: an entry of core.tasks; "embed" without a recipe."""
        return self.recipe().task if files.is_there(self.folder / "recipe.yaml") else DEFAULT

    @property
    def card(self) -> RunCard | None:
        """What came out; None while the run is not finished."""
        path = self.folder / "card.json"
        with self._reading("card.json"):
            try:
                written = path.stat()
            except FileNotFoundError:
                return None
            except OSError as error:
                raise Unreadable(f"card.json cannot be read: {error.strerror}") from error
            return _card(path, written.st_mtime_ns, written.st_size)

    def finished(self) -> RunCard:
        """The card; raises RunBroken where there is none yet."""
        card = self.card
        if card is None:
            raise RunBroken(f"The run {self.name} is not finished: it has no card.json yet.")
        return card

    def data(self) -> DataCard:
        """Which images it was trained on, as far as that is known."""
        card = self.card
        return card.data if card else DataCard()

    def history(self) -> dict[str, NDArray[np.float64]]:
        """The columns of the run's task and what more it logged, float64 [logged steps], NaN where
        blank.
        """
        path, columns = self.folder / "history.csv", history_of(self.task)
        with self._reading("history.csv"):
            rows = _rows(files.read_text(path)) if files.is_there(path) else []
            more = [key for row in rows[:1] for key in row if key]
            try:
                return {
                    key: np.array([float(row.get(key) or "nan") for row in rows], np.float64)
                    for key in dict.fromkeys([*columns, *more])
                }
            except ValueError as error:
                raise Unreadable(
                    f"history.csv holds a value that is not a number: {error}"
                ) from error

    def frame_steps(self) -> list[int]:
        """The steps at which the probe set's embedding was kept, ascending."""
        found = (self.folder / "frames").glob("[0-9]*.npy")
        return sorted(int(path.stem) for path in found if path.stem.isdecimal())

    def frame(self, step: int) -> NDArray[np.float32]:
        """The probe set's embedding at `step`: float32 [probe, d]."""
        return self._array(f"frames/{step:06d}.npy", axes=2).astype(np.float32, copy=False)

    def probe_labels(self) -> NDArray[np.int64]:
        """The probe set's classes: int64 [probe]."""
        return self._array("frames/labels.npy", axes=1, whole=True)

    def probe(self) -> Watched:
        """Which images are watched."""
        about = self._json("frames/probe.json")
        with self._reading("frames/probe.json"):
            return typed_part(Watched, about, "probe.json")

    def embedding(self, split: str = "test") -> NDArray[np.float16]:
        """The embedding of `train` or `test`: float16 [n, d], mapped from the file."""
        return self._array(f"embedding/{split}.npy", axes=2)

    def labels(self, split: str = "test") -> NDArray[np.int64]:
        """The classes of `train` or `test`: int64 [n]."""
        return self._array(f"embedding/{split}_labels.npy", axes=1, whole=True).astype(np.int64)

    def nearest(self) -> NDArray[np.int64] | None:
        """The class that the frozen encoder's nearest neighbours name for each test image, int64
        [n]; None of a net that learned, or trained before they were kept.
        """
        name = "embedding/test_nearest.npy"
        if not files.is_there(self.folder / name):
            return None
        return self._array(name, axes=1, whole=True).astype(np.int64)

    @property
    def has_probabilities(self) -> bool:
        """Whether `probabilities` can be read, all of them or each image's largest."""
        folder = self.folder / "embedding"
        names = ("test_probabilities.npy", "test_largest.npy")
        return any(files.is_there(folder / name) for name in names)

    def probabilities(self) -> NDArray[np.float32]:
        """What a classifier says of each test image: float32 [n, classes].

        Where only the `largest_kept` were kept, the other classes share the rest evenly.
        """
        from core.metrics.largest import restored

        if self.largest_kept is None:
            return self._array("embedding/test_probabilities.npy", axes=2).astype(np.float32)
        shares, owners = self.largest()
        return restored(shares, owners, classes=len(self.data().classes))

    def largest(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Of each test image the `largest_kept` probabilities and their classes: [n, kept] each."""
        shares = self._array("embedding/test_largest.npy", axes=2)
        owners = self._array("embedding/test_largest_of.npy", axes=2, whole=True)
        with self._reading("embedding/test_largest_of.npy"):
            if shares.shape != owners.shape or owners.max(initial=0) >= len(self.data().classes):
                raise Unreadable("test_largest.npy and test_largest_of.npy do not fit the classes")
        return shares, owners

    @property
    def largest_kept(self) -> int | None:
        """How many probabilities of an image were kept; None where all were, or none."""
        if not files.is_there(self.folder / "embedding/test_largest.npy"):
            return None
        return int(self._array("embedding/test_largest.npy", axes=2).shape[1])

    def thumbs(self, split: str = "test") -> Thumbs | None:
        """The thumbnail sheet of a split, where the run has one."""
        if not files.is_there(self.folder / f"thumbs/{split}.json"):
            return None
        geometry = self._json(f"thumbs/{split}.json")
        with self._reading(f"thumbs/{split}.json"):
            known = typed_part(_Geometry, geometry, f"{split}.json")
            if min(known.columns, known.width, known.height) < 1 or known.count < 0:
                raise Unreadable(f"{split}.json holds sizes that no picture has")
        own = self.folder / f"thumbs/{split}.webp"
        path = self.folder.parent / "thumbs" / Path(known.shared).name if known.shared else own
        if not files.is_file(path):
            return None
        return Thumbs(path, known.columns, known.width, known.height, known.count)

    def maps(self) -> list[Path]:
        """Folders of the projections of its test embedding that travel with it, as a set's do."""
        return sorted(path.parent for path in (self.folder / "maps").glob("*/map.json"))

    def _json(self, name: str) -> dict[str, Any]:
        with self._reading(name):
            return files.read_json(self.folder / name)

    def _array(self, name: str, *, axes: int, whole: bool = False) -> NDArray[Any]:
        with self._reading(name):
            return files.read_array(self.folder / name, axes=axes, whole=whole)

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        """Whatever is wrong with a file is told with the run's name and what to do."""
        try:
            yield
        except RunBroken:
            raise
        except EmbedscopeError as error:
            reason = str(error).rstrip(".")
            raise RunBroken(
                f"The run {self.name} has no readable {name}: {reason}. Mend the file, or delete "
                "the run."
            ) from error


@dataclass(frozen=True)
class _Geometry:
    columns: int
    width: int
    height: int
    count: int
    shared: str | None = None


def typed_part(kind: type[Kind], content: dict[str, Any], place: str) -> Kind:
    """The dataclass from a table; raises Unreadable."""
    try:
        return typed(kind, content, place)
    except WrongType as error:
        raise Unreadable(str(error)) from error


@lru_cache(maxsize=256)
def _card(path: Path, changed: int, size: int) -> RunCard:
    """Read once for as long as the file stays: a page looks at every run's, and some are large."""
    del changed, size
    return read_card(path)


@lru_cache(maxsize=512)
def _recipe(text: str) -> Recipe:
    return recipe_from_text(text)


def _rows(text: str) -> list[dict[str, str]]:
    """Raises Unreadable where rows have no step, by which everything is placed."""
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise Unreadable(f"history.csv is not a table: {error}") from error
    for number, row in enumerate(rows, start=2):
        if not row.get("step"):
            raise Unreadable(f"history.csv states no step in line {number}")
    return rows

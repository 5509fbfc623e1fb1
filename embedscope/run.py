"""A run of your own loop: three lines, and the dashboard shows it while it trains."""

from __future__ import annotations

import json
import os
import re
import time
import warnings
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from embedscope.arrays import classes_of, number, step_of, vectors
from embedscope.claim import NAME, opened, try_lock
from embedscope.errors import BadValues, NotWritten, RunTaken
from embedscope.folder import RunFolder
from embedscope.history import History
from embedscope.measures import measures
from embedscope.result import card
from embedscope.thumbnails import Sheet, pictures
from embedscope.weights import as_safetensors

FOLDER = "runs"
DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""No file may be called so on Windows, whatever its ending."""


class Run:
    """Writes the public run format (docs/run-format.md) while your loop trains.

    What cannot be written (a full disk) is told once, as a warning, and the training goes on; what
    was kept before stays whole, whenever the process ends.

    Args:
        name: the run's, and its folder's; numbered where there is one of that name.
        classes: the classes' names, in the order of their numbers; they are read from `probe`
            where it has names.
        probe: the images that the map shows: `(images, labels)`, or `labels` alone. Images are
            [p, h, w], [p, h, w, 3] or [p, 3, h, w], or a list of Pillow's or of paths; labels
            are int [p] or names [p].
        folder: where runs lie; `EMBEDSCOPE_RUNS`, else `runs` in the working folder.
        title: what people call it; `name` where it is left out.
        resume: go on with the run of that name, from the next logged step on.

    Raises:
        RunTaken: another process writes that run.
        BadValues: a name that is none, images and labels that do not fit.
        NotWritten: the folder cannot be made.

    Example:
        >>> run = Run("shoes", probe=labels)
        >>> for step in range(1000):
        ...     run.log(step, loss=loss)
        ...     if step % 50 == 0:
        ...         run.embed(step, model(images))
        >>> run.finish()
    """

    def __init__(
        self,
        name: str,
        *,
        classes: Sequence[str] | None = None,
        probe: Any = None,
        folder: str | Path | None = None,
        title: str | None = None,
        resume: bool = False,
    ) -> None:
        if not name.strip():
            raise BadValues("A run needs a name: give one.")
        self.title = title or name
        self.classes = [f"{each}" for each in classes] if classes is not None else []
        place = Path(folder or os.environ.get("EMBEDSCOPE_RUNS", FOLDER))
        self.path, self._handle = _claimed(place, _folder_name(name), resume=resume)
        self._folder = RunFolder(self.path)
        self._history = History(self._folder)
        self._began = time.monotonic()
        self._resumed = False
        self._warned: set[str] = set()
        self._labels: np.ndarray[Any, np.dtype[np.int64]] | None = None
        if resume:
            self._take_up()
        else:
            self._folder.recipe(f"task: embed\ntitle: {json.dumps(self.title)}\n")
        if probe is not None:
            self.watch(probe)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    def watch(self, probe: Any) -> None:
        """State the probe set, where it was not at the beginning; see the class."""
        both = isinstance(probe, tuple) and len(probe) == 2  # (images, labels)
        images, labels = probe if both else (None, probe)
        self._labels, self.classes = classes_of(labels, self.classes or None)
        about = {
            "data": self.name,
            "split": "probe",
            "classes": self.classes,
            "indices": list(range(len(self._labels))),
        }
        sheet = _sheet(images, len(self._labels)) if images is not None else None
        with _Told(self):
            self._folder.watch(self._labels, about)
            if sheet is not None:
                sheet.write(self.path, split="probe")

    def log(self, step: int, **figures: Any) -> None:
        """Figures of a step: `loss`, `lr`, `epoch`, `validation_loss`, `knn_accuracy`, or any
        other. Where `margin` is among them, loss / margin is kept too.

        Args:
            step: how many were done; steps ascend. Several calls may add to the last one.
            figures: numbers, or tensors of one; what is not finite stays blank.
        """
        step = step_of(step)
        if not self._goes_on(step):
            return
        values = {name: number(value, name) for name, value in figures.items()}
        unknown = [name for name in values if not re.fullmatch(r"[A-Za-z_][\w/.@-]*", name)]
        if unknown:
            raise BadValues(f"{unknown[0]!r} is no name of a figure: use letters, digits and _.")
        if values.get("margin") and "loss" in values:
            values["loss_over_margin"] = values["loss"] / values["margin"]
        self._add(step, values)
        with _Told(self):
            self._history.write()

    def embed(self, step: int, embedding: Any) -> None:
        """The probe set's vectors [p, d] after `step` steps: a frame of the moving map.

        Raises BadValues for vectors that are none, or not one for each image of the probe set.
        """
        known = self._labels
        points = vectors(embedding, count=None if known is None else len(known))
        if known is None:
            self.watch(np.zeros(len(points), np.int64))
            known = np.zeros(len(points), np.int64)
        step = step_of(step)
        if not self._goes_on(step):
            return
        self._add(step, measures(points, known))
        with _Told(self):
            self._folder.frame(step, points)
            self._history.write(now=True)

    def flush(self) -> None:
        """Write all rows now; else they are written every second, and with every frame."""
        if self._handle is not None and self._history.row:
            with _Told(self):
                self._history.write(now=True)

    def finish(
        self,
        *,
        test: tuple[Any, ...] | None = None,
        train: tuple[Any, Any] | None = None,
        model: Mapping[str, Any] | None = None,
        metrics: Mapping[str, float] | None = None,
        verdict: str = "",
    ) -> None:
        """Say what came out; from then on the run is finished.

        Args:
            test: `(vectors, labels)` or `(vectors, labels, images)` of images that were not
                trained on: the map of the finished run, and its figures.
            train: `(vectors, labels)` of those that vote on them; without it they vote on each
                other.
            model: a state dict, kept as safetensors.
            metrics: further figures, as `{"test/recall_at_1": .81}`.
            verdict: what came out, in a sentence.
        """
        labels, named = None, self.classes or None
        voters = None
        if test is not None:
            points = vectors(test[0], count=len(test[1]))
            labels, named = classes_of(test[1], named)
            if train is not None:
                voters = vectors(train[0], count=len(train[1])), classes_of(train[1], named)[0]
        content = card(
            name=self.name,
            title=self.title,
            classes=named or [],
            seconds=self._seconds(),
            steps=self._history.last or 0,
            test=None if labels is None else (points, labels),
            train=voters,
            metrics=metrics or {},
            verdict=verdict,
        )
        with _Told(self, always=True):
            self._history.write(now=True)
            if labels is not None and test is not None:
                self._folder.embedding("test", points, labels)
                if len(test) > 2 and test[2] is not None:
                    _sheet(test[2], len(labels)).write(self.path, split="test")
            if model is not None:
                self._folder.weights(as_safetensors(model))
            self._folder.card(content)
        self.close()

    def close(self) -> None:
        """Let go of the run as it is, unfinished; `resume=True` goes on with it."""
        if self._handle is not None:
            self.flush()
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish it, or leave it unfinished where the loop failed."""
        if self._handle is not None and kind is None:
            self.finish()
        self.close()

    def _add(self, step: int, values: Mapping[str, float]) -> None:
        seconds = self._seconds()
        self._history.add(step, {"seconds": round(seconds, 2), **values})

    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _goes_on(self, step: int) -> bool:
        """Whether `step` may be written: a run that is open, and no step before the last."""
        if self._handle is None:
            self.warn("finished", f"The run {self.name} is finished: step {step} is not kept.")
            return False
        if self._resumed:
            self._resumed = False
            self._forget_from(step)
        last = self._history.last
        if last is not None and step < last:
            self.warn("back", f"Step {step} came after step {last} and is not kept: steps ascend.")
            return False
        return True

    def _take_up(self) -> None:
        """Go on where an earlier process ended."""
        self._history.read()
        done = float(self._history.row.get("seconds") or 0.0)
        self._began -= done
        self._resumed = True
        about = self.path / "frames/probe.json"
        if about.exists():
            self.classes = json.loads(about.read_text(encoding="utf-8"))["classes"]
            self._labels = np.load(self.path / "frames/labels.npy").astype(np.int64)
        (self.path / "card.json").unlink(missing_ok=True)

    def _forget_from(self, step: int) -> None:
        self._history.forget_from(step)
        for path in (self.path / "frames").glob("[0-9]*.npy"):
            if int(path.stem) >= step:
                path.unlink()

    def warn(self, about: str, text: str) -> None:
        """Tell something once."""
        if about not in self._warned:
            self._warned.add(about)
            warnings.warn(text, RuntimeWarning, stacklevel=3)


class _Told:
    """What a disk does not take is told once, or `always`, and ends nothing."""

    def __init__(self, run: Run, *, always: bool = False) -> None:
        self.run, self.always = run, always

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, OSError):
            return False
        about = f"finish {error}" if self.always else "disk"
        self.run.warn(about, f"{error} The training goes on.")
        return True


def _sheet(images: Any, count: int) -> Sheet:
    made = pictures(images)
    if len(made) != count:
        raise BadValues(f"{len(made):,} images came with {count:,} labels.")
    return Sheet.of(made)


def _folder_name(name: str) -> str:
    """A name that every file system takes, and no way out of the folder of runs."""
    plain = re.sub(r"[^\w.+-]+", "-", name.strip()).strip("-.")[:100]
    if not plain:
        raise BadValues(f"{name!r} is no name of a run: it needs a letter or a digit.")
    return f"run-{plain}" if DEVICES.fullmatch(plain.split(".")[0]) else plain


def _claimed(place: Path, name: str, *, resume: bool) -> tuple[Path, int | None]:
    """The run's folder, and the handle that holds it."""
    names = [name] if resume else (f"{name}-{n}" if n > 1 else name for n in count(1))
    for each in names:
        path = place / each
        try:
            if not resume:
                path.mkdir(parents=True)
            handle = opened(path / NAME)
        except FileExistsError:
            continue
        except FileNotFoundError as error:
            raise BadValues(f"There is no run {each} in {place} to go on with.") from error
        except OSError as error:
            raise NotWritten(
                f"{path} cannot be written to ({error.strerror}): choose another folder."
            ) from error
        if try_lock(handle):
            return path, handle
        os.close(handle)
        raise RunTaken(
            f"Another process writes the run {each}. End it first, or choose another name."
        )
    raise AssertionError("there is always a next number")

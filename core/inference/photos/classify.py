"""Ask a checkpoint what garment is on a photo, and what it resembles.

The net only places the photo in its embedding; the name comes from the training images around that
place (k-NN). So the shares are shares of neighbours, not probabilities the net states; a checkpoint
may weigh them for photos (core.inference.photos.weights).

Source: Cover and Hart, Nearest Neighbor Pattern Classification, IEEE Trans. Inf. Theory 1967.
"""

from __future__ import annotations

import io
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.open_photo import Source, open_photo
from core.errors import EmbedscopeError, RunBroken
from core.inference.photos.garment import ALREADY_KNOWN, Garment, cut_garment
from core.inference.photos.weights import weighted, weights_of
from core.metrics.neighbours import neighbours
from core.recipes.kinds import DEFAULT
from core.runs.find import checkpoints, find_run, has_net
from core.runs.run import Run
from embedscope.drawing.pca import Plane, principal_plane

if TYPE_CHECKING:
    from torch import nn

NEIGHBOURS = 31
NEAREST = 12
DATA = "fashion-mnist"
PREFERRED = "fashion-photos"
NO_CHECKPOINT = (
    "There is no checkpoint trained on Fashion-MNIST yet. Make one with "
    "`python -m core train light-2d`, or get the shipped ones with `git checkout -- checkpoints`."
)


@dataclass(frozen=True)
class Answer:
    """What one checkpoint says about one photo."""

    label: str
    shares: dict[str, float]
    """Every class with its share of the votes, weighted for photos; largest first."""
    votes: dict[str, int]
    """How many of the NEIGHBOURS nearest training images are of each class."""
    nearest: tuple[int, ...]
    """Rows of the nearest test images, nearest first: indices into the thumbnail sheet."""
    distances: tuple[float, ...]
    """Their Euclidean distances from the photo, in the embedding."""
    position: NDArray[np.float32]
    """float32 [d]: where the photo lies in the embedding."""
    garment: Garment
    ms: float
    """Milliseconds from the file to this answer, with the checkpoint loaded."""


class Garments:
    """One checkpoint, loaded: its net, and where its training and test images lie.

    Raises RunBroken where the checkpoint is unfinished or a file is missing or unreadable.
    """

    def __init__(self, run: Run) -> None:
        from core.training.embed import load_model

        self.run = run
        self.card = run.finished()
        self.classes: tuple[str, ...] = self.card.data.classes
        self._train = np.asarray(run.embedding("train"), np.float32)
        self._train_labels = np.asarray(run.labels("train"))
        self.weights = weights_of(run, self.classes)
        self.test = np.asarray(run.embedding("test"), np.float32)
        self.test_labels = np.asarray(run.labels("test"))
        self._model: nn.Module = load_model(run)
        self._rehearse()

    def classify(self, source: Source) -> Answer:
        """Open a photo, cut the garment out and name it; raises BadPhoto."""
        start = time.perf_counter()
        return self.name(cut_garment(open_photo(source)), start=start)

    def name(self, garment: Garment, *, start: float | None = None) -> Answer:
        """Name a garment that was cut out already; `start` is when its clock began."""
        start = time.perf_counter() if start is None else start
        position = self._embed(garment.seen)
        votes = self._votes(position)
        shares = self._shares(votes, known=garment.note == ALREADY_KNOWN)
        count = min(NEAREST, len(self.test))
        nearest, distances = neighbours(self.test, position[None], k=count)
        return Answer(
            label=next(iter(shares)),
            shares=shares,
            votes=votes,
            nearest=tuple(int(row) for row in nearest[0]),
            distances=tuple(float(distance) for distance in distances[0]),
            position=position,
            garment=garment,
            ms=1000 * (time.perf_counter() - start),
        )

    @property
    def neighbours(self) -> int:
        """How many training images vote."""
        return min(NEIGHBOURS, len(self._train))

    @cached_property
    def plane(self) -> Plane:
        """The plane in which the test images are shown: the embedding, or its first two axes."""
        return principal_plane(self.test)

    def in_plane(self, position: NDArray[np.float32]) -> tuple[float, float]:
        """Where a place of the embedding, float32 [d], lies in `plane`."""
        x, y = (position - self.plane.centre) @ self.plane.axes
        return float(x), float(y)

    def thumbnail(self, row: int) -> Image.Image | None:
        """A test image, cut from the thumbnail sheet; None where the checkpoint has no sheet."""
        sheet, thumbs = self._sheet, self.run.thumbs("test")
        if sheet is None or thumbs is None or not 0 <= row < thumbs.count:
            return None
        left = row % thumbs.columns * thumbs.width
        top = row // thumbs.columns * thumbs.height
        return sheet.crop((left, top, left + thumbs.width, top + thumbs.height))

    @cached_property
    def _sheet(self) -> Image.Image | None:
        thumbs = self.run.thumbs("test")
        if thumbs is None:
            return None
        try:
            with Image.open(thumbs.path) as sheet:
                mode = "L" if self.card.image_net.input_shape[0] == 1 else "RGB"
                return sheet.convert(mode)
        except OSError as error:
            raise RunBroken(f"The thumbnails of {self.run.name} cannot be read.") from error

    def _rehearse(self) -> None:
        """Answer once for nobody: first answers import and allocate, and take far longer."""
        photo, file = Image.new("RGB", (64, 64), "white"), io.BytesIO()
        photo.paste("navy", (20, 12, 44, 52))
        photo.save(file, "PNG")
        self.classify(file.getvalue())

    def _embed(self, seen: NDArray[np.uint8]) -> NDArray[np.float32]:
        from core.training.embed import embed

        position: NDArray[np.float32] = embed(self._model, np.array(seen[None]), card=self.card)[0]
        return position

    def _votes(self, position: NDArray[np.float32]) -> dict[str, int]:
        """Of every class, in the order in which their classes come nearest."""
        rows, _ = neighbours(self._train, position[None], k=self.neighbours)
        votes = [int(label) for label in self._train_labels[rows[0]]]
        order = [*dict.fromkeys(votes), *range(len(self.classes))]
        return {self.classes[label]: votes.count(label) for label in dict.fromkeys(order)}

    def _shares(self, votes: dict[str, int], *, known: bool) -> dict[str, float]:
        """Largest share first; equal shares as they come. What the net knows is not weighed."""
        plain = np.array([[votes[name] for name in self.classes]], np.float64)
        weights = np.ones(len(self.classes)) if known else self.weights
        share = dict(zip(self.classes, weighted(plain, weights)[0].tolist(), strict=True))
        return {name: share[name] for name in sorted(votes, key=lambda name: -share[name])}


_loaded: dict[tuple[str, float], Garments] = {}
_loading = threading.Lock()


def garments(name: str | None = None) -> Garments:
    """The checkpoint called `name` (else `default_checkpoint`), loaded once per process.

    A checkpoint that was trained anew is loaded anew. Raises UnknownName, RunBroken, or
    EmbedscopeError where there is none at all.
    """
    run = find_run(name or default_checkpoint())
    card = run.folder / "card.json"
    key = (str(run.folder), card.stat().st_mtime if card.is_file() else 0.0)
    with _loading:
        if key not in _loaded:
            _loaded[key] = Garments(run)
        return _loaded[key]


def clothes_checkpoints() -> list[Run]:
    """The finished checkpoints that know garments and kept their net, by name."""
    return [run for run in checkpoints(task=DEFAULT) if has_net(run) and run.data().name == DATA]


def default_checkpoint() -> str:
    """PREFERRED; without it the most accurate with two dimensions; without that any.

    Raises EmbedscopeError, with the way to make one, where there is none.
    """
    known = clothes_checkpoints()
    if not known:
        raise EmbedscopeError(NO_CHECKPOINT)
    return max(known, key=_preference).name


def _preference(run: Run) -> tuple[bool, bool, float]:
    card = run.finished()
    flat = card.image_net.dimension == 2
    return run.name == PREFERRED, flat, card.value("test/knn_accuracy") or 0.0

"""Real photos of clothes: what garment, how sure, which region was looked at, or "unsure".

A checkpoint that was fine-tuned on photos reads the photo as it is. The class is a calibrated
probability; beside it stand the nearest training photos. Nothing that resembles a garment gets no
name: see core.inference.photos.out_of_distribution.

What is read besides a run's own files lies in `readout/` (`python -m core readout RUN` makes it):

    readout.json                  temperature of the probabilities; what distance is usual, and the
                                  most that is familiar
    embedding.npy, labels.npy     of the photos that were trained on, float16 [n, d]
    axes.npy, means.npy           what is familiar: float16 [1280, d], [classes, d]
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core import files
from core.data.open_photo import Source, open_rgb
from core.data.sizes import Image8
from core.data.splits import probe
from core.errors import EmbedscopeError, RunBroken
from core.inference.photos.out_of_distribution import OutOfDistribution, fit
from core.inference.photos.restyled import STYLES
from core.metrics.class_probability import (
    class_directions,
    cosines,
)
from core.metrics.neighbours import neighbours
from core.metrics.temperature import fit_temperature, softmax
from core.runs.find import checkpoints, find_run
from core.runs.run import Run

DATA, NAME = "clothing", "photos"
RESTYLED = 700
"""Known photos that are also shown in each other style, so that no style is strange."""
NEAREST = 9
UNSURE = "unsure"
NO_CHECKPOINT = (
    "There is no checkpoint trained on clothing photos. Make one with `python -m core train "
    "garments`, or get the shipped one with `git checkout -- checkpoints`."
)


@dataclass(frozen=True, eq=False)
class PhotoAnswer:
    """What the photos' model says about one photo."""

    label: str
    """A class, or "unsure"."""
    probabilities: dict[str, float]
    """Calibrated, every class, largest first; they mean nothing where it is unsure."""
    unsure: bool
    reason: str
    """Why it is unsure, or how familiar the photo is: a sentence."""
    strangeness: float
    """Distance to the nearest kind of garment, in usual distances; `limit` is the most."""
    limit: float
    nearest: tuple[tuple[str, float], ...]
    """Class and distance of the nearest training photos, nearest first."""
    photo: Image.Image
    region: NDArray[np.float32]
    """float32 [h, w], 0 to 1: where the photo spoke for the class (Grad-CAM), of the maps' size."""
    ms: float


class PhotosModel:
    """The checkpoint, loaded. Raises RunBroken where a file is missing or unreadable."""

    def __init__(self, run: Run) -> None:
        from core.training.embed import load_model

        self.run, self.card = run, run.finished()
        self.classes: tuple[str, ...] = self.card.data.classes
        about = _about(run)
        self.temperature = float(about["temperature"])
        self.points = _array(run, "embedding").astype(np.float32)
        self.labels = _array(run, "labels").astype(np.int64)
        axes, means = (_array(run, name).astype(np.float32) for name in ("axes", "means"))
        self.familiar = OutOfDistribution(axes, means, float(about["usual"]), float(about["limit"]))
        self.towards = class_directions(self.points, self.labels, classes=len(self.classes))
        self._net = load_model(run)
        self.classify(Image.new("RGB", (64, 64), "white"))  # the first answer takes far longer

    def classify(self, source: Source) -> PhotoAnswer:
        """Open a photo and name the garment on it; raises BadPhoto."""
        from core.inference.photos.photo_features import general_features, see

        start = time.perf_counter()
        photo = open_rgb(source)
        pixels = [np.asarray(photo)]
        seen = see(self._net, self.card, pixels)
        shares = softmax(cosines(seen.points, self.towards), temperature=self.temperature)[0]
        order = np.argsort(-shares, kind="stable")
        strange = float(self.familiar.strangeness(general_features(pixels))[0])
        unsure = strange > self.familiar.limit
        rows, away = neighbours(self.points, seen.points, k=NEAREST)
        near = zip(rows[0], away[0], strict=True)
        return PhotoAnswer(
            label=UNSURE if unsure else self.classes[order[0]],
            probabilities={self.classes[i]: float(shares[i]) for i in order},
            unsure=unsure,
            reason=self._reason(strange, unsure=unsure),
            strangeness=strange,
            limit=self.familiar.limit,
            nearest=tuple((self.classes[self.labels[row]], float(far)) for row, far in near),
            photo=photo,
            region=seen.region(self.towards[order[0]]),
            ms=1000 * (time.perf_counter() - start),
        )

    def _reason(self, strange: float, *, unsure: bool) -> str:
        times = f"{strange:.2f} times the usual distance from the nearest kind of garment"
        most = f"95\u00a0% of garments stay below {self.familiar.limit:.2f}"
        if unsure:
            return f"Nothing here resembles a known garment: it lies {times}; {most}."
        return f"It lies {times}; {most}."


def fit_readout(run: Run) -> dict[str, float]:
    """Make `readout/` of a run trained on the clothing photos; what was measured on those aside.

    Everything is fitted on the validation part of the training file, never on test photos.
    Raises DataMissing, and EmbedscopeError where the recipe keeps none aside.
    """
    from core import data
    from core.data.splits import divide
    from core.inference.photos.photo_features import see
    from core.recipes.recipe import of_kind
    from core.tasks.embed.settings import EmbeddingRecipe
    from core.training.embed import load_model

    train = data.load(DATA, "train")
    chosen, aside = divide(train.labels, of_kind(run.recipe(), EmbeddingRecipe))
    if not len(aside):
        raise EmbedscopeError("The recipe keeps no photos aside (data.validation): set 306.")
    net, card, labels = load_model(run), run.finished(), train.labels[chosen]
    shown, held = ([train.images[int(row)] for row in rows] for rows in (chosen, aside))
    known = see(net, card, shown, reasons=False).points
    points = see(net, card, held, reasons=False).points
    towards = class_directions(known, labels, classes=len(train.classes))
    along = cosines(points, towards)
    temperature = fit_temperature(along, train.labels[aside])
    familiar = _fit_familiar(shown, labels, held)
    _write_readout(run, {"embedding": known, "axes": familiar.axes, "means": familiar.means})
    files.write_array(run.folder / "readout/labels.npy", labels.astype(np.int16))
    about = {"temperature": temperature, "usual": familiar.usual, "limit": familiar.limit}
    files.write_json(run.folder / "readout/readout.json", about)
    right = float((along.argmax(1) == train.labels[aside]).mean())
    return {"accuracy_aside": right, **about}


def _fit_familiar(
    shown: Sequence[Image8], labels: NDArray[np.integer], held: Sequence[Image8]
) -> OutOfDistribution:
    """Garments in every style: most as they are, some of them restyled too."""
    from core.inference.photos.photo_features import general_features

    known, kinds, aside = [general_features(shown)], [labels], [general_features(held)]
    for number, style in enumerate(STYLES.values()):
        rows = probe(labels, RESTYLED, seed=number)
        known.append(general_features([style(shown[int(row)]) for row in rows]))
        kinds.append(labels[rows])
        aside.append(general_features([style(photo) for photo in held]))
    return fit(np.concatenate(known), np.concatenate(kinds), np.concatenate(aside))


def _write_readout(run: Run, arrays: dict[str, NDArray[np.floating]]) -> None:
    for name, values in arrays.items():
        files.write_array(run.folder / f"readout/{name}.npy", values.astype(np.float16))


def photos_checkpoints() -> list[Run]:
    """The finished checkpoints that read photos of clothes."""
    return [
        run
        for run in checkpoints()
        if run.data().name == DATA and (run.folder / "readout" / "readout.json").is_file()
    ]


_loaded: dict[tuple[str, float], PhotosModel] = {}
_loading = threading.Lock()


def photos_model(name: str | None = None) -> PhotosModel:
    """The checkpoint called `name`, else the first that reads photos, loaded once per process.

    Raises EmbedscopeError where there is none, UnknownName, RunBroken.
    """
    known = photos_checkpoints()
    if name is None and not known:
        raise EmbedscopeError(NO_CHECKPOINT)
    run = find_run(name) if name else known[0]
    key = (str(run.folder), (run.folder / "card.json").stat().st_mtime)
    with _loading:
        if key not in _loaded:
            _loaded[key] = PhotosModel(run)
        return _loaded[key]


def _about(run: Run) -> dict[str, Any]:
    try:
        text = (run.folder / "readout/readout.json").read_text(encoding="utf-8")
        content: dict[str, Any] = json.loads(text)
    except (OSError, ValueError) as error:
        raise RunBroken(
            f"{run.name} has no readable readout/readout.json. Make it with: python -m core "
            f"readout {run.name}."
        ) from error
    return content


def _array(run: Run, name: str) -> NDArray[np.generic]:
    try:
        found: NDArray[np.generic] = np.load(run.folder / f"readout/{name}.npy", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise RunBroken(f"The run {run.name} has no readable readout/{name}.npy.") from error
    return found

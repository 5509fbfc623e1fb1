"""Real photos of clothes: what garment, how sure, which region was looked at, or "unsure".

A checkpoint that was fine-tuned on photos reads the photo as it is. The class is a calibrated
probability; beside it stand the nearest training photos. Nothing that resembles a garment gets no
name: see core.inference.photos.out_of_distribution.

What is read besides a run's own files lies in `readout/` (`python -m core readout RUN` makes it):

    readout.json                  temperature of the probabilities; what probability a class needs
                                  to be in the set of those that it may be; how like a class known
                                  photos are (limits)
    embedding.npy, labels.npy     of the photos that were trained on, float16 [n, d]
    axes.npy, familiar.npy, familiar_labels.npy
                                  what is familiar: float16 [1280, d], [photos, d], int16 [photos]
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
from core.inference.photos.out_of_distribution import KEEP, OutOfDistribution, fit
from core.inference.photos.restyled import STYLES
from core.metrics.class_probability import (
    class_directions,
    cosines,
)
from core.metrics.decimal import decimal
from core.metrics.neighbours import neighbours
from core.metrics.prediction_sets import fit_limit, prediction_set
from core.metrics.temperature import fit_temperature, softmax
from core.runs.find import checkpoints, find_run
from core.runs.run import Run

DATA, NAME = "clothing", "photos"
RESTYLED = 350
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
    likely: tuple[str, ...]
    """The classes that it may be, likeliest first: of photos that it was not fitted on, the true
    one is among them in COVERAGE of cases."""
    resembles: str
    """The class whose photos it is most like."""
    likeness: float
    """With the nearest of these, at most 1; less than `limit` is unsure."""
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
        self.set_limit = float(about["set_limit"])
        self.familiar = OutOfDistribution(
            _array(run, "axes").astype(np.float64),
            _array(run, "familiar").astype(np.float64),
            _array(run, "familiar_labels").astype(np.int64),
            np.array(about["limits"], np.float64),
        )
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
        alike = self.familiar.likeness(general_features(pixels))
        unsure, most = bool(self.familiar.strange(alike)[0]), int(alike[0].argmax())
        likeness, limit = float(alike[0, most]), float(self.familiar.limits[most])
        rows, away = neighbours(self.points, seen.points, k=NEAREST)
        near = zip(rows[0], away[0], strict=True)
        return PhotoAnswer(
            label=UNSURE if unsure else self.classes[order[0]],
            probabilities={self.classes[i]: float(shares[i]) for i in order},
            unsure=unsure,
            reason=_reason(self.classes[most], likeness, limit, unsure=unsure),
            likely=tuple(self.classes[i] for i in prediction_set(shares, limit=self.set_limit)),
            resembles=self.classes[most],
            likeness=likeness,
            limit=limit,
            nearest=tuple((self.classes[self.labels[row]], float(far)) for row, far in near),
            photo=photo,
            region=seen.region(self.towards[order[0]]),
            ms=1000 * (time.perf_counter() - start),
        )


def _reason(kind: str, likeness: float, limit: float, *, unsure: bool) -> str:
    others = f"all but 1 in {1 / (1 - KEEP):.0f} of those have more than {decimal(limit)}"
    if unsure:
        return (
            "Nothing here resembles a known garment. Its likeness to the nearest photos, of the "
            f"class {kind}, is {decimal(likeness)}; {others}."
        )
    return f"Its likeness to known photos of the class {kind} is {decimal(likeness)}; {others}."


def fit_readout(run: Run) -> dict[str, float]:
    """Make `readout/` of a run trained on the clothing photos; what was measured on those aside.

    Everything is fitted on the training file, never on test photos: the temperature and the sets on
    its validation part, what is familiar on all of it (features that never learned from these
    photos), each photo judged by those of other folds.
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
    shares = softmax(along, temperature=temperature)
    set_limit = fit_limit(shares, train.labels[aside])
    familiar = _fit_familiar([train.images[row] for row in range(len(train))], train.labels)
    arrays = {"embedding": known, "axes": familiar.axes, "familiar": familiar.known}
    for name, values in arrays.items():
        files.write_array(run.folder / f"readout/{name}.npy", values.astype(np.float16))
    for name, kinds in {"labels": labels, "familiar_labels": familiar.labels}.items():
        files.write_array(run.folder / f"readout/{name}.npy", kinds.astype(np.int16))
    about = {"temperature": temperature, "set_limit": set_limit}
    limits = [round(float(limit), 4) for limit in familiar.limits]
    files.write_json(run.folder / "readout/readout.json", {**about, "limits": limits})
    right = float((along.argmax(1) == train.labels[aside]).mean())
    return {
        "accuracy_aside": right,
        **about,
        **{f"limit of {name}": each for name, each in zip(train.classes, limits, strict=True)},
    }


def _fit_familiar(photos: Sequence[Image8], labels: NDArray[np.integer]) -> OutOfDistribution:
    """Garments in every style: all as they are, some of them restyled too."""
    from core.inference.photos.photo_features import general_features

    restyled = []
    for number, style in enumerate(STYLES.values()):
        rows = probe(labels, RESTYLED, seed=number)
        restyled.append((general_features([style(photos[int(row)]) for row in rows]), rows))
    return fit(general_features(photos), labels, restyled)


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
        raise RunBroken(
            f"{run.name} has no readable readout/{name}.npy. Make it with: python -m core readout "
            f"{run.name}."
        ) from error
    return found

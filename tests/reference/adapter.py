"""From a case's settings to plain values: the only file here that knows `core`.

Whatever is renamed or moved in `core`, this file alone follows, and goes on giving the reference
what it has always had. It sets what is global in a process (threads, how the smallest numbers are
rounded, folders), so that neither the environment nor what ran before decides a hash. The global
random generators it leaves as they are: no training may depend on them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.numpy import load_file
from torch import nn

from core import tasks
from core.faces import encoders
from core.recipes.earlier import translated
from core.recipes.recipe import Recipe, recipe_from_text
from core.runs.card import RunCard
from core.runs.metric_names import earlier_names
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.kinship import task as kin_task
from core.tasks.kinship.corpus import Corpus, of_families, of_kinfacew
from core.tasks.kinship.kinfacew import Official
from core.tasks.kinship.settings import Data as KinData
from core.tasks.kinship.vectors import Used
from core.training import resume
from tests.core.tasks.kinship.made import MadeEncoder, made_features, made_people
from tests.reference.cases import MADE, NEW, Settings

Arrays = Mapping[str, NDArray[Any]]
EDGE, NUMBERS = 8, 12
"""Of the made faces: pixels of an edge, length of a vector."""
NEVER = 1e9
JOINED = ("validation_loss",)
"""Columns that embeddings have had only since they can stop early; blank where none was asked."""


@dataclass(frozen=True)
class Outcome:
    """What one run left, as plain values."""

    weights: Arrays
    """As they are kept."""
    exact: Arrays
    """The weights, and their moving average, in full precision after the last step; empty for a
    task that keeps none."""
    history: Arrays
    """Columns, float64 [rows]; without the seconds."""
    frames: Arrays
    """By step."""
    files: Arrays
    """Every other array that lies in the run's folder, by its path there."""
    metrics: dict[str, Any]
    """The card's, as it states them."""
    counts: dict[str, int]
    """Steps, and the images or people that were used, as the card states them."""


class Workshop:
    """A folder in which reference runs are trained; made data lie there too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = folder / "runs"
        _write_images(folder)

    def train(
        self, asked: Mapping[str, Settings], *, within: str = "", stop_at: int | None = None
    ) -> tuple[dict[str, Outcome], int]:
        """Train the runs of one case in lockstep; what they left, and how often `stop` was asked.

        With `stop_at` training is stopped when `stop` is asked for that time, and goes on in a call
        of its own. `within` is a folder of the runs' folder, so that a case may be trained twice.
        """
        runs = [Run(self.runs / within / name) for name in asked]
        for run, (name, settings) in zip(runs, asked.items(), strict=True):
            RunWriter(run).begin(recipe_of(name, settings))
        exact: dict[Run, Arrays] = {}
        with alone(self.folder):
            if stop_at is not None:
                stopped = _Stop(stop_at)
                assert not _train(runs, stop=stopped, exact=exact), f"not stopped at {stop_at}"
            asks = _Stop(None)
            assert _train(runs, stop=asks, exact=exact)
            left = [_outcome(run, exact.get(run, {})) for run in runs]
        return dict(zip(asked, left, strict=True)), asks.asked


def recipe_of(name: str, settings: Settings) -> Recipe:
    """Settings in the names of before count as such, though none of those may stand there."""
    new = f"/{NEW}" in name
    content = settings if new else translated(settings, settings["task"], always=True)
    text = json.dumps({"name": name.rsplit("/", maxsplit=1)[-1], **content})  # JSON is YAML
    return recipe_from_text(text, name=name)


class _Stop:
    """Says stop when it is asked for the `at`-th time; counts."""

    def __init__(self, at: int | None) -> None:
        self.at, self.asked = at, 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked == self.at


def _train(runs: Sequence[Run], *, stop: Callable[[], bool], exact: dict[Run, Arrays]) -> bool:
    def look(step: int, steps: int, message: str) -> None:
        torch.set_flush_denormal(False)  # a library that was just imported may have set it
        if "measuring" in message and not exact and runs[0].task != "kinship":
            exact.update({run: _exact(run) for run in runs})

    return tasks.train(runs, progress=look, stop=stop, save_every=NEVER)


def _exact(run: Run) -> Arrays:
    """The state that was saved after the last step, before the weights are made small."""
    saved = resume.load(run)
    assert saved is not None
    return {
        key.replace("ema.", "average.", 1) if key.startswith("ema.") else key: value.numpy()
        for key, value in saved.tensors.items()
        if key.startswith(("model.", "ema."))
    }


def _outcome(run: Run, exact: Arrays) -> Outcome:
    card = run.finished()
    history = {key: column for key, column in run.history().items() if key != "seconds"}
    for key in JOINED:
        if run.task == "embed" and np.isnan(history[key]).all():
            del history[key]
    used = _counts(card)
    others = [
        path
        for path in sorted(run.folder.rglob("*.npy"))
        if not path.stem.isdecimal()  # the frames
    ]
    return Outcome(
        weights=load_file(run.folder / "model.safetensors"),
        exact=exact,
        history=history,
        frames={f"{step:06d}": run.frame(step) for step in run.frame_steps()},
        files={str(path.relative_to(run.folder)): np.load(path) for path in others},
        metrics={
            name: metric.as_dict() if metric.n is not None else metric.value
            for name, metric in earlier_names(card.metrics, task=card.task).items()
        },
        counts={"steps": card.steps, **used},
    )


def _counts(card: RunCard) -> dict[str, int]:
    """Images, or the people whose faces they are."""
    part = card.data if card.kinship is None else card.kinship.people
    return {key: value for key, value in vars(part).items() if isinstance(value, int)}


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One thread, exact small numbers, folders of its own and made faces; all as before after."""
    import scipy.linalg  # noqa: F401 (so that its threads are known and limited)
    import sklearn.metrics  # noqa: F401
    from threadpoolctl import threadpool_limits

    own = {
        f"EMBEDSCOPE_{name.upper()}": str(folder / name)
        for name in ("runs", "own", "data", "features")
    }
    threads, precision = torch.get_num_threads(), torch.get_float32_matmul_precision()
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, own))
        stack.enter_context(threadpool_limits(1))
        stack.enter_context(chdir(folder))
        for name, made in (
            ("load_corpus", _gather),
            ("vectors_of", _vectors),
            ("used_encoders", _used),
            ("crops_of", _crops),
            ("pictures_of", _pictures),
        ):
            stack.enter_context(patch.object(kin_task, name, made))
        stack.enter_context(patch.object(encoders, "net", _face_net))
        stack.callback(torch.set_num_threads, threads)
        stack.callback(torch.set_float32_matmul_precision, precision)
        torch.set_num_threads(1)
        torch.set_float32_matmul_precision("highest")
        torch.set_flush_denormal(False)
        yield


def _write_images(folder: Path) -> None:
    """The data set MADE: 120 training and 60 test images of five classes; and a plain folder.

    A class is a place and a colour; sizes differ, as in people's own images.
    """
    draw = np.random.default_rng(18)
    listed: dict[str, list[tuple[str, int]]] = {"train": [], "test": []}
    (folder / "pictures").mkdir(parents=True)
    for number in range(180):
        kind, split = number % 5, "train" if number < 120 else "test"
        height, width = 24 + number % 3, 24 + 2 * (number % 2)
        pixels = draw.integers(0, 120, (height, width, 3))
        row, column = 4 * kind, 16 - 3 * kind
        pixels[row : row + 7, column : column + 7, kind % 3] += 40 + 20 * kind
        name = f"{number:03d}.png"
        Image.fromarray(pixels.astype(np.uint8)).save(folder / "pictures" / name)
        listed[split].append((name, kind))
    about = {
        "title": "made",
        "tree": str(folder / "pictures"),
        "classes": [f"kind {kind}" for kind in range(5)],
        **listed,
    }
    (folder / "own" / MADE).mkdir(parents=True)
    (folder / "own" / MADE / "data.json").write_text(json.dumps(about))


def _gather(asked: KinData, *, seed: int) -> Corpus:
    if asked.name == "kinfacew":
        return of_kinfacew(_official(), restricted=asked.restricted)
    return of_families(made_people(30), asked, seed=seed)


def _official() -> Official:
    """Five folds of four kin and four strangers for each of two relations."""
    photos, rows = [], []
    for relation, short in (("father-dau", "fd"), ("mother-son", "ms")):
        first = len(photos)
        photos += [f"{relation}/{short}_{n:03d}_{side}.jpg" for n in range(20) for side in (1, 2)]
        for n in range(20):
            other = n - n % 4 + (n + 1) % 4
            for child, kin in ((n, True), (other, False)):
                rows.append((first + 2 * n, first + 2 * child + 1, kin, relation, 1 + n // 4))
    parents, children, kin, relations, folds = zip(*rows, strict=True)
    return Official(
        source="made up",
        photos=tuple(photos),
        pairs=np.array([parents, children], np.int64).T,
        kin=np.array(kin, bool),
        relations=np.array(relations),
        folds=np.array(folds, np.int64),
    )


def _vectors(corpus: Corpus, used: tuple[Used, ...], **_: Any) -> NDArray[np.float32]:
    people = corpus.people
    parts = [made_features(people, dimension=NUMBERS, seed=number) for number in range(len(used))]
    return np.concatenate(parts, axis=1)


def _used(faces: Any) -> tuple[Used, ...]:
    return tuple(Used(MadeEncoder(name, NUMBERS), name) for name in faces.encoders)


def _crops(corpus: Corpus, *_: Any, **__: Any) -> NDArray[np.uint8]:
    shape = (len(corpus.people.photos), EDGE, EDGE, 3)
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def _pictures(*_: Any, **__: Any) -> None:
    """Made faces have no pictures, and so no colours."""


def _face_net(*_: Any) -> nn.Module:
    """One layer in place of a face encoder."""
    draw = torch.Generator().manual_seed(5)
    net = nn.Sequential(nn.Flatten(), nn.Linear(3 * EDGE * EDGE, NUMBERS))
    with torch.no_grad():
        for weight in net.parameters():
            weight.copy_(0.05 * torch.randn(weight.shape, generator=draw))
    return net

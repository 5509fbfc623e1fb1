"""Every test here has its own, empty data folders; runs are trained on made-up families."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.kinship import task as kin_task
from core.tasks.kinship.corpus import Corpus, of_families
from core.tasks.kinship.settings import Data, KinshipRecipe
from core.tasks.kinship.vectors import Used
from tests.core.data.conftest import data
from tests.core.tasks.kinship.made import MadeEncoder, made_features, made_people

__all__ = ["data"]

QUICK: dict[str, Any] = {
    "data.folds": 3,
    "head.name": "l1",
    "draw.batch": 10,
    "draw.steps": 4,
    "length.epochs": 2,
    "optimiser.lr": 1e-2,
}


@pytest.fixture
def families(monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """Thirty families whose vectors show who is kin; every recipe gets them, whatever it names."""
    people = made_people(30)
    corpus = of_families(people, Data(folds=3), seed=0)

    def gather(asked: Data, *, seed: int) -> Corpus:
        return of_families(people, Data(folds=asked.folds, split=asked.split), seed=seed)

    def vectors(corpus: Corpus, used: tuple[Used, ...], **_: Any) -> np.ndarray:
        parts = [
            made_features(people, dimension=each.encoder.dimension, seed=number)
            for number, each in enumerate(used)
        ]
        return np.concatenate(parts, axis=1)

    def encoders(faces: Any) -> tuple[Used, ...]:
        return tuple(Used(MadeEncoder(name, 12), name) for name in faces.encoders)

    monkeypatch.setattr(kin_task, "load_corpus", gather)
    monkeypatch.setattr(kin_task, "vectors_of", vectors)
    monkeypatch.setattr(kin_task, "used_encoders", encoders)
    monkeypatch.setattr(kin_task, "pictures_of", lambda *_, **__: None)
    return corpus


@pytest.fixture
def kin_run(tmp_path: Path, families: Corpus) -> Callable[..., Run]:
    """Make a run's folder with a quick recipe in it; settings with two underscores for a dot."""

    def make(name: str, recipe: KinshipRecipe | None = None, **settings: Any) -> Run:
        dotted = {key.replace("__", "."): value for key, value in settings.items()}
        quick = {**QUICK, **dotted} if recipe is None else dotted
        run = Run(tmp_path / name)
        RunWriter(run).begin(changed(recipe or KinshipRecipe(), quick))
        return run

    return make

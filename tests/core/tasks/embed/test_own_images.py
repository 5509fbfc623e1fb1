"""Embeddings of images that people bring: unseen classes, and validation images of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.data.own_division import Division
from core.embeddings.predictions import add_predictions
from core.embeddings.sources import stored
from core.embeddings.uploads.classes import take
from core.recipes.recipe import changed, load_recipe
from core.runs.answers import answers_of
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import train

QUICK: dict[str, Any] = {
    "length.epochs": None,
    "length.steps": 4,
    "batch.size": 16,
    "probe.size": 20,
    "probe.frames": 1,
    "precision": "fp32",
}
COLOURS = (
    (250, 20, 20),
    (20, 250, 20),
    (20, 20, 250),
    (240, 240, 30),
    (20, 240, 240),
    (240, 30, 240),
)


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OWN", "EMBEDDINGS"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))


def written(folder: Path, count: int, *, above: str = "", seed: int = 0) -> Path:
    """Noisy images of one colour a class, `count` of each."""
    random = np.random.default_rng(seed)
    for number, colour in enumerate(COLOURS):
        place = folder / above / f"colour {number}"
        place.mkdir(parents=True)
        for i in range(count):
            pixels = np.clip(np.array(colour) + random.normal(0, 8, (12, 12, 3)), 0, 255)
            Image.fromarray(pixels.astype(np.uint8)).save(place / f"{i}.png")
    return folder


def trained(name: str, place: Path, recipe_name: str = "light-2d") -> Run:
    run = Run(place)
    recipe = changed(load_recipe(recipe_name), {**QUICK, "data.name": name, "net.dimension": 8})
    RunWriter(run).begin(recipe)
    assert train([run])
    return run


def test_on_classes_that_it_never_saw_test_images_find_each_other(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", 14)
    known = take(folder, "set", division=Division(unseen=True)).known
    assert known.disjoint
    run = trained(known.name, tmp_path / "run")
    card = run.finished()
    assert not set(run.labels("train").tolist()) & set(run.labels("test").tolist())
    reached = card.metrics["test/knn_accuracy"].value
    assert reached is not None
    assert reached > 0.8  # colours that lie apart, though no training image could be right
    names = ("recall_at_1", "recall_at_5", "recall_at_10", "r_precision", "map_at_r")
    for name in names:
        told = card.metrics[f"test/{name}"]
        assert told.value is not None
        assert told.value > 0.8
        assert told.n == 2  # its interval is over the classes
    assert card.value("test/nmi") == pytest.approx(1)
    found = answers_of(run)
    assert np.mean(found.predicted == run.labels("test")) == pytest.approx(reached)
    points = stored(run)
    assert add_predictions(points)
    right = points.column("correct")
    assert right.mean() > 0.8


def test_without_classes_it_trains_and_nothing_is_made_up(tmp_path: Path) -> None:
    """A figure by classes would be 1.000 where all are of one; a map has points of no class."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for at, image in enumerate(written(tmp_path / "set", 6).rglob("*.png")):
        image.rename(folder / f"{at}.png")
    run = trained(take(folder, "photos").known.name, tmp_path / "run", "simclr-digits")
    card, history = run.finished(), run.history()
    assert not [name for name in card.metrics if "knn" in name or "silhouette" in name]
    assert card.confusion == {}
    assert np.isnan(history["knn_accuracy"]).all()
    assert np.isfinite(history["loss"]).any()
    assert "Trained without labels: loss" in (card.verdict or "")
    points = stored(run)
    assert points.classes_of("class") == ()
    assert set(points.labels().tolist()) == {-1}


def test_validation_images_that_it_brings_validate_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for seed, (part, count) in enumerate((("train", 12), ("val", 3), ("test", 4))):
        written(folder, count, above=part, seed=seed)
    known = take(folder, "set").known
    run = trained(known.name, tmp_path / "run")
    metrics = run.finished().metrics
    assert metrics["validation/knn_accuracy"].n == 18
    assert metrics["test/recall_at_1"].n == 24  # its classes were seen: over images, not classes
    assert metrics["test/knn_accuracy"].n == 24
    assert metrics["train/knn_accuracy"].n == 72

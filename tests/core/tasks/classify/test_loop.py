"""Training a classifier: what it leaves, what it may look at, and that a stop changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from core import data
from core.data import transforms
from core.data.image_set import ImageSet
from core.embeddings.sources._stored import stored
from core.embeddings.sources._views import run_view
from core.errors import BadRecipe, UnknownName
from core.runs.card import DataCard
from core.runs.card_parts import KeptWeights
from core.runs.run import Run
from core.tasks import train
from core.tasks.classify import evaluate as finishing
from embedscope.drawing.trajectory import trajectory

MakeRun = Callable[..., Run]


def weights(run: Run) -> dict[str, np.ndarray]:
    return load_file(run.folder / "model.safetensors")


def same(first: Run, second: Run) -> bool:
    mine, other = weights(first), weights(second)
    return mine.keys() == other.keys() and all(np.array_equal(mine[k], other[k]) for k in mine)


def validated(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Epochs and validation losses after each epoch."""
    history = run.history()
    rows = ~np.isnan(history["validation_loss"]) & (history["step"] > 0)
    return history["epoch"][rows], history["validation_loss"][rows]


def test_a_run_leaves_everything_that_pages_read(quick_run: MakeRun) -> None:
    run = quick_run("whole")
    seen: list[int] = []
    assert train([run], progress=lambda step, steps, message: seen.append(step))
    per_epoch = (4 * 14 - 16) // 8
    assert seen[: 3 * per_epoch] == list(range(1, 3 * per_epoch + 1))
    history = run.history()
    logged = ~np.isnan(history["loss"])
    assert list(history["step"][logged]) == list(range(1, 3 * per_epoch + 1))
    for column in ("accuracy", "lr", "grad_norm"):
        assert np.isfinite(history[column][logged]).all(), column
    assert list(validated(run)[0]) == [1, 2, 3]
    card = run.finished()
    assert replace(card.data, mean=(), std=()) == DataCard(
        name="cifar100",
        train=40,
        validation=16,
        test=56,
        classes=("kind 0", "kind 1", "kind 2", "kind 3"),
    )
    assert card.net.parameters == card.metric("net/parameters").value == 24_197 - 21 * 51
    assert card.kept == KeptWeights("last", 3.0)
    assert not card.stopped_early
    assert run.frame_steps()[0] == 0
    assert run.frame_steps()[-1] == 3 * per_epoch
    assert run.frame(0).shape == (12, 8)
    assert run.probe().split == "train"
    watched = data.load("cifar100", "train").labels[list(run.probe().indices)]
    assert np.array_equal(watched, run.probe_labels())
    assert run.thumbs("test").count == 56
    assert run.thumbs("probe").count == 12
    assert not (run.folder / "resume").exists()


def test_stored_probabilities_give_the_cards_figures(quick_run: MakeRun) -> None:
    run = quick_run("stored", length__epochs=4, optimiser__name="adam", optimiser__lr=3e-3)
    train([run])
    card, labels = run.finished(), run.labels("test")
    told = np.load(run.folder / "embedding/test_probabilities.npy")
    assert told.dtype == np.float16
    assert told.shape == (56, 4)
    assert told.sum(1) == pytest.approx(np.ones(56), abs=2e-3)
    hits = told.argmax(1) == labels
    assert hits.mean() == card.metric("test/accuracy").value > 0.5
    table = np.array(card.confusion["test"])
    assert table.sum() == 56
    assert np.trace(table) == hits.sum()
    loss = -np.log(told[np.arange(56), labels].astype(float)).mean()
    assert card.metric("test/loss").value == pytest.approx(loss, rel=0.01, abs=2e-3)
    assert run.embedding("test").shape == (56, 50)
    assert card.verdict.startswith(("Learned", "Over-fits"))


def test_its_features_are_the_map_and_its_training_a_film(
    quick_run: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(tmp_path / "clouds"))
    run = quick_run("mapped")
    train([run])
    embedding_set = stored(run)
    assert embedding_set.vectors().shape == (56, 50)
    assert embedding_set.about()["title"].endswith("penultimate, test")
    made = trajectory(run)
    assert made is not None
    assert made.planes.shape == (len(run.frame_steps()), 12, 2)
    test = data.load("cifar100", "test")
    images = list(np.asarray(test.images)[test.labels < 4][:8])
    now, before = (
        run_view(run, "penultimate", trained=trained)(images).vectors(images)
        for trained in (True, False)
    )
    kept = run.embedding("test")[:8].astype(np.float32)
    spread = float(kept.std())
    assert now == pytest.approx(kept, abs=0.02 * spread)
    assert np.abs(before - kept).max() > spread / 10


SETTINGS: list[dict[str, Any]] = [
    {"data__augment": ["flip", "zoom-range", "shift-4"], "optimiser__momentum": 0.9},
    {
        "net__name": "deeper-1",
        "net__dropout": [0.2, 0.2, 0.2],
        "optimiser__name": "adamw",
        "ema__decay": 0.9,
        "schedule__name": "warm-cosine",
        "mixup__alpha": 0.3,
        "keep": "best",
    },
    {"optimiser__name": "adagrad", "schedule__name": "exponential", "loss__name": "hinge"},
    {
        "optimiser__name": "adadelta",
        "early_stopping__patience": 1,
        "early_stopping__min_delta": 0.5,
    },
]


@pytest.mark.parametrize("settings", SETTINGS, ids=["sgd", "dropout", "adagrad", "early stop"])
def test_stopped_and_resumed_equals_undisturbed(
    quick_run: MakeRun, settings: dict[str, Any]
) -> None:
    at = 7  # in the middle of the second epoch
    whole, stopped = quick_run("whole", **settings), quick_run("stopped", **settings)
    train([whole])
    calls = iter(range(at + 1))
    assert not train([stopped], stop=lambda: next(calls) >= at)
    assert stopped.card is None
    assert train([stopped])
    assert same(whole, stopped)
    mine, other = whole.history(), stopped.history()
    for column in set(mine) - {"seconds"}:
        assert np.array_equal(mine[column], other[column], equal_nan=True), column
    assert whole.frame_steps() == stopped.frame_steps()
    assert all(np.array_equal(whole.frame(s), stopped.frame(s)) for s in whole.frame_steps())
    for key in ("confusion", "kept", "stopped_early", "steps"):
        assert getattr(whole.finished(), key) == getattr(stopped.finished(), key)


def test_early_stopping_ends_the_run_when_the_rule_says(quick_run: MakeRun) -> None:
    run = quick_run(
        "early", length__epochs=9, early_stopping__patience=2, early_stopping__min_delta=100.0
    )
    train([run])
    # the first epoch is better than nothing at all; the next two are not better by 100
    assert list(validated(run)[0]) == [1, 2, 3]
    assert run.finished().epochs == 3
    assert run.finished().stopped_early


def test_the_best_epoch_is_that_of_the_lowest_validation_loss(quick_run: MakeRun) -> None:
    settings = {"optimiser__lr": 0.4, "length__epochs": 6, "optimiser__momentum": 0.9}
    run = quick_run("best", keep="best", **settings)
    train([run])
    epochs, losses = validated(run)
    kept = run.finished().kept
    assert kept == KeptWeights("best", epochs[np.nanargmin(losses)])
    loss = run.finished().metric("validation/loss").value
    assert loss == pytest.approx(np.nanmin(losses), rel=0.02)


@pytest.mark.parametrize("keep", ["last", "best"])
def test_test_images_decide_nothing(
    quick_run: MakeRun, monkeypatch: pytest.MonkeyPatch, keep: str
) -> None:
    """Other test images leave every weight and every row alone, and none is read before the end."""
    settings = {
        "optimiser__lr": 0.2,
        "length__epochs": 4,
        "early_stopping__patience": 2,
        "keep": keep,
    }
    usual, other = quick_run("usual", **settings), quick_run("other", **settings)
    train([usual])
    made, ended = data.load, []

    def load(name: str, split: str) -> ImageSet:
        whole = made(name, split)
        if split == "train":
            return whole
        assert ended, "a test image was read while training went on"
        images = np.asarray(whole.images)
        return replace(whole, images=255 - images, labels=whole.labels[::-1].copy())

    def write_weights(*given, **settings) -> None:
        ended.append(given)
        keep_weights(*given, **settings)

    keep_weights = finishing.keep_weights
    monkeypatch.setattr(data, "load", load)
    monkeypatch.setattr(finishing, "keep_weights", write_weights)
    train([other])
    assert same(usual, other)
    assert usual.finished().kept == other.finished().kept
    assert np.array_equal(validated(usual)[1], validated(other)[1])
    assert usual.finished().metric("test/loss") != other.finished().metric("test/loss")


def test_only_training_batches_are_changed(
    quick_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def darkened(chosen: Any, images: Any, *, generator: Any, zoom_range: float) -> Any:
        assert tuple(chosen) == ("flip",)
        sizes.append(len(images))
        return images * 0

    plain, changed = quick_run("plain"), quick_run("changed", data__augment=["flip"])
    train([plain])
    monkeypatch.setattr(transforms, "apply", darkened)
    train([changed])
    assert sizes == [8] * changed.finished().steps
    # before the first step both nets are alike, and so is what they say of validation images
    first = [run.history()["validation_loss"][0] for run in (plain, changed)]
    assert first[0] == first[1]
    assert np.array_equal(plain.frame(0).shape, changed.frame(0).shape)
    # trained on black images, it can tell nothing apart, yet it sees the others as they are
    assert plain.history()["validation_loss"][-1] != changed.history()["validation_loss"][-1]


def test_runs_of_a_job_are_trained_one_after_the_other(quick_run: MakeRun) -> None:
    runs = [quick_run("first"), quick_run("second", net__name="deeper-1", length__epochs=1)]
    alone = quick_run("alone", net__name="deeper-1", length__epochs=1)
    said: list[str] = []
    assert train(runs, progress=lambda step, steps, message: said.append(message))
    train([alone])
    assert same(runs[1], alone)
    assert {"1 of 2: ", "2 of 2: measuring"} <= set(said)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"data__classes": 31}, "between 2 and the 30"),
        ({"data__validation": 0, "early_stopping__patience": 3}, "data.validation is 0"),
        ({"data__validation": 0, "keep": "best"}, "data.validation is 0"),
        ({"length__steps": 4}, "either epochs or steps"),
        ({"net__dropout": [0.1]}, "needs 0 rates"),
        ({"freeze__backbone": True}, "a body and a head"),
        ({"net__start": "chollet"}, "keras, torch"),
        ({"loss__name": "focal"}, "cross-entropy, hinge"),
        ({"keep": "median"}, "last, best"),
        ({"schedule__name": "linear"}, "warm-cosine"),
        ({"optimiser__name": "lion"}, "adadelta"),
        ({"batch__size": 1000}, "training images"),
        ({"data__augment": ["blur"]}, "shift-4"),
    ],
)
def test_an_impossible_recipe_is_refused_with_a_reason(
    quick_run: MakeRun, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises((BadRecipe, UnknownName), match=words):
        train([quick_run("wrong", **settings)])

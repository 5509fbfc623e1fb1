"""A head on a frozen encoder's vectors: the same loop, on what each image became once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file

from core import data, encoders
from core.embeddings.sources import stored
from core.errors import BadRecipe, RunBroken
from core.nets import build
from core.recipes.recipe import changed
from core.runs.find import has_net, sees_images
from core.runs.layers import layers
from core.runs.run import Run
from core.runs.share import readme
from core.tasks import problems, train
from core.tasks.embed.remeasure import evaluate
from core.tasks.embed.settings import EmbeddingRecipe
from core.training.initial_weights import initial_net
from core.training.whitening import within_class_whitening

MakeRun = Callable[..., Run]
pytestmark = pytest.mark.usefixtures("few_digits")


@pytest.fixture
def frozen_run(quick_run: MakeRun, digits_run: Run, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """Such a run on a checkpoint's 3,200 features, in the folder of the runs."""
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(quick_run("any").folder.parent))

    def make(name: str, **settings: Any) -> Run:
        seen = f"checkpoint:{digits_run.name}?layer=penultimate"
        return quick_run(name, **{"net__encoder": seen, **settings})

    return make


def weights(run: Run) -> dict[str, np.ndarray]:
    return load_file(run.folder / "model.safetensors")


def test_only_the_head_is_kept_and_what_it_reads_is_on_the_card(frozen_run: MakeRun) -> None:
    run = frozen_run("head", net__hidden=5, net__dimension=3, data__validation=200)
    said: list[str] = []
    assert train([run], progress=lambda _step, _steps, message: said.append(message))
    card = run.finished()
    assert card.net is None
    assert card.head is not None
    assert card.outputs == run.embedding("test").shape[1] == 3
    shapes = {key: value.shape for key, value in weights(run).items()}
    assert shapes == {
        "mean": (card.head.inputs,),
        "scale": (),
        "before.0.weight": (5, card.head.inputs),
        "before.0.bias": (5,),
        "last.weight": (3, 5),
        "last.bias": (3,),
    }
    assert card.head.parameters == 5 * card.head.inputs + 5 + 15 + 3
    assert "450 of 450 images encoded" in said
    assert len(run.frame_steps()) == 5
    assert run.thumbs("test").count == card.data.test
    assert not has_net(run)
    assert sees_images(run)
    assert [each["name"] for each in layers(run)] == ["output"]
    assert "Net: Head of 5 units on A tiny run" in readme(run)


def test_it_is_the_head_on_the_encoders_vectors(frozen_run: MakeRun) -> None:
    """By hand: scaled as the training vectors are, one linear layer, length 1."""
    run = frozen_run("hand", net__normalised=True, net__dimension=4)
    train([run])
    kept = {key: value.astype(np.float64) for key, value in weights(run).items()}
    seen = encoders.load(run.recipe().net.encoder)
    splits = {each: seen.encode(data.load("digits", each).images) for each in ("train", "test")}
    mean = splits["train"].mean(0)
    scale = np.sqrt(np.square(splits["train"] - mean).mean())
    assert np.allclose(kept["mean"], mean, atol=1e-2 * scale)
    made = (splits["test"] - mean) / scale @ kept["last.weight"].T + kept["last.bias"]
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    assert np.abs(made - run.embedding("test")).max() < 5e-3


def test_it_is_an_encoder_and_can_be_measured_and_shown(frozen_run: MakeRun) -> None:
    run = frozen_run("again")
    train([run])
    test = data.load("digits", "test")
    encoder = encoders.load("checkpoint:again")
    again = encoder.encode(test.images)
    assert np.abs(again - run.embedding("test")).max() < 2e-3 * np.abs(again).max()
    measured = evaluate(run)
    assert measured["embedding"] == "recomputed"
    near, before = (m["test/knn_accuracy"] for m in (measured["metrics"], run.finished().metrics))
    assert near.value == pytest.approx(before.value, abs=0.01)
    assert stored(run).about()["count"] == len(test)
    began = initial_net(run).state_dict()
    assert np.allclose(began["mean"].numpy(), weights(run)["mean"].astype(np.float32))
    assert not np.allclose(began["last.weight"].numpy(), weights(run)["last.weight"])


def narrow(digits_run: Run) -> str:
    """The address of 192 features, whose axes are found at once."""
    folder = digits_run.folder.with_name("narrow")
    shutil.copytree(digits_run.folder, folder)
    for name in ("recipe.yaml", "card.json"):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace("light", "small"))
    save_file(build("small", dimension=2).state_dict(), folder / "model.safetensors")
    return "checkpoint:narrow?layer=penultimate"


def test_a_head_may_begin_whitened(frozen_run: MakeRun, digits_run: Run) -> None:
    asked = {"net__head_start": "whitened", "net__encoder": narrow(digits_run), "net__dimension": 4}
    run = frozen_run("whitened", **asked)
    train([run])
    seen = encoders.load(run.recipe().net.encoder)
    split = data.load("digits", "train")
    vectors = seen.encode(split.images)
    centred = torch.from_numpy(vectors - vectors.mean(0))
    weight = within_class_whitening(centred, torch.from_numpy(split.labels), dimension=4)
    watched = run.probe()
    images = data.load("digits", watched.split).images[list(watched.indices)]
    made = (seen.encode(images) - vectors.mean(0)) @ weight.numpy().T
    first = run.frame(0)
    turned = np.sign((made * first).sum(0))  # an axis may point either way
    assert np.abs(first - made * turned).max() < 2e-2 * np.abs(made).max()
    with pytest.raises(RunBroken, match="whitened by are not kept"):
        initial_net(run)


def test_stopped_and_gone_on_with_it_comes_to_the_same(frozen_run: MakeRun) -> None:
    whole, stopped = frozen_run("whole", ema__decay=0.9), frozen_run("stopped", ema__decay=0.9)
    train([whole])
    calls = iter(range(100))
    assert not train([stopped], stop=lambda: next(calls) > 12)
    assert stopped.card is None
    assert train([stopped])
    mine, other = weights(whole), weights(stopped)
    assert all(np.array_equal(mine[key], other[key]) for key in mine)


def test_heads_and_a_net_race_over_the_same_batches(
    frozen_run: MakeRun, quick_run: MakeRun
) -> None:
    lanes = [
        frozen_run("nca", strategy__name="nca"),
        frozen_run("mixed", mixup__alpha=0.4, data__hold_out="7"),
        quick_run("net", strategy__name="nca"),
    ]
    with pytest.raises(BadRecipe, match="same data"):
        train(lanes)
    assert train([lanes[0], lanes[2]])
    assert lanes[0].probe() == lanes[2].probe()
    assert train([lanes[1]])
    assert lanes[1].finished().metric("test/recall/held-out").n


def test_what_a_frozen_encoder_cannot_honour_is_refused(
    digits_run: Run, quick_recipe: Callable[..., EmbeddingRecipe]
) -> None:
    recipe = quick_recipe(net__encoder=f"checkpoint:{digits_run.name}")
    assert problems(recipe) == []
    for key, value in {
        "data.augment": ["flip"],
        "data.side": 16,
        "freeze.backbone": True,
        "freeze.batch_norm": True,
        "optimiser.backbone": 0.5,
    }.items():
        (told,) = problems(changed(recipe, {key: value}))
        assert told.startswith(f"{key} needs to be left out")
    assert problems(changed(recipe, {"net.name": "no such net"})) == []  # it has no effect
    (told,) = problems(changed(recipe, {"net.encoder": "checkpoint:nobody"}))
    assert "nobody" in told
    (told,) = problems(changed(recipe, {"net.head_start": "whitened", "net.hidden": 8}))
    assert "linear head" in told
    (told,) = problems(changed(recipe, {"net.encoder": "lite"}))
    assert "names no encoder" in told


def test_pictures_of_many_sizes_are_encoded_as_they_are(
    frozen_run: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    from core.embeddings.uploads.classes import take

    monkeypatch.setenv("EMBEDSCOPE_OWN", str(tmp_path / "own"))
    random = np.random.default_rng(0)
    for number in range(3):
        for i in range(12):
            place = tmp_path / "set" / f"shade {number}" / f"{i}.png"
            place.parent.mkdir(parents=True, exist_ok=True)
            pixels = random.integers(0, 40, (20 + i, 30 - i, 3)) + 100 * number
            Image.fromarray(pixels.astype(np.uint8)).save(place)
    known = take(tmp_path / "set", "set").known
    run = frozen_run("own", data__name=known.name, batch__size=10, probe__size=5)
    assert train([run])
    assert run.thumbs("test").count == len(run.labels("test"))
    assert run.finished().metric("test/knn_accuracy").value > 0.8

"""A classifier on a frozen encoder's vectors: linear, or with one hidden layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from core import encoders
from core.encoders.address import Address
from core.encoders.encoder import Built
from core.encoders.kinds import net as net_kind
from core.encoders.preprocessing import Preprocessing
from core.recipes.recipe import changed
from core.runs.find import has_net, sees_images
from core.runs.run import Run
from core.tasks import problems, train
from core.tasks.classify.settings import ClassificationRecipe
from core.training.initial_weights import initial_net
from tests.core.tasks.classify.conftest import made

MakeRun = Callable[..., Run]
ADDRESS = "net:efficientnet-lite0"
SHAPE = {"net__encoder": ADDRESS, "optimiser__lr": 0.3, "length__epochs": 8}


@pytest.fixture(autouse=True)
def small_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lite0 stands for pixels averaged over squares of eight, so that nothing is slow."""

    def build(_asked: Address) -> Built:
        stated = Preprocessing(size=(32, 32), resize=None, crop="squeeze")
        return Built(lambda x: _squares(x.transpose(0, 3, 1, 2)), stated, scales=False)

    monkeypatch.setattr(net_kind, "build", build)


def _squares(images: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.float32]]:
    n, c, h, w = images.shape
    means = images.reshape(n, c, h // 4, 4, w // 4, 4).mean((3, 5)) / 255
    return means.reshape(n, -1).astype(np.float32)


def kept(run: Run) -> dict[str, np.ndarray[Any, Any]]:
    return load_file(run.folder / "model.safetensors")


def test_its_scores_are_the_head_on_the_encoders_vectors(quick_run: MakeRun) -> None:
    """By hand: scaled as the images trained on are, one linear layer, a softmax."""
    run = quick_run("linear", **SHAPE)
    said: list[str] = []
    assert train([run], progress=lambda _step, _steps, message: said.append(message))
    card = run.finished()
    assert card.net is None
    assert card.head is not None
    assert (card.head.dimension, card.head.hidden, card.outputs) == (4, 0, 4)
    assert "112 of 112 images encoded" in said
    weights = {key: value.astype(np.float64) for key, value in kept(run).items()}
    test = made("cifar100", "test")
    seen = encoders.load(ADDRESS).encode(test.images[test.labels < 4])
    scores = (seen - weights["mean"]) / weights["scale"] @ weights["last.weight"].T
    scores = np.exp(scores + weights["last.bias"])
    hand = scores / scores.sum(1, keepdims=True)
    assert np.abs(hand - run.probabilities()).max() < 5e-3
    assert card.metric("test/accuracy").value > 0.9
    nearest, named = card.metric("test/knn_accuracy/frozen"), run.nearest()
    assert nearest.n == 56
    assert named is not None
    assert (named == run.labels("test")).mean() == nearest.value
    assert run.thumbs("test").count == 56
    assert not has_net(run)
    assert sees_images(run)


def test_it_is_an_encoder_and_its_beginning_can_be_drawn_again(
    quick_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = quick_run("small-head", **SHAPE, net__hidden=6)
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(run.folder.parent))
    train([run])
    assert kept(run)["before.0.weight"].shape[0] == 6
    test = made("cifar100", "test")
    again = encoders.load("checkpoint:small-head").encode(test.images[test.labels < 4])
    shares = np.exp(again - again.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    assert np.abs(shares - run.probabilities()).max() < 5e-3
    began = initial_net(run).state_dict()
    assert np.allclose(began["mean"].numpy(), kept(run)["mean"], atol=1e-3)
    assert not np.allclose(began["last.weight"].numpy(), kept(run)["last.weight"])


def test_stopped_and_gone_on_with_it_comes_to_the_same(quick_run: MakeRun) -> None:
    whole, stopped = quick_run("whole", **SHAPE), quick_run("stopped", **SHAPE)
    train([whole])
    calls = iter(range(100))
    assert not train([stopped], stop=lambda: next(calls) > 12)
    assert train([stopped])
    mine, other = kept(whole), kept(stopped)
    assert all(np.array_equal(mine[key], other[key]) for key in mine)


def test_what_a_frozen_encoder_cannot_honour_is_refused() -> None:
    recipe = changed(ClassificationRecipe(), {"net.encoder": ADDRESS, "data.name": "digits"})
    assert problems(recipe) == []
    (told,) = problems(changed(recipe, {"data.augment": ["flip"]}))
    assert told.startswith("data.augment needs to be left out")
    (told,) = problems(changed(recipe, {"net.encoder": "checkpoint:nobody"}))
    assert "nobody" in told
    assert problems(changed(recipe, {"net.pretrained": True})) == []  # it has no effect

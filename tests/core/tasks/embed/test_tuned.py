"""An encoder whose last stages learn with the head: what moves, what stays, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from torch import nn

from core import data, encoders
from core.encoders.address import Address
from core.encoders.encoder import Built
from core.encoders.kinds import net as net_kind
from core.encoders.preprocessing import Preprocessing
from core.encoders.torch_net import runner
from core.encoders.tuned import TunedEncoder
from core.errors import BadRecipe
from core.nets._vector_head import VectorHead
from core.recipes.recipe import changed
from core.runs.run import Run
from core.tasks import problems, train
from core.tasks.embed.settings import EmbeddingRecipe
from core.training.initial_weights import initial_net
from core.training.param_groups import param_groups

MakeRun = Callable[..., Run]
ADDRESS = "net:efficientnet-lite0"
TUNED: dict[str, Any] = {
    "net__encoder": ADDRESS,
    "net__unfreeze_from": "late",
    "net__dimension": 3,
    "optimiser__lr": 0.05,
    "optimiser__backbone": 0.2,
}


class Tiny(nn.Module):
    """Two convolutions with batch norm, then the mean of each channel: eight numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.early = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU())
        self.late = nn.Sequential(nn.Conv2d(4, 8, 3), nn.BatchNorm2d(8), nn.ReLU())

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.late(self.early(images)).mean((2, 3))


@pytest.fixture(autouse=True)
def tiny_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lite0 is tiny, and the same each time it is loaded."""

    def build(_asked: Address) -> Built:
        with torch.random.fork_rng():
            torch.manual_seed(5)
            net = Tiny()
        stated = Preprocessing(size=(8, 8), resize=None, crop="squeeze")
        return Built(runner(net), stated, scales=True, module=net)

    monkeypatch.setattr(net_kind, "build", build)


@pytest.fixture
def tuned_run(quick_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """Such a run, in the folder of the runs."""
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(quick_run("any").folder.parent))
    return lambda name, **settings: quick_run(name, **{**TUNED, **settings})


def weights(run: Run) -> dict[str, np.ndarray]:
    return load_file(run.folder / "model.safetensors")


def test_from_the_named_stage_on_it_learns_and_all_statistics_stay(tuned_run: MakeRun) -> None:
    run = tuned_run("tuned", data__augment=["flip"])
    assert train([run])
    module = encoders.load(ADDRESS).built.module
    assert module is not None
    before, after = module.state_dict(), weights(run)
    moved = {
        key
        for key, value in before.items()
        if not np.allclose(value.numpy(), after[f"body.{key}"], atol=2e-3)
    }
    assert "late.0.weight" in moved
    assert not {key for key in moved if key.startswith("early.") or "running" in key}
    card = run.finished()
    assert card.head is not None
    assert (card.net, card.head.tuned_from) == (None, "late")
    learns = sum(value.numel() for value in module.late.parameters())
    assert card.head.parameters == learns + 8 * 3 + 3
    assert "fine-tuned from late" in card.learner


def test_it_is_an_encoder_with_what_it_learned(tuned_run: MakeRun) -> None:
    run = tuned_run("again")
    train([run])
    test = data.load("digits", "test")
    again = encoders.load("checkpoint:again").encode(test.images)
    made = run.embedding("test")
    assert np.abs(again - made).max() < 5e-3 * np.abs(made).max()
    began = initial_net(run).state_dict()
    assert np.allclose(began["mean"].numpy(), weights(run)["head.mean"], atol=1e-3)


def test_stopped_and_gone_on_with_it_comes_to_the_same(tuned_run: MakeRun) -> None:
    whole, stopped = tuned_run("whole", ema__decay=0.9), tuned_run("stopped", ema__decay=0.9)
    train([whole])
    calls = iter(range(100))
    assert not train([stopped], stop=lambda: next(calls) > 12)
    assert train([stopped])
    mine, other = weights(whole), weights(stopped)
    assert all(np.array_equal(mine[key], other[key]) for key in mine)


def test_the_encoder_has_a_rate_of_its_own_and_frozen_weights_are_in_no_group() -> None:
    head = VectorHead(8, 3)
    model = TunedEncoder(encoders.load(ADDRESS), head, first="late")
    recipe = changed(EmbeddingRecipe(), {"optimiser.backbone": 0.2})
    groups = param_groups(model, None, recipe.optimiser)
    for factor, learns in ((0.2, model.body.late), (1.0, head)):
        own = {id(p) for group in groups if group["factor"] == factor for p in group["params"]}
        assert own == {id(p) for p in learns.parameters()}
    model.train()
    assert not model.body.late[1].training
    assert model.head.training


def test_what_cannot_be_fine_tuned_is_refused(tmp_path: Any) -> None:
    with pytest.raises(BadRecipe, match=r"no part called 'layer9'\. It has: early, early\.0"):
        TunedEncoder(encoders.load(ADDRESS), VectorHead(8, 3), first="layer9")
    asked = {"net.encoder": ADDRESS, "net.unfreeze_from": "late", "data.name": "digits"}
    recipe = changed(EmbeddingRecipe(), asked)
    assert problems(changed(recipe, {"data.augment": ["flip"], "optimiser.backbone": 0.5})) == []
    (told,) = problems(changed(recipe, {"freeze.batch_norm": True}))
    assert "net.unfreeze_from says what" in told
    (told,) = problems(changed(recipe, {"net.encoder": "face:dlib-resnet"}))
    assert "cannot be trained here" in told

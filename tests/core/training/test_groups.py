"""Rates by layer and norms that stay: on a small net, step by step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from core import nets
from core.recipes.sections import LayeredOptimiser, Normalise, Optimiser
from core.runs.run import Run
from core.tasks import train
from core.training.param_groups import freeze_norms, param_groups
from core.training.pixels import Pixels, shrunk

MakeRun = Callable[..., Run]
pytestmark = pytest.mark.usefixtures("few_digits")


def test_every_weight_is_in_one_group() -> None:
    net, loss = nets.build("small", dimension=5), torch.nn.Linear(5, 3)
    before, new = param_groups(net, loss, LayeredOptimiser(backbone=0.1, decay_biases=True))
    assert (before["factor"], new["factor"]) == (0.1, 1.0)
    assert [tuple(weight.shape) for weight in new["params"]] == [(5, 192), (5,), (3, 5), (3,)]
    every = [*net.parameters(), *loss.parameters()]
    assert sorted(map(id, before["params"] + new["params"])) == sorted(map(id, every))
    (alone,) = param_groups(net, loss, Optimiser(decay_biases=True))
    assert list(map(id, alone["params"])) == list(map(id, every))


def test_norms_keep_what_they_have() -> None:
    net = nets.build("small", dimension=2).train()
    images = torch.randn(8, 1, 28, 28) + 3
    freeze_norms(net)
    net(images)
    norms = [m for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    assert all((norm.running_mean == 0).all() for norm in norms)
    net.train()
    net(images)
    assert all((norm.running_mean != 0).any() for norm in norms)


def test_a_still_body_moves_only_the_last_layer(quick_run: MakeRun) -> None:
    """Also: with fixed norms a run leaves the statistics alone, through every look at the probe."""
    run = quick_run(
        "still",
        net__name="small",
        optimiser__backbone=0.0,
        freeze__batch_norm=True,
        seed=3,
        length__steps=3,
        batch__size=20,
    )
    train([run])
    torch.manual_seed(3)
    fresh = nets.build("small", dimension=2).state_dict()
    kept = load_file(run.folder / "model.safetensors")
    moved = {
        key
        for key, value in fresh.items()
        if not np.allclose(kept[key].astype(np.float32), value.numpy(), atol=2e-3)
    }
    assert {"11.weight"} <= moved <= {"11.weight", "11.bias"}


def test_rates_of_a_stopped_run_go_on(quick_run: MakeRun) -> None:
    settings = {"optimiser__backbone": 0.3, "schedule__name": "cosine", "net__name": "light"}
    whole, halves = quick_run("whole", **settings), quick_run("halves", **settings)
    train([whole])
    calls = iter(range(100))
    assert not train([halves], stop=lambda: next(calls) >= 6)
    assert train([halves])
    mine, other = (load_file(run.folder / "model.safetensors") for run in (whole, halves))
    assert all(np.array_equal(mine[key], other[key]) for key in mine)


def test_training_on_smaller_pictures(quick_run: MakeRun) -> None:
    """ResNet-18 takes 28 x 28; a side of 16 must reach the net."""
    run = quick_run("small", net__name="resnet18", data__side=16, length__steps=2, batch__size=20)
    assert train([run])
    assert shrunk(torch.zeros(2, 3, 28, 28), 16).shape == (2, 3, 16, 16)
    images = torch.zeros(1)
    assert shrunk(images, None) is images


def test_a_net_states_its_own_scale() -> None:
    images = np.random.default_rng(0).integers(0, 256, (4, 10, 12, 3), dtype=np.uint8)
    every = np.arange(len(images))
    pixels = Pixels.for_net("efficientnet-lite0", images, every, Normalise())
    assert pixels.mean == pytest.approx((127 / 255,) * 3, abs=1e-4)
    assert pixels.shape == (3, 224, 224)
    measured = Pixels.for_net("resnet18", images, every, Normalise())
    assert measured.mean == pytest.approx(images.mean((0, 1, 2)) / 255)

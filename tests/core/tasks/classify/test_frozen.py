"""A body from ImageNet and a new head: what stays, what learns, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from core.errors import DataMissing
from core.nets import _body_head, efficientnet_lite0, resnet50
from core.runs.run import Run
from core.tasks import train
from core.tasks.classify import splits as dividing
from core.tasks.classify.settings import Net
from core.tasks.classify.start import choose_net
from core.tasks.classify.task import Classification


def small(*, dimension: int, pretrained: bool, head: str = "linear") -> nn.Module:
    """A body that counts as trained when its biases are 1."""
    body = nn.Sequential(nn.Conv2d(3, 4, 3, stride=4), nn.BatchNorm2d(4), nn.ReLU())
    if pretrained:
        nn.init.ones_(body[0].bias)
    return _body_head.BodyHead(body, _body_head.linear(4, dimension))


@pytest.fixture(autouse=True)
def small_nets(monkeypatch: pytest.MonkeyPatch) -> None:
    """ResNet-50's weights cannot be had; both nets are small and see 32 x 32 pixels."""

    def missing(*, dimension: int, pretrained: bool, head: str) -> nn.Module:
        if pretrained:
            raise DataMissing("no network")
        return small(dimension=dimension, pretrained=False)

    monkeypatch.setattr(efficientnet_lite0, "build", small)
    monkeypatch.setattr(resnet50, "build", missing)
    monkeypatch.setattr(dividing, "input_shape", lambda name: (3, 32, 32))


NET: dict[str, Any] = {
    "net__name": "efficientnet-lite0",
    "net__head": "linear",
    "net__pretrained": True,
    "freeze__backbone": True,
    "data__name": "cub200",
    "optimiser__lr": 0.5,
}


def kept(run: Run) -> dict[str, torch.Tensor]:
    return load_file(run.folder / "model.safetensors")


def begun(run: Run) -> dict[str, torch.Tensor]:
    recipe = run.recipe()
    return choose_net(recipe.net, seed=recipe.seed, classes=4).model.state_dict()


def moved(run: Run) -> set[str]:
    """The parts of the net in which anything changed."""
    before = begun(run)
    return {k for k, v in kept(run).items() if not torch.equal(v.float(), before[k].half().float())}


def test_a_frozen_body_keeps_weights_and_statistics(quick_run: Callable[..., Run]) -> None:
    run = quick_run("frozen", **NET)
    train([run])
    assert moved(run) == {"head.2.weight", "head.2.bias"}


def test_a_thawed_body_learns_from_then_on(quick_run: Callable[..., Run]) -> None:
    still = quick_run("still", **NET, freeze__unfreeze_epoch=3)
    thawed = quick_run("thawed", **NET, freeze__unfreeze_epoch=2)
    train([still])
    train([thawed])
    assert {name.split(".")[0] for name in moved(still)} == {"head"}
    assert {"body.0.weight", "body.1.running_mean"} <= moved(thawed)


def test_maps_kept_once_teach_the_same_as_images_seen_each_time(
    quick_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = quick_run("quick", **NET), quick_run("slow", **NET)
    train([quick])
    build = Classification.build

    def build_slowly(task: Classification, number: int, *, fresh: bool) -> nn.Module:
        model = build(task, number, fresh=fresh)
        task.inputs.once, task.inputs.learner = False, model
        return model

    monkeypatch.setattr(Classification, "build", build_slowly)
    train([slow])
    mine, other = kept(quick), kept(slow)
    assert all(torch.allclose(mine[k].float(), other[k].float(), atol=5e-3) for k in mine)
    first, second = quick.history(), slow.history()
    assert np.allclose(first["loss"], second["loss"], atol=5e-3, equal_nan=True)


def test_a_stand_in_is_named_by_the_card(quick_run: Callable[..., Run]) -> None:
    settings = NET | {"net__name": "resnet50", "net__stand_in": "efficientnet-lite0"}
    run = quick_run("instead", **settings)
    train([run])
    net = run.finished().net
    assert (net.name, net.stands_in_for) == ("efficientnet-lite0", "resnet50")
    assert net.pretrained


def test_without_a_stand_in_it_starts_from_scratch_and_says_so() -> None:
    started = choose_net(Net("resnet50", head="linear", pretrained=True), seed=0, classes=3)
    assert (started.name, started.pretrained) == ("resnet50", False)


def test_keras_start_is_glorot_with_biases_of_0() -> None:
    model = choose_net(
        Net("deeper-2", batch_norm="before", start="keras"), seed=0, classes=25
    ).model
    layer = model.get_submodule("fc5")
    assert isinstance(layer, nn.Linear)
    limit = (6 / (6400 + 500)) ** 0.5
    assert not layer.bias.any()
    assert 0.99 * limit < float(layer.weight.detach().abs().max()) <= limit
    assert model.get_submodule("norm1").momentum == 0.01


def test_dropout_rates_are_set_in_order() -> None:
    asked = Net("deeper-2", dropout=(0.1, 0.2, 0.3, 0.4))
    model = choose_net(asked, seed=0, classes=25).model
    assert [m.p for m in model.modules() if isinstance(m, nn.Dropout)] == [0.1, 0.2, 0.3, 0.4]

"""Every recipe of a classifier runs two steps, on made data."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import DataMissing
from core.nets import (
    _resnet50_body,
    input_shape,
    resnet50_conv,
    resnet50_dense,
    resnet50_linear,
)
from core.training.classifier import finish as finishing
from core.training.classifier import material as dividing
from core.training.classifier.recipe import Classification
from core.training.recipe import changed, load_recipe, recipe_names
from core.training.runs import Run
from core.training.tasks import train
from core.training.writer import RunWriter

RECIPES = [name for name in recipe_names() if load_recipe(name).task == "classify"]
TWO_STEPS = {
    "length.epochs": None,
    "length.steps": 2,
    "batch.size": 6,
    "data.validation": 4,
    "probe.size": 4,
    "probe.frames": 1,
}


@pytest.fixture(autouse=True)
def small_and_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos of 96 pixels instead of 224, and ResNet-50 without its weights."""

    def shape(name: str) -> tuple[int, int, int]:
        channels, height, width = input_shape(name)
        return (channels, 96, 96) if height > 96 else (channels, height, width)

    def body(*, pretrained: bool) -> object:
        if pretrained:
            raise DataMissing("no network")
        return _resnet50_body.resnet50_body(pretrained=False)

    monkeypatch.setattr(dividing, "input_shape", shape)
    monkeypatch.setattr(finishing, "FRAME_AXES", 9999)  # axes of thousands of features: seconds
    monkeypatch.setattr(finishing, "STORED_AXES", 9999)
    for net in (resnet50_linear, resnet50_dense, resnet50_conv):
        monkeypatch.setattr(net, "resnet50_body", body)


@pytest.mark.parametrize("name", RECIPES)
def test_two_steps(name: str, tmp_path: Path) -> None:
    pytest.importorskip("efficientnet_lite_pytorch")
    asked = load_recipe(name)
    assert isinstance(asked, Classification)
    whole = {"cub200": 6, "hymenoptera": 2}.get(asked.data.name, asked.data.classes)
    run = Run(tmp_path / name)
    RunWriter(run).begin(changed(asked, {**TWO_STEPS, "data.classes": whole}))
    assert train([run])
    card = run.card()
    assert card["steps"] == 2
    assert 0 <= card["metrics"]["test_accuracy"]["value"] <= 1
    expected = asked.net.stand_in or asked.net.name
    assert card["net"]["name"] == expected
    assert card["net"]["pretrained"] == asked.net.pretrained


def test_reports_003_and_004_are_all_there() -> None:
    nets = {(load_recipe(n).report, load_recipe(n).net.name) for n in RECIPES}
    assert {("003", "simple-cnn"), ("003", "alexnet-small"), ("003", "resnet50-linear")} <= nets
    fourth = {"base-net", "deeper-1", "deeper-2", "deeper-2-norm", "deeper-2-norm-after"}
    assert {("004", net) for net in fourth} <= nets
    assert {("004", f"resnet50-{head}") for head in ("linear", "dense", "conv")} <= nets
    optimisers = {
        load_recipe(n).optimiser.name for n in RECIPES if n.startswith("report-final-net")
    }
    assert optimisers == {"sgd", "adagrad", "rmsprop", "adadelta", "adam"}
    ladder = load_recipe("report-final-net")
    assert (ladder.batch.size, ladder.optimiser.lr, ladder.optimiser.momentum) == (32, 0.01, 0.0)
    assert (ladder.length.epochs, ladder.data.validation, ladder.data.classes) == (60, 1250, 25)

"""Every recipe of a classifier makes sense, and one of each kind runs two steps, on made data."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import data
from core.data.image_set import ImageSet
from core.errors import DataMissing
from core.nets import input_shape, resnet50
from core.recipes.recipe import changed, load_recipe, recipe_names
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import refuse, train
from core.tasks.classify import evaluate as finishing
from core.tasks.classify import splits as dividing
from core.tasks.classify import start as starting
from core.tasks.classify.settings import ClassificationRecipe
from core.training import pixels
from tests.core.tasks.classify.conftest import made

pytestmark = pytest.mark.slow
RECIPES = [name for name in recipe_names() if load_recipe(name).task == "classify"]


def kind(name: str) -> tuple[object, ...]:
    """What makes two steps of a recipe unlike those of another: its net, not its numbers."""
    asked = load_recipe(name)
    assert isinstance(asked, ClassificationRecipe)
    net, still, loss = asked.net, asked.freeze.backbone, asked.loss.name
    own = (net.name, net.head, net.batch_norm, net.encoder, net.stand_in, net.hidden > 0)
    return (*own, bool(net.dropout), bool(net.rows), still, loss, asked.init_from is None)


KINDS = {kind(name): name for name in RECIPES}
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
    """Few photos of 96 pixels instead of 224, and ResNet-50 without its weights."""

    def few(name: str, split: str) -> ImageSet:
        return made(name, split, each=10 if name == "hymenoptera" else 2)

    def shape(name: str) -> tuple[int, int, int]:
        channels, height, width = input_shape(name)
        return (channels, 96, 96) if height > 96 else (channels, height, width)

    whole = resnet50.resnet50_body

    def body(*, pretrained: bool) -> object:
        if pretrained:
            raise DataMissing("no network")
        return whole(pretrained=False)

    monkeypatch.setattr(data, "load", few)
    for where in (dividing, pixels):
        monkeypatch.setattr(where, "input_shape", shape)
    monkeypatch.setattr(starting, "take_weights", lambda _net, _name: ())
    monkeypatch.setattr(finishing, "FRAME_AXES", 9999)  # axes of thousands of features: seconds
    monkeypatch.setattr(finishing, "STORED_AXES", 9999)
    monkeypatch.setattr(resnet50, "resnet50_body", body)


def test_nothing_is_wrong_with_any() -> None:
    for name in RECIPES:
        refuse(load_recipe(name), missing=False)


@pytest.mark.parametrize("name", KINDS.values())
def test_two_steps(name: str, tmp_path: Path) -> None:
    pytest.importorskip("efficientnet_lite_pytorch")
    asked = load_recipe(name)
    assert isinstance(asked, ClassificationRecipe)
    whole = {"cub200": 6, "hymenoptera": 2}.get(asked.data.name, asked.data.classes)
    run = Run(tmp_path / name)
    settings = {"data.classes": whole, "data.share": max(asked.data.share, 0.2)}
    RunWriter(run).begin(changed(asked, {**TWO_STEPS, **settings}))
    assert train([run])
    card = run.finished()
    assert card.steps == 2
    assert 0 <= card.metric("test/accuracy").value <= 1
    if asked.net.encoder:
        assert card.head is not None
        assert card.head.encoder == asked.net.encoder
        return
    expected = asked.net.stand_in or asked.net.name
    assert card.net.name == expected
    assert card.net.pretrained == asked.net.pretrained


def _net(recipe: str) -> tuple[str, str | None, str | None]:
    net = load_recipe(recipe).net
    return net.name, net.head, net.batch_norm


def test_reports_003_and_004_are_all_there() -> None:
    asked = {(load_recipe(n).report, *_net(n)) for n in RECIPES}
    assert {("003", "simple-cnn", None, None), ("003", "alexnet-small", None, None)} <= asked
    assert ("003", "resnet50", "linear", None) in asked
    assert {("004", net, None, None) for net in ("base-net", "deeper-1", "deeper-2")} <= asked
    assert {("004", "deeper-2", None, where) for where in ("before", "after")} <= asked
    assert {("004", "resnet50", head, None) for head in ("linear", "dense", "conv")} <= asked
    optimisers = {
        load_recipe(n).optimiser.name for n in RECIPES if n.startswith("report-final-net")
    }
    assert optimisers == {"sgd", "adagrad", "rmsprop", "adadelta", "adam"}
    ladder = load_recipe("report-final-net")
    assert (ladder.batch.size, ladder.optimiser.lr, ladder.optimiser.momentum) == (32, 0.01, 0.0)
    assert (ladder.length.epochs, ladder.data.validation, ladder.data.classes) == (60, 1250, 25)


def test_report_002_is_all_there() -> None:
    for name in ("cifar100", "fruits"):
        last, fine = (load_recipe(f"report-jigsaw-{name}-{part}") for part in ("last", "fine"))
        assert isinstance(last, ClassificationRecipe)
        assert isinstance(fine, ClassificationRecipe)
        assert (last.init_from, fine.init_from) == ("jigsaw", last.name)
        assert (
            last.early_stopping.patience,
            last.early_stopping.min_delta,
            fine.early_stopping.patience,
        ) == (5, 1e-4, 1)
        assert (last.schedule.gamma, fine.schedule.gamma) == (0.9995, 0.2)
        for asked in (last, fine):
            control = load_recipe(asked.name.replace("report-", "control-"))
            assert isinstance(control, ClassificationRecipe)
            assert (control.optimiser, control.data) == (asked.optimiser, asked.data)
            assert control.init_from != asked.init_from
        for share in ("", "-10", "-1"):
            ours, scratch = (load_recipe(f"{how}-{name}{share}") for how in ("jigsaw", "scratch"))
            assert isinstance(ours, ClassificationRecipe)
            assert isinstance(scratch, ClassificationRecipe)
            assert (scratch.optimiser, scratch.data, scratch.length) == (
                ours.optimiser,
                ours.data,
                ours.length,
            )
            assert (ours.init_from, scratch.init_from) == ("jigsaw", None)

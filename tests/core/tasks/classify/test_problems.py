"""What is refused before a training starts, and that training itself would not go on with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import EmbedscopeError
from core.nets import Variant
from core.recipes import sections
from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import problems, train
from core.tasks.classify.problems import has_body, has_imagenet, outputs_of, training_images
from core.tasks.classify.settings import ClassificationRecipe
from core.training.optimisers import KINDS

DIGITS = {"data.name": "digits", "data.validation": 100, "batch.size": 50}


def asked(**settings: Any) -> ClassificationRecipe:
    dotted = {key.replace("__", "."): value for key, value in settings.items()}
    return changed(ClassificationRecipe(), {**DIGITS, **dotted})


@pytest.fixture(autouse=True)
def only_digits(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path))


def test_a_sound_recipe_has_none() -> None:
    assert problems(asked()) == []
    assert training_images(asked()) == 1337


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"optimiser__lr": 0.0}, "(recipe.optimiser.lr) must be greater than 0"),
        (
            {"optimiser__lr": float("nan")},
            "(recipe.optimiser.lr) must be greater than 0",
        ),
        (
            {"optimiser__momentum": 1.0},
            "(recipe.optimiser.momentum) must be at least 0 and below 1, not 1",
        ),
        ({"loss__label_smoothing": 1.5}, "(recipe.loss.label_smoothing) must be"),
        ({"mixup__alpha": -1.0}, "(recipe.mixup.alpha) must be at least 0, not -1"),
        (
            {"optimiser__weight_decay": -1.0},
            "(recipe.optimiser.weight_decay) must be at least 0",
        ),
        (
            {"schedule__name": "steps", "schedule__gamma": 2.0},
            "(recipe.schedule.gamma) must be greater than 0 and at most 1, not 2",
        ),
        (
            {"schedule__name": "steps", "schedule__every": 0.0},
            "(recipe.schedule.every) must be greater than 0",
        ),
        ({"length__epochs": 0.0}, "a length above zero"),
        ({"length__epochs": None}, "set one of the two"),
        ({"data__validation": -1}, "Validation images (recipe.data.validation) must be at least 0"),
        ({"data__validation": 1437}, "leave nothing of digits to learn from"),
        ({"data__share": 0.0}, "(recipe.data.share) must be greater than 0 and at most 1, not 0"),
        ({"data__share": 0.01}, "The batch must hold between 2 and the 13 images"),
        ({"batch__size": 2000}, "between 2 and the 1,337 images"),
        ({"batch__size": 1}, "Batch size (recipe.batch.size) must be at least 2, not 1"),
        ({"data__classes": 11}, "between 2 and the 10 of digits, not 11"),
        ({"data__name": "families"}, "has no classes, and a classifier needs them"),
        ({"data__name": "cifar100"}, "not on this machine. Get it with"),
        ({"data__validation": 0, "early_stopping__patience": 3}, "none are kept for validation"),
        ({"data__validation": 0, "keep": "best"}, "none are kept for validation"),
        (
            {"early_stopping__patience": 0},
            "(recipe.early_stopping.patience) must be at least 1, not 0",
        ),
        ({"freeze__backbone": True}, "no body that could be frozen"),
        ({"net__pretrained": True}, "no ImageNet weights for simple-cnn"),
        (
            {"net__dropout": [1.0]},
            "(recipe.net.dropout) must be at least 0 and below 1",
        ),
        ({"net__name": "lenet"}, "Network (recipe.net.name) must be one of alexnet-small"),
        ({"optimiser__name": "lion"}, "Optimiser (recipe.optimiser.name) must be one of adadelta"),
        (
            {"data__augment": ["flip", "spin"]},
            "(recipe.data.augment) must be one of erase",
        ),
        (
            {"device": "tpu"},
            "Device (recipe.device) must be one of auto, cpu, cuda, mps, not 'tpu'",
        ),
        ({"seed": -1}, "Seed (recipe.seed) must be at least 0, not -1"),
    ],
)
def test_every_wrong_value_gets_its_sentence(settings: dict[str, Any], said: str) -> None:
    found = problems(asked(**settings))
    assert any(said in text for text in found), found
    assert all(text.endswith(".") for text in found)


@pytest.mark.parametrize(
    "settings",
    [
        {"data__classes": 40},
        {"data__validation": 0, "early_stopping__patience": 2},
        {"batch__size": 9999},
    ],
)
def test_the_training_refuses_the_same(settings: dict[str, Any], tmp_path: Path) -> None:
    """On the made data of this folder, where every data set is here."""
    recipe = asked(**settings)
    assert problems(recipe)
    run = Run(tmp_path / "refused")
    RunWriter(run).begin(recipe)
    with pytest.raises(EmbedscopeError):
        train([run])


def test_what_nets_can_do_is_told_without_building_them() -> None:
    assert has_body("resnet50")
    assert has_body("efficientnet-lite0", Variant(head="conv"))
    assert not has_body("efficientnet-lite0")
    assert has_imagenet("efficientnet-lite0")
    assert not has_body("nothing")
    assert not has_imagenet("simple-cnn")


def test_outputs_are_the_classes_and_never_nonsense() -> None:
    assert outputs_of(asked()) == 10
    assert outputs_of(asked(data__classes=4)) == 4
    assert outputs_of(asked(data__classes=10**9)) == 10
    assert outputs_of(asked(data__classes=-1)) == 2
    assert outputs_of(asked(data__name="nothing")) == 2


def test_the_optimisers_are_those_that_can_be_made() -> None:
    assert tuple(KINDS) == sections.OPTIMISERS


def test_a_device_that_is_not_here_is_refused(quick_run) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    with pytest.raises(EmbedscopeError, match="no GPU"):
        train([quick_run("gpu", device="cuda")])
    run = quick_run("cpu", device="cpu", length__epochs=1)
    assert train([run])
    assert run.finished().device.startswith("CPU")

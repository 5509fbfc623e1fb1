"""Every training feature for every task that has it among its settings, and refused by all others.

What is tried is read from the settings themselves: a new task needs one small recipe here, a new
setting of a shared section is tried in every task at once. A setting that is named changes what is
trained; where that shows only under circumstances, `NEEDS` says under which.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any, SupportsIndex

import numpy as np
import pytest

from core import tasks
from core.data.encoded import EncodedImages
from core.errors import BadRecipe, UnknownName
from core.recipes import sections
from core.recipes.kinds import settings_of, task_names
from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.settings import about, dotted, table
from core.training.trainer import Trainer
from tests.reference.adapter import Arrays, Outcome, Workshop, alone, recipe_of
from tests.reference.cases import CLASSIFY, EMBED, JIGSAW, KINSHIP, L1, MADE, NEW, Settings, merged

pytestmark = pytest.mark.slow
PROBE: Settings = {
    "task": "linear-probe",
    "seed": 3,
    "backbone": f"classify/{NEW}base",
    "data": {"name": MADE, "validation": 20},
    "batch": {"size": 20},
    "length": {"epochs": 3},
    "probe": {"size": 15, "frames": 3},
    "precision": "fp32",
}
SMALL: dict[str, Settings] = {
    "classify": merged(CLASSIFY, {"length": {"epochs": 2}}),
    "embed": merged(
        EMBED,
        {
            "data": {"validation": 20},
            "batch": {"size": 20},
            "strategy": {"name": "batch-all"},
        },
    ),
    "jigsaw": merged(JIGSAW, {"length": {"steps": 6}}),
    "kinship": merged(
        merged(KINSHIP, L1),
        {"faces": {"fine_tune": True}, "length": {"epochs": 2}, "precision": "fp32"},
    ),
    "linear-probe": PROBE,
}
"""One small recipe a task."""

VALUES: dict[str, Any] = {
    "early_stopping.patience": 1,
    "early_stopping.min_delta": 1e6,
    "ema.decay": 0.5,
    "freeze.unfreeze_epoch": 0.2,
    "keep": "best",
    "normalise.over": "first-10000",
    "optimiser.epsilon": 0.1,
    "optimiser.gradient_clip": 1e-4,
    "optimiser.name": "rmsprop",
    "optimiser.weight_decay": 0.5,
    "precision": "bf16",
    "schedule.every": 0.2,
}
"""What a setting is set to; others to what their type and bounds suggest."""
LONG = {"length.epochs": 6, "length.steps": None}
BODY = {"net.name": "cfn-branch", "net.widths": [4, 12, 20, 20, 12], "optimiser.lr": 0.1}
FALLING = {**LONG, "net.name": "small"}
"""A loss that falls at every look."""
DRIVEN = {"optimiser.name": "sgd", "optimiser.lr": 0.1, "optimiser.weight_decay": 22.0}
"""Weights change their sign and grow at every step, so that the last are the worst."""
DECAYING = {"optimiser.name": "adamw", "optimiser.weight_decay": 0.5}
NEEDS: dict[str, dict[str, Any]] = {
    "classify freeze.backbone": BODY,
    "classify freeze.unfreeze_epoch": {**BODY, "freeze.backbone": True},
    "embed early_stopping.min_delta": {**FALLING, "early_stopping.patience": 3},
    "classify keep": DRIVEN,
    "linear-probe keep": DRIVEN,
    "early_stopping.min_delta": {**LONG, "early_stopping.patience": 3},
    "early_stopping.patience": {**LONG, "early_stopping.min_delta": 1e6},
    "freeze.batch_norm": {"net.name": "small", "length.epochs": None, "length.steps": 2},
    "freeze.unfreeze_epoch": {"freeze.backbone": True},
    "keep": {"optimiser.name": "sgd", "optimiser.lr": 10.0, "optimiser.gradient_clip": 1.0},
    "optimiser.decay_biases": DECAYING,
    "optimiser.epsilon": {"optimiser.name": "adam"},
    "optimiser.gradient_clip": {"optimiser.name": "sgd"},
    "optimiser.momentum": {"optimiser.name": "sgd"},
    "optimiser.nesterov": {"optimiser.name": "sgd", "optimiser.momentum": 0.9},
    "optimiser.rho": {"optimiser.name": "rmsprop"},
    "optimiser.weight_decay": {"optimiser.name": "adamw"},
    "schedule.every": {"schedule.name": "steps"},
    "schedule.gamma": {"schedule.name": "exponential"},
}
UNSEEN = {
    "device": "there may be one device alone",
    "length.epochs": "the length is stated in every recipe here",
    "length.steps": "the same",
    "optimiser.fused": "the same steps but for a last bit",
    "init_from": "tried below",
    "probe.size": "what is watched changes no weight",
    "probe.frames": "the same",
    "batch.sampler": "tested with the batches",
    "batch.classes": "the same",
    "kinship freeze.batch_norm": "the made face net has no batch norm",
}
PLAIN = ("init_from", "keep", "precision", "device", "seed")
SHARED = {
    kind.__name__
    for kind in vars(sections).values()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
}


def shared_settings(task: str) -> Iterator[str]:
    """The dotted names of those settings of a task that lie in shared sections."""
    for field in dataclasses.fields(settings_of(task)):
        value = getattr(settings_of(task)(), field.name)
        kinds = {kind.__name__ for kind in type(value).__mro__}
        if field.name in PLAIN:
            yield field.name
        elif kinds & SHARED or field.name == "loss":
            for inner in dataclasses.fields(value):
                if inner.name not in ("options", "name") or kinds & SHARED:
                    yield f"{field.name}.{inner.name}"


def field_of(task: str, name: str) -> dataclasses.Field[Any]:
    """The field behind a dotted name."""
    place: Any = settings_of(task)()
    *above, last = name.split(".")
    for part in above:
        place = getattr(place, part)
    return next(field for field in dataclasses.fields(place) if field.name == last)


def another(task: str, name: str) -> Any:
    """Another value of a setting than its default."""
    if name in VALUES:
        return VALUES[name]
    field = field_of(task, name)
    if isinstance(field.default, bool):
        return not field.default
    told = about(field)
    if isinstance(told.choices, tuple) and told.choices:
        return next(value for value in told.choices if value != field.default)
    if isinstance(field.default, int):
        return field.default // 40 + 4
    if field.default is None and "float" not in str(field.type):
        return "another" if "str" in str(field.type) else 4
    return 0.4 if field.default in (None, 0.0, 1.0) else field.default / 2


TRIED = [
    (task, name)
    for task in SMALL
    for name in shared_settings(task)
    if name not in UNSEEN and f"{task} {name}" not in UNSEEN
]
EVERY = sorted({name for task in SMALL for name in shared_settings(task)})


@dataclasses.dataclass(frozen=True)
class Trained:
    """What the last step left: the weights of every model, and how many steps there were."""

    weights: Arrays
    steps: int


class Bench(Workshop):
    """Trains each recipe once."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.known: dict[str, Trained] = {}
        self.measured: dict[str, Outcome] = {}

    def whole(self, task: str, more: dict[str, Any]) -> Outcome:
        """What the task's small recipe comes to with some settings changed."""
        key, settings = self._asked(task, more)
        if key not in self.measured:
            self.measured[key] = self.train({key: settings})[0][key]
        return self.measured[key]

    def of(self, task: str, more: dict[str, Any]) -> Trained:
        """What is trained by it; nothing is measured."""
        key, settings = self._asked(task, more)
        if key not in self.known:
            run = Run(self.runs / "trained" / key)
            RunWriter(run).begin(recipe_of(key, settings))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Trainer, "finish", lambda trainer: self._keep(key, trainer))
                assert tasks.train([run])
        return self.known[key]

    def _asked(self, task: str, more: dict[str, Any]) -> tuple[str, Settings]:
        if task == "linear-probe":
            self.whole("classify", {})
        settings = SMALL[task]
        for name, value in more.items():
            settings = merged(settings, nested(name, value))
        return "-".join([f"{task}/{NEW}base", *(f"{k}={v}" for k, v in more.items())]), settings

    def _keep(self, key: str, trainer: Trainer) -> None:
        every = enumerate([*trainer.done, trainer.kept_weights()])
        weights = {f"{n} {k}": v.clone().numpy() for n, model in every for k, v in model.items()}
        self.known[key] = Trained(weights, trainer.position)


def nested(name: str, value: Any) -> Settings:
    """A dotted setting as a table."""
    for part in reversed(name.split(".")):
        value = {part: value}
    return value  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Its images are decoded once: that would take longer than to train on them."""
    folder, image = tmp_path_factory.mktemp("features"), EncodedImages.__getitem__

    def look(images: EncodedImages, index: Any) -> Any:
        if not isinstance(index, SupportsIndex) or isinstance(index, np.ndarray):
            return image(images, index)
        name = images._names[int(images._which[index])]
        if name not in seen:
            seen[name] = image(images, index)
        return seen[name]

    seen: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch, alone(folder):
        patch.setattr(EncodedImages, "__getitem__", look)
        yield Bench(folder)


def same(first: Outcome | Trained, second: Outcome | Trained) -> bool:
    assert first.weights.keys() == second.weights.keys()
    pairs = [(first.weights[key], second.weights[key]) for key in first.weights]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def test_every_task_has_a_small_recipe() -> None:
    assert set(SMALL) == set(task_names())


@pytest.mark.parametrize(("task", "name"), TRIED, ids=[f"{t}-{n}" for t, n in TRIED])
def test_a_setting_changes_what_is_trained(bench: Bench, task: str, name: str) -> None:
    under = NEEDS.get(f"{task} {name}", NEEDS.get(name, {}))
    before, after = bench.of(task, under), bench.of(task, {**under, name: another(task, name)})
    if name.startswith("early_stopping"):
        assert after.steps < before.steps
    else:
        assert not same(before, after), f"{name} is ignored"


@pytest.mark.parametrize("task", [t for t in SMALL if "init_from" in set(shared_settings(t))])
def test_training_begins_with_another_runs_weights(bench: Bench, task: str) -> None:
    base = bench.whole(task, {}).weights
    still = {"optimiser.name": "sgd", "optimiser.lr": 1e-12}
    begun = bench.of(task, {**still, "init_from": f"{task}/{NEW}base"})
    assert not same(bench.of(task, still), begun)
    ours = {key.partition(" ")[2]: value for key, value in begun.weights.items()}
    weights = [key for key in ours if "running" not in key and "num_batches" not in key]
    pairs = [(ours[key], base[its]) for key in weights for its in base if its.endswith(key)]
    assert any(a.shape == b.shape and np.allclose(a, b, atol=1e-3) for a, b in pairs)


@pytest.mark.parametrize("task", SMALL)
@pytest.mark.parametrize("name", EVERY)
def test_what_a_task_lacks_is_refused_by_name(task: str, name: str) -> None:
    recipe = settings_of(task)()
    if name in dotted(table(recipe)):
        changed(recipe, {name: another(task, name)})
        return
    with pytest.raises((UnknownName, BadRecipe), match=name.rsplit(".", maxsplit=1)[-1]):
        changed(recipe, {name: 1})


@pytest.mark.parametrize("task", ["classify", "embed", "linear-probe"])
def test_folds_and_a_held_out_class(bench: Bench, task: str) -> None:
    folds = [bench.whole(task, {"data.folds": 3, "data.fold": fold}) for fold in range(3)]
    assert [outcome.counts["validation"] for outcome in folds] == [40, 40, 40]
    assert not same(folds[0], folds[1])
    out = bench.whole(task, {"data.hold_out": "kind 2"})
    assert out.counts["train"] < bench.whole(task, {}).counts["train"]
    assert any("held-out" in name or name.startswith("held_out") for name in out.metrics)


@pytest.mark.parametrize("task", ["classify", "embed", "linear-probe"])
def test_runs_race_in_lockstep_and_do_not_disturb_each_other(bench: Bench, task: str) -> None:
    other = merged(SMALL[task], {"optimiser": {"lr": 1e-4}})
    base = SMALL[task]
    alone = bench.whole(task, {})
    left, asked = bench.train({f"race/{NEW}a-{task}": base, f"race/{NEW}b-{task}": other})
    assert same(left[f"race/{NEW}a-{task}"], alone)
    assert not same(left[f"race/{NEW}b-{task}"], alone)
    assert asked == alone.counts["steps"]

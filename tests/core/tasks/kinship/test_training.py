"""Runs of pair models: what they leave, that they learn, resume, and never see whom they judge."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from safetensors.numpy import load_file

from core import tasks
from core.errors import BadRecipe
from core.recipes.recipe import changed, load_recipe, recipe_names
from core.runs.run import Run
from core.tasks.kinship import task as kin_task
from core.tasks.kinship.corpus import Corpus
from core.tasks.kinship.plan import Plan

MakeRun = Callable[..., Run]
RECIPES = [name for name in recipe_names() if load_recipe(name).task == "kinship"]


def stop_after(steps: int) -> Callable[[], bool]:
    calls = iter(range(steps + 1))
    return lambda: next(calls) >= steps


def same(first: Run, second: Run) -> bool:
    mine, other = (load_file(run.folder / "model.safetensors") for run in (first, second))
    return mine.keys() == other.keys() and all(np.array_equal(mine[k], other[k]) for k in mine)


def test_a_run_leaves_everything_that_is_read(kin_run: MakeRun) -> None:
    run = kin_run("whole", head__options={"layers": [6]})
    seen: list[tuple[int, int]] = []
    assert tasks.train([run], progress=lambda step, steps, _: seen.append((step, steps)))
    assert seen[-2] == (24, 24)
    history = run.history()
    assert history["step"].tolist() == [4, 8, 12, 16, 20, 24]
    assert history["model"].tolist() == [0, 0, 1, 1, 2, 2]
    for column in ("loss", "accuracy", "lr", "validation_loss", "validation_auc"):
        assert np.isfinite(history[column]).all(), column
    card = run.finished()
    assert card.task == "kinship"
    assert card.metric("test/roc_auc").n == sum(fold.pairs for fold in card.pairs.folds)
    assert card.verdict
    assert "by family" in card.pairs.people.protocol
    assert len(np.load(run.folder / "scores/kin.npy")) == 150
    assert json.loads((run.folder / "calibration.json").read_text())["method"] == "platt"
    assert not (run.folder / "resume").exists()


@pytest.mark.parametrize(
    "settings",
    [
        {"head__name": "joint-bayes", "head__options": {"rank": 8}, "length__epochs": 0},
        {"head__name": "products", "length__epochs": 10, "optimiser__lr": 0.03},
        {"head__options": {"layers": [16]}, "length__epochs": 20, "optimiser__lr": 0.02},
    ],
    ids=["joint-bayes", "products", "l1"],
)
def test_heads_learn_who_is_kin(kin_run: MakeRun, settings: dict[str, object]) -> None:
    run = kin_run("learns", data__validation="inner", **settings)
    assert tasks.train([run])
    metrics = run.finished().metrics
    assert metrics["test/roc_auc"].low > 0.6
    assert metrics["test/roc_auc"].value > 0.75
    assert metrics["test/accuracy"].value > 0.65
    assert metrics["test/expected_calibration_error"].value < 0.15
    assert run.finished().verdict.startswith("Learned: ROC AUC")


def test_noise_teaches_nothing_and_it_is_said(
    kin_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(0).normal(size=(360, 12)).astype(np.float32)
    monkeypatch.setattr(kin_task, "vectors_of", lambda *_, **__: noise)
    run = kin_run("noise", head__name="joint-bayes", head__options={"rank": 8}, length__epochs=0)
    tasks.train([run])
    assert 0.35 < run.finished().metric("test/roc_auc").value < 0.65
    assert run.finished().verdict.startswith("Learned nothing")


@pytest.mark.parametrize("steps", [3, 8, 9, 14])
def test_stopped_and_resumed_equals_undisturbed(kin_run: MakeRun, steps: int) -> None:
    settings = {"head__options": {"layers": [6], "dropout": 0.4}}
    whole, stopped = kin_run("whole", **settings), kin_run("stopped", **settings)
    tasks.train([whole])
    assert not tasks.train([stopped], stop=stop_after(steps))
    assert stopped.card is None
    assert tasks.train([stopped])
    assert same(whole, stopped)
    mine, other = whole.history(), stopped.history()
    for column in set(mine) - {"seconds"}:
        assert np.array_equal(mine[column], other[column], equal_nan=True), column
    for part in ("metrics", "kinship", "steps"):
        assert getattr(whole.finished(), part) == getattr(stopped.finished(), part)


def test_fitted_models_resume_too(kin_run: MakeRun) -> None:
    settings = {"head__name": "joint-bayes", "head__options": {"rank": 4}, "length__epochs": 0}
    more = {"data__validation": "inner", **settings}
    whole, stopped = kin_run("whole", **more), kin_run("stopped", **more)
    tasks.train([whole])
    assert not tasks.train([stopped], stop=stop_after(2))
    assert tasks.train([stopped])
    assert same(whole, stopped)
    assert whole.history()["step"].tolist() == stopped.history()["step"].tolist() == [*range(1, 8)]


def test_a_killed_run_goes_on_from_what_was_saved(
    kin_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, killed = kin_run("whole"), kin_run("killed")
    tasks.train([whole])

    class Killed(BaseException):
        pass

    def die(step: int, steps: int, message: str) -> None:
        if step >= 13:
            raise Killed

    with pytest.raises(Killed):
        tasks.train([killed], progress=die, save_every=0.0)
    assert json.loads((killed.folder / "resume/state.json").read_text())["step"] == 13
    assert tasks.train([killed])
    assert same(whole, killed)


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_runs_two_steps(kin_run: MakeRun, name: str) -> None:
    recipe = load_recipe(name)
    settings: dict[str, object] = {"data__folds": 3, "data__restricted": False, "data__also": None}
    settings["faces__fine_tune"] = False  # test_fine_tuning.py has a net to train
    if recipe.length.epochs:
        settings |= {"length__epochs": 1, "draw__steps": 2, "draw__batch": 10}
    if recipe.head.name in ("joint-bayes", "blend"):
        settings["head__options"] = {"rank": 4}
    run = kin_run(name, recipe, **settings)
    assert tasks.train([run])
    assert run.finished().recipe == name
    assert run.finished().metric("test/roc_auc").value > 0


@pytest.mark.parametrize("way", ["fold", "inner"])
@pytest.mark.parametrize("folds", [3, 5])
def test_no_model_judges_whom_it_has_seen(way: str, folds: int) -> None:
    plan = Plan(folds, way)
    for fold in range(folds):
        assert fold in plan.tests(fold)
        for model, validated in plan.validates(fold):
            assert {fold, validated} <= model
            assert validated != fold
    asked = {plan.tests(fold) for fold in range(folds)}
    asked |= {model for fold in range(folds) for model, _ in plan.validates(fold)}
    assert asked <= set(plan.models)
    assert len(set(plan.models)) == len(plan.models)
    assert set(plan.kept) <= set(plan.models)
    for model in plan.models:
        assert set(plan.watched(model)) <= model


def test_members_of_left_out_folds_are_never_drawn_nor_fitted(families: Corpus) -> None:
    from core.tasks.kinship.settings import Draw

    without = frozenset({0, 2})
    members = families.members(without)
    assert set(families.fold_of[members]) == {1}
    epoch = families.draws(without, Draw(batch=10, steps=4), seed=0).epoch(0)
    assert members[epoch.pairs].all()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"data__folds": 2}, "at least 3"),
        ({"data__validation": "test"}, "fold, inner"),
        ({"head__options": {"depth": 3}}, "depth"),
        ({"head__options": {"start": "zero"}}, "glorot"),
        ({"head__name": "blend"}, "two encoders"),
        ({"head__name": "joint-bayes", "head__options": {"rank": 99}}, "rank"),
        ({"loss__options": {"gamma": 1}}, "gamma"),
        ({"length__epochs": 1.5}, "whole number"),
        ({"length__epochs": None, "length__steps": 5}, "whole number"),
        ({"optimiser__name": "lion"}, "rmsprop"),
        ({"draw__steps": 500}, "once an epoch"),
        ({"data__also": "families"}, "leave it out"),
        ({"calibration": "beta"}, "platt"),
    ],
)
def test_an_impossible_recipe_ends_with_a_word(
    kin_run: MakeRun, settings: dict[str, object], words: str
) -> None:
    from core.errors import EmbedscopeError

    with pytest.raises(EmbedscopeError, match=words):
        tasks.train([kin_run("wrong", **settings)])


def test_one_job_trains_one_task(kin_run: MakeRun, tmp_path) -> None:
    from core.runs.writer import RunWriter
    from core.tasks.embed.settings import EmbeddingRecipe

    other = Run(tmp_path / "other")
    RunWriter(other).begin(changed(EmbeddingRecipe(), {"data.name": "digits"}))
    assert (other.task, kin_run("kin").task) == ("embed", "kinship")
    with pytest.raises(BadRecipe, match="embed, kinship"):
        tasks.train([other, kin_run("kin")])
    assert "knn_accuracy" in other.history()
    assert "validation_auc" in Run(tmp_path / "kin").history()

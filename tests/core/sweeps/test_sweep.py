"""What a sweep may ask: read and written, and refused with a remedy where it makes no sense."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import Unreadable
from core.recipes.kinds import history_of, searched_of, settings_of, task_names
from core.recipes.recipe import changed, load_recipe
from core.settings import problems_of, table, values
from core.sweeps.space import POINTS, axes, cells, searchable, suggested
from core.sweeps.sweep import NAME, Sweep, problems, read_sweep, sweep_text


def test_what_is_written_is_read_again(tmp_path: Path, small: Sweep):
    asked = replace(small, metrics=("validation/loss",), folds=3, seeds=(1, 2), hours=0.5)
    (tmp_path / NAME).write_text(sweep_text(asked))
    again = read_sweep(tmp_path / NAME)
    assert again == replace(asked, recipe=again.recipe)
    assert again.asked == asked.asked


def test_a_recipe_may_be_named(tmp_path: Path):
    (tmp_path / NAME).write_text("recipe: simple-cnn\nspace: {optimiser.lr: [0.1, 0.2]}\n")
    assert read_sweep(tmp_path / NAME).asked == load_recipe("simple-cnn")


@pytest.mark.parametrize("text", ["", "[]", "recipe: {", "recipe: a\nspce: {}\n"])
def test_a_file_that_is_no_sweep_is_told(tmp_path: Path, text: str):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(Unreadable):
        read_sweep(tmp_path / NAME)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"space": {}}, "at least one setting"),
        ({"space": {"optimiser.rate": [1]}}, "optimiser.rate"),
        ({"space": {"seed": [1, 2]}}, "folds and seeds"),
        ({"space": {"data.validation": [10, 20]}}, "what is judged"),
        ({"space": {"optimiser.lr": []}}, "optimiser.lr"),
        ({"space": {"optimiser.lr": [0.1, -1.0]}}, "Learning rate"),
        ({"space": {"optimiser.lr": [0.1, 0.1]}}, "twice"),
        ({"space": {"optimiser.lr": {"low": 0.1}}}, "low and high"),
        ({"space": {"optimiser.lr": {"low": 0.1, "high": 0.01}}}, "low below high"),
        ({"space": {"optimiser.lr": {"low": 0.1, "high": 1, "lg": True}}}, "'lg'"),
        ({"space": {"optimiser.lr": {"low": 0.1, "high": 1, "step": 0}}}, "above 0"),
        ({"space": {"optimiser.name": ["adam", "best"]}}, "best"),
        ({"space": {"optimiser.name": {"low": 0, "high": 1}}}, "list"),
        ({"search": "luck"}, "tpe"),
        ({"pruning": "hope"}, "median"),
        ({"keep": "some"}, "best"),
        ({"trials": 0}, "at least 1"),
        ({"hours": 0.0}, "greater than 0"),
        ({"seeds": ()}, "seeds"),
        ({"seeds": (1, 1)}, "seeds"),
        ({"folds": 1}, "at least 2"),
        ({"recipe": None}, "needs a recipe"),
        ({"recipe": "no-such"}, "no-such"),
        ({"metrics": ("test/accuracy",)}, "tests must decide nothing"),
        ({"metrics": ("validation/accuracy", "validation/loss"), "pruning": "median"}, "pruning"),
        ({"search": "cma-es", "space": {"batch.size": [16, 32]}}, "CMA-ES"),
    ],
)
def test_nonsense_is_refused_with_its_place(small: Sweep, asked: dict[str, Any], words: str):
    assert words in "\n".join(problems(replace(small, **asked)))


def test_trials_need_validation_images(small: Sweep):
    bare = replace(small, recipe=table(changed(small.asked, {"data.validation": 0})))
    assert "data.validation" in "\n".join(problems(bare))
    assert problems(replace(bare, folds=3)) == []


def test_losses_at_several_margins_are_not_compared():
    recipe = table(changed(load_recipe("light-2d"), {"data.name": "digits", "data.validation": 99}))
    asked = Sweep(recipe=recipe, space={"margin.value": [0.1, 1.0]}, metrics=("validation/loss",))
    assert "margins" in "\n".join(problems(asked))
    assert problems(replace(asked, metrics=("validation/loss_over_margin",))) == []
    late = replace(asked, metrics=("validation/loss_over_margin",), pruning="median")
    assert "at the end alone" in "\n".join(problems(late))


def test_a_grid_has_every_combination_once(small: Sweep):
    space = {
        "optimiser.lr": {"low": 1e-3, "high": 1e-1, "log": True},
        "batch.size": {"low": 16, "high": 32, "step": 8},
        "optimiser.nesterov": [True, False],
    }
    grid = replace(small, space=space, search="grid")
    found = list(cells(grid.axes))
    assert len(found) == grid.total == POINTS * 3 * 2
    assert len({tuple(cell.values()) for cell in found}) == len(found)
    assert sorted({cell["batch.size"] for cell in found}) == [16, 24, 32]
    assert sorted({cell["optimiser.lr"] for cell in found}) == [
        0.001,
        pytest.approx(0.00316228),
        0.01,
        pytest.approx(0.0316228),
        0.1,
    ]


@pytest.mark.parametrize("task", task_names())
def test_every_task_says_what_its_trainings_are_chosen_by(task: str):
    assert all(name.startswith("validation/") for name in searched_of(task))
    assert set(searched_of(task).values()) <= {*history_of(task), ""}


@pytest.mark.parametrize("task", task_names())
def test_what_is_suggested_is_allowed(task: str):
    recipe = settings_of(task)()
    known = values(recipe)
    for one in searchable(recipe):
        space = {one.key: suggested(one, known[one.key])}
        (axis,) = axes(space, recipe)
        for value in axis.points():
            asked = changed(recipe, {one.key: value})
            told = [said for said in problems_of(asked, "recipe") if f"recipe.{one.key})" in said]
            assert told == [], (space, value)

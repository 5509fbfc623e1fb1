"""The mean of repeated runs: Student's interval, and paired differences."""

from __future__ import annotations

import math

import pytest

from core.metrics.student import spread
from core.recipes.recipe import changed, load_recipe
from core.recipes.repeats import (
    are_repeats,
    asks_for_several,
    count_of,
    set_apart,
    wrong_repeats,
)
from core.sweeps.repeats import difference, runs_asked


def test_the_interval_is_students():
    """Student 1908, table of the additional hours of sleep: mean .75 of ten, deviation 1.79."""
    hours = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    found = spread(hours)
    assert found.value == pytest.approx(0.75)
    assert (found.low, found.high) == pytest.approx((-0.5298, 2.0298), abs=1e-3)
    assert found.n == 10


@pytest.mark.parametrize("figures", [[], [math.nan], [1.0, math.inf]])
def test_what_cannot_be_told_has_no_value(figures):
    assert spread(figures).value is None


def test_one_run_has_no_interval():
    assert (spread([0.5]).value, spread([0.5]).low) == (0.5, None)


def test_differences_are_taken_on_the_repeats_that_both_have():
    first, second = {"a": 0.9, "b": 0.8, "c": 0.1}, {"a": 0.8, "b": 0.6, "d": 1.0}
    found = difference(first, second)
    assert found.value == pytest.approx(0.15)
    assert found.n == 2


def test_a_recipe_stands_for_each_seed_and_fold():
    asked = changed(
        load_recipe("light-2d"),
        {"seeds": [4, 7], "data.folds": 3, "data.repeat": "folds", "data.validation": 50},
    )
    found = runs_asked(asked)
    assert list(found)[:4] == ["seed-4-fold-0", "seed-4-fold-1", "seed-4-fold-2", "seed-7-fold-0"]
    assert [(run.seed, run.data.fold) for run in found.values()] == [
        (seed, fold) for seed in (4, 7) for fold in range(3)
    ]
    assert not any(asks_for_several(run) or run.data.validation for run in found.values())
    assert count_of(list(found.values())) == "2 seeds, 3 folds"


def test_a_recipe_stands_for_a_run_without_each_class():
    found = runs_asked(changed(load_recipe("light-2d"), {"data.repeat": "classes", "seed": 5}))
    assert len(found) == 11
    assert next(iter(found)) == "with-all"
    assert count_of(list(found.values())) == "10 held-out classes"
    assert {run.seed for run in found.values()} == {5}
    boots = found["without-ankle-boot"]
    assert boots.data.hold_out == "Ankle boot"
    assert set_apart(boots, list(found.values())) == "Without Ankle boot"
    assert set_apart(found["with-all"], list(found.values())) == "With every class"
    assert boots.title == f"{load_recipe('light-2d').title}, without Ankle boot"
    assert are_repeats(list(found.values()))


def test_classes_of_the_same_letters_have_folders_of_their_own(monkeypatch):
    monkeypatch.setattr("core.sweeps.repeats.class_names", lambda _: ("C", "C+", "C++"))
    found = runs_asked(changed(load_recipe("light-2d"), {"data.repeat": "classes"}))
    assert list(found) == ["with-all", "without-c", "without-c-2", "without-c-3"]


def test_one_run_stands_for_itself():
    recipe = load_recipe("light-2d")
    assert not asks_for_several(recipe)
    assert list(runs_asked(recipe).values()) == [recipe]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"data.repeat": "folds"}, "say how many folds"),
        ({"data.repeat": "classes", "data.hold_out": "Bag"}, "leave data.hold_out empty"),
    ],
)
def test_repeats_that_make_no_sense_are_refused(settings, said):
    (told,) = wrong_repeats(changed(load_recipe("light-2d"), settings))
    assert said in told

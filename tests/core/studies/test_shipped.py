from __future__ import annotations

import pytest

from core.recipes.recipe import changed, changes, load_recipe, recipe_names
from core.studies.shipped import groups, same_setting, shipped


def test_every_recipe_of_the_task_stands_in_one_group() -> None:
    listed = [name for names in groups().values() for name in names]
    expected = [name for name in recipe_names() if load_recipe(name).task == "classify"]
    assert sorted(listed) == sorted(expected)
    assert list(groups()) == ["ours", "002", "003", "004"]
    assert groups()["004"][0] == "report-base-net"
    assert groups()["003"][0] == "report-simple-cnn"


def test_changes_are_the_settings_that_differ_as_changed_takes_them() -> None:
    base = shipped()["report-base-net"]
    wanted = {"optimiser.lr": 0.02, "data.augment": ["flip"], "length.epochs": 5.0, "keep": "best"}
    other = changed(base, {**wanted, "title": "another", "seed": 0})
    assert changes(other, base) == wanted
    assert changed(base, changes(other, base)).optimiser == other.optimiser
    assert changes(base, base) == {}


@pytest.mark.parametrize(
    ("settings", "same"),
    [
        ({"seed": 7, "title": "again", "device": "cpu", "precision": "fp32"}, True),
        ({"probe.frames": 3}, True),
        ({"length.epochs": 31.0}, False),
        ({"data.augment": ["flip"]}, False),
    ],
)
def test_a_run_is_of_a_recipe_unless_it_changed_what_counts(settings, same) -> None:
    base = shipped()["report-base-net"]
    assert same_setting(changed(base, settings), base) is same

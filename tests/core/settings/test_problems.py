"""One list of problems: single settings from their own words, the rest from the task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import BadRecipe
from core.recipes.problems import length_problems
from core.recipes.recipe import changed, load_recipe, recipe_names
from core.recipes.sections import Length
from core.settings import problems_of
from core.tasks import problems, refuse
from tests.made_task import Settings

BURNS = "A cake burns on the high rack: take another."


@pytest.mark.usefixtures("made_task")
def test_single_settings_come_before_what_several_say() -> None:
    both = changed(Settings(), {"oven.rack": "high", "oven.dishes": ["cake"], "oven.heat": -1})
    (alone,) = problems(both)
    assert "Heat (recipe.oven.heat)" in alone
    mended = changed(both, {"oven.heat": 1})
    assert problems(mended) == [BURNS]
    with pytest.raises(BadRecipe, match=BURNS):
        refuse(mended)
    refuse(replace(mended, oven=replace(mended.oven, dishes=())))


@pytest.mark.parametrize("name", recipe_names())
def test_no_shipped_recipe_has_a_setting_that_makes_no_sense(name: str) -> None:
    assert problems_of(load_recipe(name), "recipe") == []


def test_a_length_is_stated_once_and_is_not_nothing() -> None:
    assert not list(length_problems(Length(epochs=0.5)))
    assert not list(length_problems(Length(steps=3)))
    for length in (Length(), Length(epochs=1, steps=1), Length(epochs=0)):
        assert len(list(length_problems(length))) == 1

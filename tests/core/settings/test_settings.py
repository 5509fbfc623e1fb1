"""A setting that describes itself is read, refused and listed from what it says."""

from __future__ import annotations

import math
from typing import Any

import pytest

from core.errors import BadRecipe, UnknownName
from core.settings import as_text, at, listed, problems_of, read, section_help, table
from tests.made_task import Oven, Settings


def test_a_table_becomes_a_section_and_back() -> None:
    content = {"heat": "2e-3", "dishes": ["cake"], "rates": [0, 0.5], "net": None, "fan": True}
    made = read(Oven, content, "recipe.oven")
    assert made == Oven(heat=0.002, dishes=("cake",), rates=(0.0, 0.5), fan=True)
    assert read(Oven, table(made), "recipe.oven") == made


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"heat": "hot"}, "Heat (recipe.oven.heat) must be a number, not 'hot'."),
        ({"heat": True}, "Heat (recipe.oven.heat) must be a number, not True."),
        ({"minutes": 2.5}, "Minutes (recipe.oven.minutes) must be a whole number, not 2.5."),
        ({"minutes": True}, "Minutes (recipe.oven.minutes) must be a whole number, not True."),
        ({"fan": 1}, "Fan (recipe.oven.fan) must be true or false, not 1."),
        ({"rest": "no"}, "Rest (recipe.oven.rest) must be a whole number, or null for none, not"),
        ({"rates": 1}, "Rates (recipe.oven.rates) must be a list, a number each, not 1."),
        ({"rates": [0, "x"]}, "Rates (recipe.oven.rates[1]) must be a number, not 'x'."),
        ({"spices": 3}, "Spices (recipe.oven.spices) must be a table, not 3."),
        ({"heat": None}, "Heat (recipe.oven.heat) must be a number, not None."),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(
    content: dict[str, Any], said: str
) -> None:
    for refuse in (True, False):
        with pytest.raises(BadRecipe) as error:
            read(Oven, content, "recipe.oven", refuse=refuse)
        assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"heat": 0}, "Heat (recipe.oven.heat) must be greater than 0 and at most 300, not 0."),
        ({"heat": math.nan}, "must be greater than 0 and at most 300, not nan."),
        ({"minutes": 91}, "Minutes (recipe.oven.minutes) must be at least 1 and at most 90, not"),
        ({"rates": [0.1, 1]}, "Rates (recipe.oven.rates) must be at least 0 and below 1, not 1."),
        ({"rack": "top"}, "Rack (recipe.oven.rack) must be one of high, low, middle, not 'top'."),
        ({"dishes": ["soup"]}, "Dishes (recipe.oven.dishes) must be one of bread, cake, not"),
        ({"net": "lenet"}, "Network (recipe.oven.net) must be one of alexnet-small, "),
        ({"fan": True, "speed": 0}, "Speed of the fan (recipe.oven.speed) must be greater than 0"),
    ],
)
def test_bounds_and_choices_are_kept_or_told(content: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRecipe) as error:
        read(Oven, content, "recipe.oven")
    assert said in str(error.value)
    (text,) = problems_of(read(Oven, content, "recipe.oven", refuse=False), "recipe.oven")
    assert said in text


def test_what_has_no_effect_is_not_looked_at() -> None:
    assert read(Oven, {"speed": -1}, "recipe.oven").speed == -1


def test_an_unknown_setting_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r"setting of recipe\.oven: 'grill'.*heat"):
        read(Oven, {"grill": 1}, "recipe.oven")


def test_settings_are_listed_with_all_that_is_known_of_them() -> None:
    found = {each.key: each for each in listed(Settings, without=("name", "title"))}
    assert "name" not in found
    heat, rest, rack = (found[f"oven.{name}"] for name in ("heat", "rest", "rack"))
    assert (heat.section, heat.usual, heat.label) == ("oven", "0.001", "Heat")
    assert heat.allowed == "a number, greater than 0 and at most 300"
    assert (rest.label, rest.usual) == ("Rest (min)", "null")
    assert rest.allowed == "a whole number, or null for none, at least 0"
    assert rack.allowed == "low, middle, high"
    assert found["oven.minutes"].label == "Minutes (min)"
    assert "alexnet-small" in found["oven.net"].allowed
    assert section_help(Settings, "oven") == "How hot it is, and for how long."
    assert at(Settings(), "oven.minutes") == at(table(Settings()), "oven.minutes") == 20


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1e-7, "1e-07"),
        ((0.25, 0.5), "[0.25, 0.5]"),
        (["flip", "zoom"], "[flip, zoom]"),
        ({"a": 1}, "{a: 1}"),
    ],
)
def test_a_value_as_text(value: Any, text: str) -> None:
    assert as_text(value) == text

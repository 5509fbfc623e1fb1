"""Recipes: what can be written down, what is refused, and with which words."""

from __future__ import annotations

import pytest

from core.errors import BadRecipe, UnknownName
from core.recipes.recipe import changed, load_recipe, recipe_from_text, recipe_names, recipe_to_text
from core.tasks.embed.settings import EmbeddingRecipe


@pytest.mark.parametrize("name", recipe_names())
def test_every_shipped_recipe_survives_writing_and_reading(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.name == name
    assert recipe.title
    assert recipe_from_text(recipe_to_text(recipe)) == recipe


def test_report_000_is_written_down_as_reported() -> None:
    random = load_recipe("report-random-triplets")
    assert (random.net.name, random.net.dimension, random.margin.value) == ("resnet18", 2, 1e-3)
    assert (random.batch.size, random.optimiser.lr, random.length.epochs) == (96, 1e-3, 10)
    hard = load_recipe("report-batch-hard-resnet18")
    assert (hard.batch.size, hard.optimiser.lr, hard.margin.value) == (1024, 1e-2, 1e-3)
    light = load_recipe("report-batch-hard-light")
    assert (light.net.name, light.margin.value, light.length.epochs) == ("light", 1e-5, 3)


def test_settings_change_by_dotted_names() -> None:
    recipe = changed(
        EmbeddingRecipe(), {"optimiser.lr": "1e-2", "net.dimension": 3, "batch.size": 64}
    )
    assert recipe.optimiser.lr == 0.01
    assert (recipe.net.dimension, recipe.batch.size) == (3, 64)
    assert EmbeddingRecipe().net.dimension == 2


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"optimiser.speed": 1}, "optimiser.lr"),
        ({"optimizer.lr": 1}, "optimiser.lr"),
        ({"net.dimension": "two"}, r"recipe.net.dimension\) must be a whole number, not"),
        ({"net.dimension": True}, r"recipe.net.dimension\) must be a whole number, not"),
        ({"optimiser.lr": "fast"}, r"recipe.optimiser.lr\) must be a number, not .fast"),
        ({"net.pretrained": 1}, r"recipe.net.pretrained\) must be true or false, not 1"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, object], words: str) -> None:
    with pytest.raises((BadRecipe, UnknownName), match=words):
        changed(EmbeddingRecipe(), settings)


@pytest.mark.parametrize("text", ["- a list", "net: [", "net: light", "colour: red", ""])
def test_a_broken_file_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises((BadRecipe, UnknownName)) as error:
        recipe_from_text(text)
    assert len(str(error.value)) > 20


def test_unknown_recipe_lists_the_shipped_ones() -> None:
    with pytest.raises(UnknownName, match="report-batch-hard-light"):
        load_recipe("report-batch-soft")

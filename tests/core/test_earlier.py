"""Recipes in the names of before: they read, and state what they relied on."""

from __future__ import annotations

import json

import pytest
from yaml import safe_load

from core.errors import UnknownName
from core.recipes.earlier import RENAMED, is_earlier, translated, with_todays_entries
from core.recipes.kinds import settings_of, task_names
from core.recipes.recipe import RECIPES, changed, load_recipe, recipe_from_text, recipe_names
from core.settings import dotted, table


def test_every_name_of_before_has_one_of_today_in_some_task() -> None:
    today = {name for task in task_names() for name in dotted(table(settings_of(task)()))}
    assert set(RENAMED.values()) <= today
    assert not set(RENAMED) & today


def test_a_classifier_of_before_states_what_it_relied_on() -> None:
    recipe = recipe_from_text(
        "{task: classify, net: {name: lite0-linear, frozen: true, thaw: 3, weights_from: jigsaw}, "
        "data: {normalise: false}, loss: {smoothing: 0.1, mix: 0.2}, stop: {patience: 4}, "
        "optimiser: {name: adamw, schedule: steps, gamma: 0.5, every: 2, weight_decay: 1e-2, "
        "average: 0.9}}"
    )
    wanted = {
        "freeze": {"backbone": True, "unfreeze_epoch": 3.0, "batch_norm": False},
        "init_from": "jigsaw",
        "normalise": {"enabled": False, "over": "train"},
        "mixup": {"alpha": 0.2},
        "loss": {"name": "cross-entropy", "label_smoothing": 0.1},
        "early_stopping": {"patience": 4, "min_delta": 0.0},
        "schedule": {"name": "steps", "gamma": 0.5, "every": 2.0},
        "ema": {"decay": 0.9},
    }
    found = table(recipe)
    assert {key: found[key] for key in wanted} == wanted
    own = found["optimiser"]
    assert (own["epsilon"], own["decay_biases"], own["fused"]) == (1e-7, False, True)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("optimiser: {schedule: cosine}", {"epsilon": 1e-8, "fused": False}),
        ("optimiser: {name: rmsprop, schedule: cosine}", {"epsilon": 1e-8, "rho": 0.99}),
        ("optimiser: {average: null, weight_decay: 0.1}", {"decay_biases": True}),
        ("optimiser: {schedule: cosine, epsilon: 1e-3}", {"epsilon": 1e-3}),
    ],
)
def test_an_embedding_of_before_states_what_it_relied_on(
    text: str, stated: dict[str, float]
) -> None:
    found = table(recipe_from_text(text))
    assert found["normalise"]["over"] == "first-10000"
    assert {key: found["optimiser"][key] for key in stated} == stated


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("{name: lite0-conv}", {"name": "efficientnet-lite0", "head": "conv"}),
        (
            "{name: resnet50-dense, stand_in: lite0-dense}",
            {"name": "resnet50", "head": "dense", "stand_in": "efficientnet-lite0"},
        ),
        ("{name: deeper-2-norm}", {"name": "deeper-2", "batch_norm": "before"}),
        ("{name: deeper-2-norm-after}", {"name": "deeper-2", "batch_norm": "after"}),
    ],
)
def test_a_net_whose_name_said_its_head(before: str, now: dict[str, str]) -> None:
    recipe = table(recipe_from_text(f"{{task: classify, net: {before}}}"))
    assert {key: recipe["net"][key] for key in now} == now
    assert recipe["normalise"]["over"] == "train"


def test_zooms_whose_name_said_their_reach() -> None:
    recipe = table(recipe_from_text("{task: classify, data: {augment: [flip, zoom-30]}}"))
    assert list(recipe["data"]["augment"]) == ["flip", "zoom-range"]
    assert recipe["data"]["zoom_range"] == 0.3


def test_entries_of_before_can_be_asked_for() -> None:
    """As links and `--set` of before name them."""
    recipe = settings_of("classify")()
    asked = changed(recipe, {"net.name": "lite0-linear", "data.augment": ["zoom-50"]})
    assert (asked.net.name, asked.net.head) == ("efficientnet-lite0", "linear")
    assert (asked.data.augment, asked.data.zoom_range) == (("zoom-range",), 0.5)


@pytest.mark.parametrize("odd", ["{net: 3, data: [1]}", "{net: {name: [1]}, data: {augment: x}}"])
def test_what_is_no_entry_is_left_to_the_reader(odd: str) -> None:
    assert with_todays_entries(safe_load(odd)) == safe_load(odd)


def test_a_recipe_in_names_of_today_is_left_alone() -> None:
    text = "{optimiser: {name: adamw, weight_decay: 0.1}, schedule: {name: cosine}}"
    content = safe_load(text)
    assert translated(content, "embed") == content
    assert table(recipe_from_text(text))["normalise"]["over"] == "train"


def test_what_a_task_never_did_is_not_begun() -> None:
    old = "{task: kinship, optimiser: {average: 0.9, body: 0.1}, length: {epochs: 2}}"
    recipe = table(recipe_from_text(old))
    assert (recipe["ema"]["decay"], recipe["optimiser"]["backbone"]) == (None, 1.0)
    assert recipe["precision"] == "fp32"


def test_names_of_before_change_a_recipe_too() -> None:
    recipe = settings_of("classify")()
    assert changed(recipe, {"optimiser.average": 0.9}) == changed(recipe, {"ema.decay": 0.9})
    with pytest.raises(UnknownName, match=r"mixup\.alpha"):
        changed(settings_of("jigsaw")(), {"mixup.alpha": 0.2})


@pytest.mark.parametrize("name", recipe_names())
def test_shipped_recipes_have_names_of_today_and_nothing_is_left_unsaid(name: str) -> None:
    content = safe_load((RECIPES / f"{name}.yaml").read_text())
    assert not is_earlier(content)
    stated = translated(content, content.get("task", "embed"), always=True)
    assert recipe_from_text(json.dumps(stated), name=name) == load_recipe(name)

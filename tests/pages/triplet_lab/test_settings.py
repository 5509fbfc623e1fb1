"""A race survives the way through a link, and becomes recipes that race together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadRecipe
from core.recipes.recipe import changed
from core.tasks.embed.splits import make_splits
from pages.triplet_lab.settings import (
    EARLIER,
    SHARED,
    Entrant,
    Race,
    from_query,
    problems,
    race_of,
    recipes,
    remedy,
    to_query,
)

entrants = st.builds(
    Entrant,
    strategy=st.sampled_from(["semi-hard", "batch-all", "nca"]),
    margin=st.sampled_from([1e-5, 0.001, 0.3, 1.0]),
    schedule=st.sampled_from(["linear", "adaptive"]),
    end=st.sampled_from([None, 0.5, 10.0]),
)
shared = st.fixed_dictionaries(
    {"data.name": st.just("digits"), "batch.size": st.integers(20, 1000)},
    optional={
        "net.dimension": st.integers(2, 64),
        "optimiser.lr": st.sampled_from([1e-4, 0.003]),
        "length.steps": st.integers(1, 5000),
        "seed": st.integers(0, 10**6 - 1),
        "ema.decay": st.sampled_from([None, 0.99]),
        "data.augment": st.sampled_from([[], ["flip"], ["shift", "zoom"]]),
    },
)
races = st.builds(
    Race,
    st.lists(entrants, min_size=2, max_size=4).map(tuple),
    shared.map(lambda settings: changed(SHARED, settings)),
    st.sampled_from(["", "A name & more"]),
)


def race(**settings: object) -> Race:
    dotted = {key.replace("__", "."): value for key, value in settings.items()}
    return Race(recipe=changed(SHARED, {"data.name": "digits", **dotted}))


@given(races)
def test_a_link_says_the_same_settings(asked: Race) -> None:
    assert from_query(to_query(asked)) == asked


@given(races)
def test_recipes_say_the_same_settings(asked: Race) -> None:
    assert race_of(recipes(asked), title=asked.title) == asked


def test_a_link_of_before_opens_the_same_race() -> None:
    query = {
        "strategies": "batch-hard:0.001,semi-hard:1:linear:10",
        "dimension": "3",
        "batch": "60",
        "classes": "10",
        "steps": "40",
        "seed": "7",
        "lr": "0.005",
        "data": "digits",
        "net": "light",
        "sampler": "p-k",
        "title": "Mine",
    }
    assert set(EARLIER) < set(query)
    found = from_query(query)
    assert found.entrants == (
        Entrant("batch-hard", 1e-3),
        Entrant("semi-hard", 1.0, "linear", 10.0),
    )
    assert found.title == "Mine"
    recipe = found.recipe
    assert (recipe.net.dimension, recipe.batch.size, recipe.batch.sampler) == (3, 60, "p-k")
    assert (recipe.length.steps, recipe.seed, recipe.optimiser.lr) == (40, 7, 0.005)
    assert (recipe.data.name, recipe.net.name, recipe.batch.classes) == ("digits", "light", 10)


def test_recipes_race_over_the_same_batches_and_no_test_image_is_watched() -> None:
    asked = race(batch__size=60, length__steps=100)
    made = recipes(asked)
    splits = make_splits(made)
    assert [recipe.strategy.name for recipe in made] == [e.strategy for e in asked.entrants]
    assert splits.steps == 100
    assert (splits.probe_labels == splits.train.labels[splits.probe_indices]).all()
    assert {recipe.evaluate for recipe in made} == {"sample"}


@pytest.mark.parametrize("classes", [7, 10, 50])
def test_what_is_refused_here_the_worker_refuses_too(classes: int) -> None:
    settings = {"batch.size": 64, "batch.classes": classes}
    asked = race(**{"batch.sampler": "p-k", **settings})
    assert problems(asked)
    with pytest.raises(BadRecipe):
        recipes(asked)
    shuffled = recipes(race(**{"batch.sampler": "shuffle", **settings}))
    with pytest.raises(BadRecipe):
        make_splits([changed(recipe, {"batch.sampler": "p-k"}) for recipe in shuffled])


def test_a_remedy_changes_just_what_collapsed():
    race = Race((Entrant("batch-hard", 1e-3), Entrant("semi-hard")))
    label, tried = remedy(race, "batch-hard")
    assert label == "Try batch-hard with margin 1"
    assert tried == replace(race, entrants=(Entrant("batch-hard", 1.0), Entrant("semi-hard")))
    label, tried = remedy(tried, "batch-hard")
    assert label == "Try nca instead"
    assert tried.entrants == (Entrant("nca"), Entrant("semi-hard"))
    assert from_query(to_query(tried)) == tried


def test_a_link_may_say_one_thing_and_leave_the_rest_as_usual():
    usual = from_query({})
    asked = from_query({"data.name": "fashion-mnist", "tour": "1"})
    assert asked == replace(usual, recipe=changed(usual.recipe, {"data.name": "fashion-mnist"}))

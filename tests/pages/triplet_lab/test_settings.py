"""Settings survive the way through a link, and become recipes that race together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadRecipe
from core.tasks.embed.splits import gather
from pages.triplet_lab.settings import (
    Entrant,
    Settings,
    from_query,
    problems,
    recipes,
    settings_of,
    to_query,
)

entrants = st.builds(
    Entrant,
    strategy=st.sampled_from(["semi-hard", "batch-all", "nca"]),
    margin=st.sampled_from([1e-5, 0.001, 0.3, 1.0]),
    schedule=st.sampled_from(["linear", "adaptive"]),
    end=st.sampled_from([None, 0.5, 10.0]),
)
settings = st.builds(
    Settings,
    entrants=st.lists(entrants, min_size=2, max_size=4).map(tuple),
    data=st.just("digits"),
    dimension=st.integers(2, 64),
    batch=st.integers(20, 1000),
    lr=st.sampled_from([1e-4, 0.003]),
    steps=st.integers(1, 5000),
    seed=st.integers(0, 10**6 - 1),
    title=st.sampled_from(["", "A name & more"]),
)


@given(settings)
def test_a_link_says_the_same_settings(asked):
    assert from_query(to_query(asked)) == asked


@given(settings)
def test_recipes_say_the_same_settings(asked):
    assert settings_of(recipes(asked), title=asked.title) == asked


def test_recipes_race_over_the_same_batches_with_a_probe_that_is_not_trained_on():
    asked = Settings(data="digits", batch=60, steps=100)
    made = recipes(asked)
    material = gather(made)
    assert [recipe.strategy.name for recipe in made] == [e.strategy for e in asked.entrants]
    assert material.steps == 100
    assert material.probe_split == "test"
    assert {recipe.evaluate for recipe in made} == {"sample"}


@pytest.mark.parametrize("classes", [7, 10, 50])
def test_what_is_refused_here_the_worker_refuses_too(classes):
    asked = Settings(data="digits", batch=64, sampler="p-k", classes=classes)
    assert problems(asked)
    with pytest.raises(BadRecipe):
        recipes(asked)
    shuffled = recipes(replace(asked, sampler="shuffle"))
    with pytest.raises(BadRecipe):
        gather([replace(r, batch=replace(r.batch, sampler="p-k")) for r in shuffled])

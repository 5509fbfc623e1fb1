"""A recipe and its changes survive the way through the address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from core.errors import BadRecipe, UnknownName
from core.recipes.recipe import changed
from core.studies.shipped import shipped
from core.tasks import problems
from pages.train.address import described, from_query, to_query, unnamed

settings = st.fixed_dictionaries(
    {},
    optional={
        "optimiser.lr": st.floats(1e-7, 10, allow_nan=False),
        "optimiser.name": st.sampled_from(["sgd", "adam"]),
        "ema.decay": st.sampled_from([None, 0.998]),
        "data.augment": st.lists(st.sampled_from(["flip", "zoom-range"]), max_size=2, unique=True),
        "data.classes": st.sampled_from([None, 5]),
        "net.dropout": st.lists(st.sampled_from([0.25, 0.5]), max_size=3),
        "freeze.backbone": st.booleans(),
        "early_stopping.patience": st.sampled_from([None, 3]),
        "length.epochs": st.sampled_from([0.5, 60]),
        "seed": st.integers(0, 9),
        "title": st.sampled_from(["A name & more", "123", "yes"]),
    },
)


@limits(deadline=None, max_examples=40)
@given(st.sampled_from(["report-base-net", "resnet9", "birds"]), settings)
def test_a_link_says_the_same_recipe(name, asked):
    if "optimiser.lr" in asked:
        asked["optimiser.lr"] = float(f"{asked['optimiser.lr']:.6g}")
    recipe = changed(shipped()[name], asked)
    assert from_query(to_query(recipe)) == recipe


def test_a_recipe_as_it_stands_takes_no_more_than_its_name():
    assert to_query(shipped()["resnet9"]) == {"recipe": "resnet9"}


def test_an_empty_address_means_what_can_be_trained_here(monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path))
    usual = from_query({})
    assert usual.data.name == "digits"
    assert problems(usual) == []
    assert described(replace(usual, title=shipped()[usual.name].title)).startswith(
        "Simple CNN on scikit-learn's digits"
    )
    monkeypatch.setattr("core.data.find", lambda name: name == "cifar100")
    assert from_query({}) == shipped()["report-base-net"]


@pytest.mark.parametrize(
    ("query", "error", "said"),
    [
        ({"recipe": "nothing"}, UnknownName, "nothing"),
        ({"recipe": "light-2d"}, BadRecipe, "for the task 'embed'"),
        ({"optimiser.speed": "1"}, UnknownName, "optimiser.speed"),
        ({"optimiser.lr": "fast"}, BadRecipe, "must be a number, not 'fast'"),
        ({"data.augment": "[flip"}, BadRecipe, "cannot be read"),
        ({"optimiser": "sgd"}, BadRecipe, "must be a table"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(query, error, said):
    with pytest.raises(error, match=said.replace(".", r"\.")):
        from_query(query)


def test_a_run_is_named_after_what_was_changed_until_it_is_given_a_name():
    base = shipped()["report-base-net"]
    recipe = changed(base, {"optimiser.lr": 0.02, "data.name": "digits", "net.name": "deeper-1"})
    name = described(recipe)
    assert name == "Deeper 1 on scikit-learn's digits · lr 0.02"
    assert described(changed(base, {"data.classes": 10})) == "BaseNet on CIFAR-100, 10 classes"
    assert described(changed(base, {"optimiser.lr": 0.02})) == f"{base.title} · lr 0.02"
    assert unnamed(replace(recipe, title=name)) == recipe
    own = replace(recipe, title="mine")
    assert described(own) == "mine"
    assert unnamed(own) == own

"""The four ways of report 003: the same images, net and length; and trained over own images."""

from __future__ import annotations

import pytest

from core.errors import BadRecipe, UnknownName
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.studies.study import study
from core.studies.transfer import STUDY, four, is_transfer, reported, ways_of

TRANSFER = study(STUDY)


def test_they_differ_in_the_way_alone() -> None:
    recipes = four(TRANSFER, "cub200", epochs=3, seed=5)
    scratch, svm, tuned, augmented = TRANSFER.recipes
    assert [recipe.name for recipe in recipes] == [svm, scratch, tuned, augmented]  # quick first
    assert {recipe.data.name for recipe in recipes} == {"cub200"}
    assert {recipe.net.name for recipe in recipes} == {"efficientnet-lite0"}
    assert {(recipe.length.epochs, recipe.seed) for recipe in recipes} == {(3, 5)}
    frozen, raw, fine, changed = recipes
    assert not raw.net.pretrained
    assert frozen.net.pretrained
    assert frozen.freeze.backbone
    assert frozen.loss.name == "hinge"
    assert fine.net.pretrained
    assert not fine.data.augment
    assert changed.data.augment
    assert raw.title == "Caltech-UCSD Birds 200 (2010): from scratch"


def test_resnet_50_has_its_stand_in_where_weights_are_asked_for() -> None:
    recipes = four(TRANSFER, "hymenoptera", net="resnet50")
    assert [recipe.net.stand_in for recipe in recipes] == [
        "efficientnet-lite0",
        None,
        *["efficientnet-lite0"] * 2,
    ]


def test_the_reports_figures() -> None:
    assert list(reported(TRANSFER).values()) == [0.72, 0.905, 0.91, 0.915]


def test_nonsense_is_a_sentence() -> None:
    with pytest.raises(UnknownName, match="net to transfer from"):
        four(TRANSFER, "hymenoptera", net="light")
    with pytest.raises(UnknownName, match="data set"):
        four(TRANSFER, "own-000000000000")
    with pytest.raises(BadRecipe, match="epochs"):
        four(TRANSFER, "hymenoptera", epochs=0)


def test_runs_are_put_in_the_reports_order(tmp_path) -> None:
    recipes = {recipe.name: recipe for recipe in four(TRANSFER, "hymenoptera")}
    runs = [Run(tmp_path / name) for name in reversed(TRANSFER.recipes)]
    for run in runs:
        RunWriter(run).begin(recipes[run.name])
    assert list(ways_of(TRANSFER, runs)) == list(TRANSFER.titles.values())
    assert is_transfer(TRANSFER, runs)
    assert not is_transfer(TRANSFER, runs[:1])
    assert list(ways_of(TRANSFER, runs[:2])) == ["Fine-tuned", "Fine-tuned + augmentation"]

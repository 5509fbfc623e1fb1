"""What several settings say together, told before anything starts: for every task that has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.data.asked import missing
from core.data.catalogue import entry
from core.recipes.kinds import settings_of, task_names
from core.recipes.recipe import Recipe, changed
from core.settings import dotted, table
from core.tasks import problems

BATCHED = [task for task in task_names() if "batch.sampler" in dotted(table(settings_of(task)()))]


@pytest.mark.parametrize("task", BATCHED)
def test_a_batch_that_does_not_come_out_even(task: str) -> None:
    asked = {"batch.sampler": "p-k", "batch.size": 25, "batch.classes": 10}
    found = problems(changed(settings_of(task)(), asked))
    assert any("Take for example 20" in text for text in found), found


def test_the_tasks_of_images_are_among_them() -> None:
    assert set(BATCHED) == {"classify", "embed", "jigsaw", "linear-probe"}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"length.epochs": 1.5}, "whole number"),
        ({"length.epochs": None, "length.steps": 5}, "whole number"),
        ({"data.also": "families"}, "leave it out"),
        ({"faces.encoders": []}, "names no encoder"),
        ({"faces.encoders": ["dlib-wide", "dlib-resnet"], "faces.fine_tune": True}, "not 2"),
        ({"freeze.backbone": True}, "set faces.fine_tune"),
        ({"length.epochs": 2.0, "draw.batch": 2, "draw.share": 0.1}, "make it larger"),
    ],
)
def test_a_pair_model(settings: dict[str, Any], words: str) -> None:
    recipe = settings_of("kinship")()
    assert _but_missing(recipe) == []
    (text,) = _but_missing(changed(recipe, settings))
    assert words in text


def _but_missing(recipe: Recipe) -> list[str]:
    """What is wrong beside people who are not on this machine."""
    return [text for text in problems(recipe) if "not on this machine" not in text]


@pytest.mark.parametrize("task", task_names())
def test_a_missing_data_set_is_told_by_every_task(
    task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path))
    recipe = settings_of(task)()
    if not missing(recipe):  # its usual one is on every machine
        recipe = changed(recipe, {"data.name": "cifar100"})
    told = missing(recipe)
    assert told
    said = [text for text in problems(recipe) if "is not on this machine" in text]
    assert [any(name in text for text in said) for name in told] == [True] * len(told)
    fetched = {name for name in told if entry(name).constants.get("GET")}
    left = [text for text in problems(recipe, fetched=True) if "is not on this machine" in text]
    assert len(left) == len(told) - len(fetched)

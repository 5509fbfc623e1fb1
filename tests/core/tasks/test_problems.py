"""What several settings say together, told before anything starts: for every task that has them."""

from __future__ import annotations

from typing import Any

import pytest

from core.recipes.kinds import settings_of, task_names
from core.recipes.problems import problems
from core.recipes.recipe import changed
from core.settings import dotted, table

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
    assert problems(recipe) == []
    (text,) = problems(changed(recipe, settings))
    assert words in text

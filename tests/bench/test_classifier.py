"""What the bench trains can be trained: each of its recipes is ready for a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.rows.classifier import ROWS, SPEED, prepared

RECIPES = [row.removeprefix(SPEED).replace("_", "-") for row in ROWS if row.startswith(SPEED)]


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_of_the_bench_is_ready_for_a_step(name: str, tmp_path: Path) -> None:
    ready = prepared(tmp_path / "run", name, average=True)
    images = ready.task.splits.images(ready.task.splits.batches.at(0))
    assert len(images) == ready.recipe.batch.size

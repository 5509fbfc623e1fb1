"""Of a shipped kin head: how far its weights moved from their draw, and which way."""

from __future__ import annotations

import pytest

from core.metrics.metric import Metric
from core.recipes.recipe import load_recipe, of_kind
from core.studies.trial import trial
from core.tasks.kinship.settings import KinshipRecipe
from tools.head_movement import movement


def test_the_shipped_head_is_measured_again_as_its_trial_says() -> None:
    recipe = of_kind(load_recipe("report-kin-resnet50-lr-1e-5"), KinshipRecipe)
    found = movement(recipe, inputs=128)
    kept = trial("kin-1e-5-weights").metrics
    assert found["head/weights_risen"] == kept["head/weights_risen"]
    assert found["head/largest_move"].value == pytest.approx(kept["head/largest_move"].value)
    # 3,000 steps of Adam at 1e-5 can move a number by .03, and five models hold 128 weights each
    assert 0 < (found["head/largest_move"].value or 0) < 0.03
    assert found["head/weights_risen"].n == 640
    assert isinstance(found["head/weights_risen"], Metric)

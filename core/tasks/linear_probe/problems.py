"""What several settings of a linear probe's recipe can only say together."""

from __future__ import annotations

from core.recipes.problems import batch_problems, length_problems, validation_problems
from core.tasks.linear_probe.settings import LinearProbeRecipe


def problems(recipe: LinearProbeRecipe) -> list[str]:
    """A sentence each, with the remedy; the training itself would refuse the same."""
    aside = recipe.data.validation or recipe.data.folds
    kept = validation_problems(recipe.early_stopping, keep=recipe.keep, aside=aside)
    return [*length_problems(recipe.length), *batch_problems(recipe.batch), *kept]

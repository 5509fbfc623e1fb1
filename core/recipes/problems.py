"""What does not make sense in a recipe, said before anything starts: one list, for every task.

What a single setting can say comes from its own words (`core.settings`); what needs several of
them, or the data, a task says in the file `problems.py` of its folder: `problems(recipe)`, light to
import, a sentence with the remedy each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.errors import BadRecipe
from core.recipes.kinds import task_entry
from core.recipes.recipe import PLACE, Recipe
from core.recipes.sections import Batch, EarlyStopping, Length
from core.settings import problems_of


def problems(recipe: Recipe) -> list[str]:
    """A sentence each; the training itself would refuse the same, or come to nothing.

    Where single settings are wrong they alone are told: the rest is judged once those are mended.
    """
    alone = problems_of(recipe, PLACE)
    return alone or _together(recipe)


def refuse(recipe: Recipe) -> None:
    """Raises BadRecipe with all that does not make sense."""
    wrong = problems(recipe)
    if wrong:
        raise BadRecipe("\n".join(wrong))


def length_problems(length: Length) -> Iterator[str]:
    """For the tasks that train for a while: exactly one of epochs and steps, and more than none."""
    if (length.epochs is None) == (length.steps is None):
        yield "The length is given in epochs or in steps: set one of the two."
    elif not (length.epochs or length.steps):
        yield "A run needs a length above zero: set at least one epoch or one step."


def batch_problems(batch: Batch) -> Iterator[str]:
    """For the tasks that draw batches of images: P x K of them has to come out even."""
    size, classes = batch.size, batch.classes
    if batch.sampler == "p-k" and (size % classes or size < 2 * classes):
        near = max(2, round(size / classes)) * classes
        yield (
            f"A P x K batch of {size} cannot hold {classes} classes with equally many images, two "
            f"or more each. Take for example {near}."
        )


def validation_problems(stop: EarlyStopping, *, keep: str, aside: int | None) -> Iterator[str]:
    """For the tasks that keep validation images, so many (or folds) `aside`: what looks at them
    alone needs some.
    """
    if (stop.patience is not None or keep == "best") and not aside:
        yield (
            "Early stopping and keeping the best epoch need validation images, and none are kept "
            "for validation. Set some, for example a tenth of the training images."
        )


def _together(recipe: Recipe) -> list[str]:
    told = task_entry(recipe.task).part("problems")
    say: Callable[[Recipe], list[str]] = getattr(told, "problems", lambda _: [])
    return say(recipe)

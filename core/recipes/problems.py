"""What settings that several tasks share can only say together: a sentence with the remedy each.

`core.tasks.problems` makes one list of these, of what single settings and what a task's own say.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.recipes.sections import Batch, EarlyStopping, Length


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

"""Which images a run was watched by: those of its frames, in words."""

from __future__ import annotations

from core.data.splits import kept_aside
from core.errors import EmbedscopeError
from core.runs.run import Run

WORDS = {"train": "training images", "validation": "validation images", "test": "test images"}


def watched_in_words(run: Run) -> str:
    """Such as "500 validation images"; raises RunBroken for a run that was not watched.

    A file of before may name test images: who looked at those while it trained has seen what it
    was judged by.
    """
    about = run.probe()
    split = "validation" if about.split == "train" and keeps_validation(run) else about.split
    return f"{len(about.indices):,} {WORDS.get(split, f'images ({split})')}"


def watches_test_images(run: Run) -> bool:
    """Whether the images of its frames are among those that it was judged by."""
    try:
        return run.probe().split == "test"
    except EmbedscopeError:  # it was not watched
        return False


def keeps_validation(run: Run) -> bool:
    """Whether its recipe keeps validation images: those are watched then."""
    try:
        asked = getattr(run.recipe(), "data", None)
        return asked is not None and bool(asked.folds or kept_aside(asked, asked.name))
    except (EmbedscopeError, AttributeError):  # a loop of one's own
        return False

"""What to know of a run's test figure, read from its recipe and card; it stands beside that."""

from __future__ import annotations

from core.errors import EmbedscopeError
from core.runs.run import Run
from core.runs.watched import keeps_validation, watches_test_images

NOT_VALIDATED = (
    "No images were kept for validation: that the settings were chosen without the test images "
    "cannot be seen from the run."
)
KNOWN_CLASSES = (
    "The last layer starts from ImageNet's own classes ({}): the pretrained net could name these "
    "classes before it saw one image of this data set."
)
WATCHED = (
    "The moving map and the k-NN curve beside it are of test images: whoever chose by them chose "
    "by what it is judged on."
)


def cautions(run: Run) -> list[str]:
    """A sentence each, for a finished run that was tested; [] where there is nothing to say."""
    card = run.finished()
    if not card.data.test:  # pairs and puzzles have folds, or pictures, of their own
        return []
    said = [] if card.data.validation or keeps_validation(run) else [NOT_VALIDATED]
    if rows := _rows(run):
        said.append(KNOWN_CLASSES.format(", ".join(map(str, rows))))
    return [*said, WATCHED] if watches_test_images(run) else said


def _rows(run: Run) -> tuple[int, ...]:
    """The classes of ImageNet whose weights its last layer began with."""
    try:
        return tuple(getattr(getattr(run.recipe(), "net", None), "rows", ()))
    except EmbedscopeError:  # it says nothing of how it began
        return ()

"""What a run says of each of its test images: a classifier's softmax, or the neighbours' votes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.versions import base_of
from core.errors import RunBroken
from core.metrics.classification import confusion, predict, vote_shares
from core.metrics.temperature import tempered
from core.recipes.sections import NEIGHBOURS
from core.runs.run import Run

SOFTMAX, VOTES = "softmax", "votes"


@dataclass(frozen=True)
class Answers:
    """Of n test images and c classes; arrays are not to be written to."""

    probabilities: NDArray[np.float32]
    """float32 [n, c]; every row sums to 1 (to 0.1 %: classifiers keep them in half precision)."""
    labels: NDArray[np.int64]
    """The true classes, int64 [n]."""
    classes: tuple[str, ...]
    kind: str
    """SOFTMAX, or VOTES where they are shares of the nearest training images' votes."""
    k: int | None = None
    """How many neighbours vote."""
    largest: int | None = None
    """How many probabilities of an image are known where not all are; the others share the rest."""
    temperature: float | None = None
    """Of the softmax; None where it is the plain one, or votes are counted."""

    @cached_property
    def untempered(self) -> Answers:
        """The same answers by the plain softmax: as sure as the net was before its temperature."""
        if self.temperature is None:
            return self
        plain = tempered(self.probabilities, temperature=1 / self.temperature)
        return replace(self, probabilities=plain.astype(np.float32), temperature=None)

    @cached_property
    def predicted(self) -> NDArray[np.int64]:
        """The class with the largest probability, the lower number in a draw: int64 [n]."""
        return predict(self.probabilities)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Whether that is the true class: bool [n]."""
        right: NDArray[np.bool_] = self.predicted == self.labels
        return right

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        """The largest probability: float32 [n]."""
        largest: NDArray[np.float32] = self.probabilities.max(axis=1)
        return largest

    @cached_property
    def matrix(self) -> NDArray[np.int64]:
        """How often class i (row) was predicted as j (column): int64 [c, c]."""
        return confusion(self.predicted, self.labels, classes=len(self.classes))

    def cell(self, true: int, predicted: int) -> NDArray[np.int64]:
        """Test images of class `true` predicted as `predicted`: mistakes from the surest on, what
        is right from the least sure on.
        """
        rows = np.flatnonzero((self.labels == true) & (self.predicted == predicted))
        sign = 1 if true == predicted else -1
        return rows[np.argsort(sign * self.confidence[rows], kind="stable")]

    def surest_mistakes(self, most: int) -> NDArray[np.int64]:
        """The `most` wrong answers with the largest confidence, largest first."""
        rows = np.flatnonzero(~self.right)
        return rows[np.argsort(-self.confidence[rows], kind="stable")[:most]]


def can_answer(run: Run) -> bool:
    """Whether a run carries what `answers_of` reads; looks at file names alone."""

    def there(*names: str) -> bool:
        return all(files.is_file(run.folder / "embedding" / f"{name}.npy") for name in names)

    voting = run.has_probabilities or there("train", "train_labels", "test")
    return voting and there("test_labels")


def answers_of(run: Run, *, votes: int | None = None) -> Answers:
    """Read a classifier's probabilities (over its temperature, where it has one), or let the
    training images nearest to each test image vote (as many as the run's recipe says, or `votes`
    where there are so many; takes seconds). Raises RunBroken where neither is there.
    """
    if not can_answer(run):
        raise RunBroken(
            f"The run {run.name} keeps neither probabilities nor an embedding of its test images. "
            "Train it again, or choose another."
        )
    labels, temperature = np.asarray(run.labels("test")), None
    if run.has_probabilities:
        probabilities, k = run.probabilities(), None
        temperature = None if run.card is None else run.card.temperature
        if temperature is not None:
            probabilities = tempered(probabilities, temperature=temperature).astype(np.float32)
    else:
        probabilities, k = _votes(run, votes)
    classes = run.data().classes or tuple(map(str, range(probabilities.shape[1])))
    if probabilities.shape != (len(labels), len(classes)):
        raise RunBroken(
            f"The run {run.name} keeps probabilities of shape {probabilities.shape} for "
            f"{len(labels)} labels and {len(classes)} classes. Train it again."
        )
    kind = VOTES if k else SOFTMAX
    return Answers(probabilities, labels, classes, kind, k, run.largest_kept, temperature)


def same_test_set(run: Run, other: Run) -> bool:
    """Whether two runs answered about the same images: data set (or repaired versions of one), and
    every label in its place.
    """
    of, beside = base_of(run.data().name), base_of(other.data().name)
    if of != beside or not (can_answer(run) and can_answer(other)):
        return False
    return np.array_equal(run.labels("test"), other.labels("test"))


def _votes(run: Run, votes: int | None) -> tuple[NDArray[np.float32], int]:
    from core.metrics.voters import voting

    k: int = getattr(run.recipe(), "neighbours", NEIGHBOURS)
    known, asked = run.labels("train"), run.labels("test")
    classes = run.data().classes or range(int(known.max(initial=0)) + 1)
    trained, tested = run.embedding("train"), run.embedding("test")
    indices, voters = voting(trained, known, tested, asked, k=k, wanted=votes)
    return vote_shares(indices, voters, classes=len(classes)), indices.shape[1]

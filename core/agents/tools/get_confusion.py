"""Get what a run mixes up on its test images: accuracy, each class's recall, the most frequent
confusions, and the whole matrix (rows are true classes) where it is small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import MOST, RunName, figure, run_called
from core.agents.caller import page
from core.diagnosis.confusions import Confusion, in_words, most_frequent
from core.metrics.metric import Metric
from core.metrics.wilson import wilson
from core.runs.answers import Answers, answers_of
from core.runs.find import run_key

TITLE = "Get a confusion matrix"
WRITES = False
READABLE = 25
"""Classes up to which all of the matrix is told."""


@dataclass(frozen=True)
class MixedUp:
    """Images of one class predicted as another."""

    true: str
    predicted: str
    count: int
    of: int
    told: str


@dataclass(frozen=True)
class ClassRecall:
    """A class, and the share of its images that is predicted as it."""

    name: str
    recall: Metric


@dataclass(frozen=True)
class Matrix:
    """What a run predicts."""

    run: str
    by: str
    """"softmax" of a classifier, or "votes" of nearest training images."""
    accuracy: Metric
    worst_classes: list[ClassRecall]
    confusions: list[MixedUp]
    classes: list[str]
    matrix: list[list[int]]
    """Empty where there are more than 25 classes."""
    page: str


def answer(
    run: RunName,
    most: Annotated[int, Field(ge=1, le=MOST, description="Confusions and classes told.")] = 10,
) -> Matrix:
    """The confusions of a run; raises UnknownName, RunBroken."""
    known = run_called(run)
    found = answers_of(known)
    small = len(found.classes) <= READABLE
    return Matrix(
        run=run_key(known),
        by=found.kind,
        accuracy=figure(wilson(int(found.right.sum()), len(found.right))),
        worst_classes=_worst(found, most),
        confusions=[_mixed_up(each, found) for each in most_frequent(found.matrix, most)],
        classes=list(found.classes) if small else [],
        matrix=found.matrix.tolist() if small else [],
        page=page("evaluation", run=run_key(known)),
    )


def _worst(found: Answers, most: int) -> list[ClassRecall]:
    right, of = found.matrix.diagonal(), found.matrix.sum(axis=1)
    every = [
        ClassRecall(name, figure(wilson(int(right[at]), int(of[at]))))
        for at, name in enumerate(found.classes)
        if of[at]
    ]
    return sorted(every, key=lambda each: each.recall.value or 0.0)[:most]


def _mixed_up(each: Confusion, found: Answers) -> MixedUp:
    return MixedUp(
        true=found.classes[each.true],
        predicted=found.classes[each.predicted],
        count=each.count,
        of=each.of,
        told=in_words(each, found.classes),
    )

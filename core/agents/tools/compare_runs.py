"""Say which of two runs (or embedding sets) is better over the same images, or that they cannot be
told apart: votes of nearest neighbours, McNemar's test, differences with intervals, classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import DIGITS, MOST, Points, figure, points_called
from core.agents.caller import page
from core.comparison.compared import (
    ClassDifference,
    Question,
    classes_compared,
    compare_sides,
    votes_compared,
)
from core.comparison.sides import find_side
from core.comparison.verdict import classes_in_words, neighbours_in_words, verdict
from core.metrics.metric import Metric

TITLE = "Compare two runs"
WRITES = False
CLASSES = 10
"""Told, those that differ most."""


@dataclass(frozen=True)
class ClassGap:
    """A class: the share that either has right, and what the second gains."""

    name: str
    first: float
    second: float
    difference: Metric
    p: float
    """McNemar's, raised by Holm over the classes."""


@dataclass(frozen=True)
class Comparison:
    """The second less the first, over `images` images."""

    images: int
    verdict: str
    classes_told: str
    neighbours_told: str
    votes_difference: Metric
    nearest_difference: Metric
    p: float
    classes: list[ClassGap]
    page: str


def answer(
    first: Points,
    second: Points,
    k: Annotated[int, Field(ge=1, le=MOST, description="Neighbours that vote.")] = 10,
) -> Comparison:
    """Compare them; raises NotComparable where they do not show the same images, UnknownName."""
    for name in (first, second):
        points_called(name)  # a run or a set by its name, never a path
    sides = find_side(first), find_side(second)
    found = compare_sides(*sides, Question(k=k))
    votes, nearest = votes_compared(found)
    classes = classes_compared(found)
    names = sides[0].title, sides[1].title
    widest = sorted(classes, key=lambda each: -abs(each.difference.value or 0))[:CLASSES]
    told = classes_in_words(classes, found.classes, *names) if classes else ""
    return Comparison(
        images=len(found.first),
        verdict=_plain(verdict(votes, *names, k=k, nearest=nearest, sides=sides)),
        classes_told=_plain(told),
        neighbours_told=_plain(neighbours_in_words(found, k=k)),
        votes_difference=figure(votes.difference),
        nearest_difference=figure(nearest.difference),
        p=votes.test.p,
        classes=[_gap(each, found.classes) for each in widest],
        page=page("compare", a=first, b=second),
    )


def _gap(each: ClassDifference, classes: tuple[str, ...]) -> ClassGap:
    shares = round(each.first, DIGITS), round(each.second, DIGITS)
    return ClassGap(classes[each.label], *shares, figure(each.difference), each.p)


def _plain(markdown: str) -> str:
    return markdown.replace("**", "")

"""Find the images nearest to one in the original space (Euclidean distance), of a run's test images
or of an embedding set: their rows, classes and distances.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import DIGITS, MOST, Points, figure, points_called
from core.agents.caller import page
from core.embeddings import EmbeddingSet
from core.embeddings.neighbours import nearest, told
from core.errors import BadSource
from core.metrics.metric import Metric
from core.metrics.wilson import wilson

TITLE = "Find neighbours"
WRITES = False


@dataclass(frozen=True)
class Point:
    """An image of the set."""

    row: int
    name: str
    label: str
    """Empty where no class is known."""


@dataclass(frozen=True)
class Near:
    """A neighbour, and how far it is."""

    row: int
    name: str
    label: str
    distance: float


@dataclass(frozen=True)
class Neighbours:
    """An image, and those nearest to it."""

    embedding_set: str
    points: int
    image: Point
    neighbours: list[Near]
    same_class: Metric | None
    """The share of them that is of its class."""
    told: str
    """How exact they are, where an index found them."""
    page: str


def answer(
    points: Points,
    row: Annotated[int, Field(ge=0, description="Which image, counted from 0.")],
    k: Annotated[int, Field(ge=1, le=MOST, description="How many neighbours.")] = 10,
) -> Neighbours:
    """The neighbours; raises BadSource for what is not there, EmbeddingSetBroken."""
    known = points_called(points)
    count = len(known.labels())
    if row >= count or k >= count:
        raise BadSource(
            f"{known.name} has {count:,} images: take a row from 0 to {count - 1:,} and fewer than "
            f"{count:,} neighbours."
        )
    rows, away = nearest(known, row, k)
    every = [_point(known, each) for each in [row, *rows.tolist()]]
    alike = sum(each.label == every[0].label for each in every[1:])
    return Neighbours(
        embedding_set=known.name,
        points=count,
        image=every[0],
        neighbours=[
            Near(each.row, each.name, each.label, round(float(far), DIGITS))
            for each, far in zip(every[1:], away, strict=True)
        ],
        same_class=figure(wilson(alike, len(rows))) if every[0].label else None,
        told=told(known),
        page=page("map", cloud=known.name, image=str(row)),
    )


def _point(known: EmbeddingSet, row: int) -> Point:
    names, label = known.names(), int(known.labels()[row])
    classes = known.about()["classes"]
    return Point(row, names[row] if names else "", classes[label] if label >= 0 else "")

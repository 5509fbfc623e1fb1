"""List embedding sets that were made here (maps of points), the newest first, each with its maps
and how far to trust them. A run's own test embedding needs no set: its name will do.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.agents.arguments import Limit, Offset, Search, holds, part
from core.agents.caller import page
from core.agents.jobs import quality_of
from core.embeddings import EmbeddingSet, Map
from core.embeddings.made import made_sets
from core.metrics.metric import Metric

TITLE = "List embedding sets"
WRITES = False


@dataclass(frozen=True)
class Projection:
    """A map of a set: `quality` is what was measured of it, empty where nothing was yet."""

    name: str
    title: str
    quality: dict[str, Metric]


@dataclass(frozen=True)
class PointSet:
    """An embedding set."""

    name: str
    title: str
    points: int
    dimension: int
    classes: int
    maps: list[Projection]
    page: str


@dataclass(frozen=True)
class PointSets:
    """Some of the sets."""

    total: int
    embedding_sets: list[PointSet]
    next_offset: int | None


def answer(search: Search = "", offset: Offset = 0, limit: Limit = 20) -> PointSets:
    """Some of the embedding sets."""
    every = made_sets().values()
    found = [each for each in every if holds(search, each.name, each.about()["title"])]
    shown, after = part(found, offset, limit)
    return PointSets(len(found), [_described(each) for each in shown], after)


def _described(points: EmbeddingSet) -> PointSet:
    about = points.about()
    return PointSet(
        name=points.name,
        title=about["title"],
        points=about["count"],
        dimension=about["dimension"],
        classes=len(about["classes"]),
        maps=[_projection(each) for each in points.maps().values()],
        page=page("map", cloud=points.name),
    )


def _projection(found: Map) -> Projection:
    return Projection(found.name, found.about()["title"], quality_of(found))

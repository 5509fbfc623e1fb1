"""What tools take, and what several of them give: parts of lists, runs by name, figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, TypeVar

from pydantic import Field

from core.embeddings import EmbeddingSet, find_embedding_set
from core.embeddings.sources import stored
from core.errors import BadSource, UnknownName
from core.metrics.metric import Metric
from core.runs.find import find_run, whole_runs
from core.runs.run import Run

MOST = 50
DIGITS = 4
"""Of a figure, so that lists stay short."""
Item = TypeVar("Item")

Offset = Annotated[int, Field(ge=0, description="Skip so many: next_offset of the answer before.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description=f"How many at most, up to {MOST}.")]
Search = Annotated[str, Field(description="Only those whose name or title holds this text.")]
RunName = Annotated[str, Field(description="A run or checkpoint, by its name in list_runs.")]
Points = Annotated[
    str, Field(description="A run (list_runs), or an embedding set (list_embedding_sets).")
]


def part(items: Sequence[Item], offset: int, limit: int) -> tuple[list[Item], int | None]:
    """Some of a list, and where the rest begins; None where there is none."""
    after = offset + limit
    return list(items[offset:after]), after if after < len(items) else None


def holds(search: str, *texts: str) -> bool:
    """Whether one of the texts holds what is sought, upper or lower case."""
    return any(search.strip().lower() in text.lower() for text in texts)


def run_called(name: str) -> Run:
    """A run by the name that lists give it, never by a path; raises UnknownName, RunBroken."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts:
        raise UnknownName("run", name, whole_runs())
    return find_run(name)


def points_called(name: str) -> EmbeddingSet:
    """A run's own test embedding, or a set; raises BadSource where neither has this name."""
    try:
        return find_embedding_set(name)
    except UnknownName:
        pass
    try:
        return stored(run_called(name))
    except UnknownName as error:
        raise BadSource(
            f"No run and no embedding set is called {name!r}. list_runs and list_embedding_sets "
            "have the names."
        ) from error


def figure(metric: Metric) -> Metric:
    """Rounded, for reading."""
    value, low, high = (_short(each) for each in (metric.value, metric.low, metric.high))
    return Metric(value, low, high, metric.n)


def _short(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)

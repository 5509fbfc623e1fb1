"""Get how well images find their kind: Recall@k, R-precision, MAP@R with intervals, NMI, AMI,
hubness and how the vectors lie, of a run's test images or of an embedding set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from core import inference
from core.agents.arguments import Points, figure, points_called
from core.agents.caller import page
from core.embeddings.likeness import usual_likeness
from core.embeddings.shows import CLASS
from core.metrics.metric import Metric
from core.metrics.retrieval import Interval

TITLE = "Get retrieval figures"
WRITES = False


@dataclass(frozen=True)
class Retrieval:
    """Figures by name; `nmi` is of clusters against classes, `others` all that is no share of
    queries.
    """

    embedding_set: str
    points: int
    figures: dict[str, Interval]
    nmi: Metric
    others: dict[str, Metric]
    page: str


def answer(
    points: Points,
    by: Annotated[
        Literal["distance", "cosine"] | None,
        Field(description="What is near; if left out, what the net was taught by."),
    ] = None,
    most: Annotated[int, Field(ge=100, le=10_000, description="Queries, drawn by class.")] = 2_000,
) -> Retrieval:
    """Measure it; raises BadSource, BadPairs where no classes are known."""
    known = points_called(points)
    near = by or usual_likeness(known)
    asked = {"embedding_set": known.name, "same": CLASS, "by": near, "most": most}
    found = inference.answer("retrieval", asked)
    others = {name: figure(Metric(**each)) for name, each in found["of_points"].items()}
    return Retrieval(
        embedding_set=known.name,
        points=len(known.labels()),
        figures={name: _figure(each) for name, each in found["figures"].items()},
        nmi=others["nmi"],
        others=others,
        page=page("retrieval", cloud=known.name),
    )


def _figure(told: dict[str, dict[str, Any]]) -> Interval:
    queries, classes = (figure(Metric(**told[over])) for over in ("over_queries", "over_classes"))
    return Interval(queries, classes)

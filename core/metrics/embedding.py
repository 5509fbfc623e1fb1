"""All that is measured of an embedding's points beside the votes: one list for a card, the commands
and the pages.

Of each name the figure by Euclidean distance; by the cosine it is of the part `cosine`
(`recall_at_1/cosine`). Alignment, uniformity and effective rank have one meaning only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.clusters import agreement
from core.metrics.effective_rank import effective_rank
from core.metrics.hubness import hubness
from core.metrics.hypersphere import alignment, uniformity
from core.metrics.metric import Metric
from core.metrics.retrieval import Interval, Retrieved, figures, retrieved

COSINE = "cosine"
OF_QUERIES = ("recall_at_1", "recall_at_5", "recall_at_10", "r_precision", "map_at_r")
BY_DISTANCE = (*OF_QUERIES, "nmi", "ami", "hubness")
PLAIN = ("alignment", "uniformity", "effective_rank")
FIGURES = (*BY_DISTANCE, *(f"{name}/{COSINE}" for name in BY_DISTANCE), *PLAIN)
"""Every name that `embedding_figures` knows."""
LESS_IS_BETTER = ("hubness", "alignment", "uniformity")


@dataclass(frozen=True)
class Judged:
    """Points by one distance."""

    found: Retrieved
    of_queries: dict[str, Interval]
    """As core.metrics.retrieval.figures names them."""
    of_points: dict[str, Metric]
    """NMI, AMI and hubness."""


def judged(
    vectors: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    cosine: bool,
    most: int,
    seed: int = 0,
    only: NDArray[np.int64] | None = None,
    at: Callable[[float], object] = lambda _: None,
) -> Judged:
    """The figures of BY_DISTANCE of points [n, d]; the rest as `retrieved` takes it.

    Raises EmbedscopeError where no class has two points.
    """
    found = retrieved(vectors, labels, most=most, cosine=cosine, seed=seed, only=only, at=at)
    of_points = {
        **agreement(vectors, labels, cosine=cosine, seed=seed),
        "hubness": hubness(vectors, cosine=cosine, seed=seed),
    }
    return Judged(found, figures(found, labels), of_points)


def plain_figures(
    vectors: NDArray[np.floating], labels: NDArray[np.integer], *, seed: int = 0
) -> dict[str, Metric]:
    """Those of PLAIN, which no distance changes."""
    return {
        "alignment": alignment(vectors, labels, seed=seed),
        "uniformity": uniformity(vectors, seed=seed),
        "effective_rank": effective_rank(vectors),
    }


def card_name(name: str) -> str:
    """What a card calls a figure of retrieval: recall@1 is recall_at_1."""
    return name.lower().replace("@", "_at_")


def embedding_figures(
    vectors: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    most: int,
    over_classes: bool = False,
    seed: int = 0,
) -> dict[str, Metric]:
    """The figures of FIGURES; none where no class has two points.

    Args:
        vectors: finite [n, d].
        labels: int [n].
        most: queries; of more points so many are drawn.
        over_classes: whether intervals say what other classes would change, not other images: of
            classes that training never saw.
        seed: of all draws.
    """
    if np.bincount(labels, minlength=1).max() < 2:
        return {}
    found = plain_figures(vectors, labels, seed=seed)
    for cosine in (False, True):
        one = judged(vectors, labels, cosine=cosine, most=most, seed=seed)
        told = {
            card_name(name): each.over_classes if over_classes else each.over_queries
            for name, each in one.of_queries.items()
        }
        part = f"/{COSINE}" if cosine else ""
        found |= {f"{name}{part}": each for name, each in (told | one.of_points).items()}
    return {name: found[name] for name in FIGURES}

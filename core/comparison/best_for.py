"""Which embedding is best for what: figure by figure, which net is ahead, and whether by more than
luck.

One rule for every page. Only nets of the same test images and classes are compared. Who is ahead
is read from the cards. Whether the first and the next can be told apart is asked of both on the
same queries where each query has a value of its own (the interval of the mean difference, 95 %,
bootstrap over queries); else the intervals of both cards say it, as if of other images, which is
strict (the square root of the sum of their squares). Where both were trained with several seeds,
the difference must be more than those too (core.metrics.student).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.metrics.bootstrap import measured_mean
from core.metrics.embedding import COSINE, LESS_IS_BETTER
from core.metrics.metric import Metric
from core.metrics.retrieval import RECALLS, retrieved
from core.metrics.student import gap, within_luck
from core.recipes.kinds import DEFAULT
from core.runs.run import Run
from core.runs.standing import REPORTS, group_of

USES = {
    "recall_at_1": "the nearest picture is of its kind",
    "recall_at_1/cosine": "the nearest picture by direction is of its kind",
    "recall_at_10": "one of ten shown is of its kind",
    "map_at_r": "all of a kind come first",
    "map_at_r/cosine": "all of a kind come first by direction",
    "knn_accuracy": "a picture is named by its nearest",
    "knn31_accuracy": "a picture is named by 31 votes",
    "knn31_roc_auc": "pictures of a class are ranked by 31 votes",
    "ami": "classes are found without their names",
    "silhouette": "classes are islands on a map",
    "hubness": "no picture is everybody's neighbour",
}
"""What each figure is asked for."""
HELD_OUT = "test/recall/held-out"
"""On the card of a net that never saw one of the classes, which is compared with no other."""
MOST = 6
"""Nets side by side."""
QUERIES = 2_000
"""Test images that two nets are both asked with."""


@dataclass(frozen=True)
class Ahead:
    """One figure of several nets."""

    name: str
    """As cards have it, without its split."""
    measured: dict[str, Metric]
    """By net."""
    first: str
    second: str
    difference: Metric | None
    """First less second, over the same queries; None where only the cards' intervals tell."""
    apart: bool | None
    """Whether they can be told apart; None where nothing says it."""
    seeds_known: bool

    @property
    def use(self) -> str:
        """What it is good for."""
        return USES[self.name]


def comparable(runs: Mapping[str, Run], chosen: Run, *, reports: bool = False) -> dict[str, Run]:
    """At most MOST embeddings that were tested on the same images and know the same classes as
    `chosen`, itself among them; those that were trained as a report says only if `reports`. None
    where it is no embedding.
    """
    kind = _kind(chosen)
    if kind is None:
        return {}
    others = [
        name
        for name, run in runs.items()
        if run.folder != chosen.folder
        and (reports or group_of(run) != REPORTS)
        and _kind(run) == kind
    ]
    taken = others[: MOST - 1]
    return {name: run for name, run in runs.items() if run.folder == chosen.folder or name in taken}


def best_for(runs: Mapping[str, Run], *, paired: bool = False) -> list[Ahead]:
    """Each figure that two of the `comparable` nets have, by who is ahead; `paired` asks both on
    the same queries, which takes a second or two a net.
    """
    found = []
    for name in USES:
        measured = {
            key: run.finished().metrics[f"test/{name}"]
            for key, run in runs.items()
            if run.finished().value(f"test/{name}") is not None
        }
        if len(measured) > 1:
            found.append(_ahead(name, measured, runs, paired=paired))
    return found


def in_words(found: Iterable[Ahead], titles: Mapping[str, str]) -> str:
    """Who is ahead at what and can be told apart there, a sentence; what cannot is named after."""
    won: dict[str, list[str]] = {}
    level = []
    for each in found:
        if each.apart:
            won.setdefault(each.first, []).append(each.use)
        else:
            level.append(each.use)
    said = [f"**{titles[net]}** is best where {'; '.join(uses)}." for net, uses in won.items()]
    if level:
        said.append(f"Not told apart: {'; '.join(level)}.")
    return " ".join(said)


def _kind(run: Run) -> tuple[object, ...] | None:
    card = run.card
    if card is None or card.task != DEFAULT or HELD_OUT in card.metrics:
        return None
    return card.data.name, card.data.test, tuple(card.data.classes)


def _ahead(
    name: str, measured: dict[str, Metric], runs: Mapping[str, Run], *, paired: bool
) -> Ahead:
    sign = -1 if name.partition("/")[0] in LESS_IS_BETTER else 1
    first, second = sorted(measured, key=lambda net: -sign * (measured[net].value or 0))[:2]
    difference = _paired(name, runs[first], runs[second]) if paired else None
    if difference is None:
        apart = _intervals_apart(measured[first], measured[second])
    else:
        low, high = difference.low or 0, difference.high or 0
        apart = not low <= 0 <= high
    over = (runs[net].finished().over_seeds.get(f"test/{name}") for net in (second, first))
    luck = gap(*over)
    return Ahead(
        name=name,
        measured=measured,
        first=first,
        second=second,
        difference=difference,
        apart=apart and not within_luck(luck) if apart is not None else None,
        seeds_known=luck is not None,
    )


def _intervals_apart(one: Metric, other: Metric) -> bool | None:
    if None in (one.low, one.high, other.low, other.high):
        return None
    halves = [((each.high or 0) - (each.low or 0)) / 2 for each in (one, other)]
    return abs((one.value or 0) - (other.value or 0)) > math.hypot(*halves)


def _paired(name: str, one: Run, other: Run) -> Metric | None:
    """First less second over the same queries; None where it is no mean over queries, or where one
    does not keep what it made of them.
    """
    figure, _, part = name.partition("/")
    try:
        if not np.array_equal(one.labels("test"), other.labels("test")):
            return None
        values = [
            _values(str(each.folder), each.finished().created, part == COSINE)
            for each in (one, other)
        ]
    except EmbedscopeError:
        return None
    if figure not in values[0]:
        return None
    return measured_mean(values[0][figure] - values[1][figure])


@lru_cache(maxsize=24)
def _values(folder: str, created: str, cosine: bool) -> dict[str, NDArray[np.float64]]:
    """Of each query its own figures, by the cards' names."""
    del created  # tells a run that was trained anew apart
    run = Run(Path(folder))
    points, labels = np.asarray(run.embedding("test"), np.float32), run.labels("test")
    found = retrieved(points, labels, most=QUERIES, cosine=cosine)
    recall = {
        f"recall_at_{k}": found.recall[:, place].astype(float) for place, k in enumerate(RECALLS)
    }
    return {**recall, "r_precision": found.r_precision, "map_at_r": found.average_precision}

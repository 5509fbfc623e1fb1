"""The queue of a data set's doubtful labels: what to look at, in which order, and why."""

from __future__ import annotations

import datetime
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.diagnosis.data_check import copies_of
from core.diagnosis.data_issues import outliers
from core.embeddings import sources
from core.errors import BadSource
from core.label_repair.asked import Asked, check, source_of
from core.label_repair.entries import Entry, Found, Points, entries
from core.label_repair.suspicion import Stop, Watch, suspicion
from core.runs.answers import answers_of
from core.runs.find import find_run

MOST = 10_000
"""Entries of a queue."""
FAR, MOST_OUTLIERS = 3.0, 100
"""An outlier lies so many times as far from its class as is usual."""
MADE, DOUBTED, COMPARED = 0.5, 0.75, 0.98
"""Shares of the work: until the vectors are there, every label was doubted, copies were found."""


@dataclass(frozen=True)
class Queue:
    """Entries, the first to be looked at first, and what they were made of."""

    asked: Asked
    embedding_set: str
    classes: tuple[str, ...]
    images: int
    accuracy: float
    """Of the out-of-sample predictions, by the labels as they are."""
    made: str
    """When, as an ISO date."""
    seconds: float
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


def make_queue(
    asked: Asked, *, watch: Watch = lambda *_: None, stop: Stop = lambda: False
) -> Queue:
    """Doubt every label of a data set, and list the doubtful ones.

    `watch` is told the share that is done, and what is being done; Stopped is raised where `stop`
    says so. Raises as core.label_repair.asked.check, and BadUpload where there are too few images.
    """
    begun = time.monotonic()
    check(asked)
    embedding_set = sources.make(source_of(asked), watch=_part(watch, 0, MADE), stop=stop)
    points = Points.of(embedding_set, asked.name, asked.split)
    vectors = embedding_set.vectors()
    doubt = suspicion(
        vectors,
        points.labels,
        classes=len(points.classes),
        probabilities=_of_run(asked, points),
        folds=asked.folds,
        seed=asked.seed,
        watch=_part(watch, MADE, DOUBTED),
        stop=stop,
    )
    twins = _twins(asked.name, points, watch=_part(watch, DOUBTED, COMPARED), stop=stop)
    far = outliers(vectors, points.labels, top=MOST_OUTLIERS)
    away = {int(row): float(x) for row, x in zip(far.rows, far.score, strict=True) if x >= FAR}
    found = Found(doubt, twins, away)
    listed = found.listed(asked.order)
    over = f"The {MOST:,} most doubtful of {len(listed):,} are listed."
    return Queue(
        asked=asked,
        embedding_set=embedding_set.name,
        classes=points.classes,
        images=len(points.labels),
        accuracy=float((doubt.probabilities.argmax(axis=1) == points.labels).mean()),
        made=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - begun, 1),
        entries=tuple(entries(points, found, listed[:MOST])),
        notes=tuple(filter(None, (over if len(listed) > MOST else "", far.note))),
    )


def _part(watch: Watch, low: float, high: float) -> Callable[[float, str], None]:
    def at(share: float, said: str) -> None:
        watch(low + (high - low) * share, said)

    return at


def _of_run(asked: Asked, points: Points) -> NDArray[np.floating] | None:
    """The probabilities of the run that was asked for; None where none was."""
    if not asked.run:
        return None
    found = answers_of(find_run(asked.run))
    if found.probabilities.shape != (len(points.labels), len(points.classes)):
        raise BadSource(
            f"The run {asked.run} predicted {len(found.labels):,} images of {len(found.classes)} "
            f"classes, and {asked.name} has {len(points.labels):,} of {len(points.classes)}."
        )
    return found.probabilities


def _twins(name: str, points: Points, *, watch: Watch, stop: Stop) -> dict[int, list[int]]:
    """Of each point its copies that carry another label."""
    say = partial(_as_progress, watch)
    seen, pairs = copies_of(name, progress=say, stop=stop)
    inside = np.array([split in points.starts for split in seen.splits], bool)[seen.split]
    start = np.array([points.starts.get(split, 0) for split in seen.splits], np.int64)
    point = start[seen.split] + seen.row
    twins = defaultdict[int, list[int]](list)
    for one, other in pairs.tolist():
        if inside[one] and inside[other] and seen.labels[one] != seen.labels[other]:
            twins[int(point[one])].append(int(point[other]))
            twins[int(point[other])].append(int(point[one]))
    return dict(twins)


def _as_progress(watch: Watch, step: int, steps: int, said: str) -> None:
    watch(step / steps, f"looking for copies: {said}" if said else "looking for copies")

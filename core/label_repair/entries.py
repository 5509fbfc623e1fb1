"""The entries of a queue: each image with all the reasons to doubt its label, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import data
from core.data.found import SPLITS
from core.embeddings import EmbeddingSet
from core.errors import BadUpload
from core.label_repair.asked import ALL
from core.label_repair.suspicion import Suspicion
from core.metrics.decimal import decimal

LABEL, COPY, OUTLIER = "label", "copy", "outlier"
SHOWN, LIKELY = 8, 5
"""Neighbours, and classes that are likely, told of an entry."""
WORDS = {"train": "training", "test": "test"}


@dataclass(frozen=True)
class Place:
    """An image of the set: its split, its row there, and its label's number."""

    split: str
    row: int
    label: int


@dataclass(frozen=True)
class Entry:
    """An image whose label is doubted."""

    place: Place
    point: int
    """Its row in the embedding set."""
    suggestion: int
    kinds: tuple[str, ...]
    """LABEL, COPY, OUTLIER."""
    reasons: tuple[str, ...]
    likely: tuple[int, ...]
    """Classes, the likeliest first."""
    shares: tuple[float, ...]
    """The out-of-sample probabilities of these."""
    near: tuple[int, ...]
    """Its nearest others, as rows of the embedding set; copies first."""


@dataclass(frozen=True)
class Points:
    """The points of an embedding set as images of the data set that it shows."""

    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    starts: Mapping[str, int]
    """Of each split its first point."""

    @classmethod
    def of(cls, embedding_set: EmbeddingSet, name: str, split: str) -> Points:
        """Raises BadUpload where images cannot be read: then no point tells which image it is."""
        labels = np.asarray(embedding_set.labels(), np.int64)
        found = data.find(name)
        sizes = found.sizes() if found else {}
        splits = SPLITS if split == ALL else (split,)
        ends = [0, *np.cumsum([sizes.get(each, 0) for each in splits]).tolist()]
        if len(labels) != ends[-1]:
            raise BadUpload(
                f"{ends[-1] - len(labels):,} of {ends[-1]:,} images of {name} cannot be read. "
                "Check the set on the page Data, and replace or delete them."
            )
        starts = dict(zip(splits, ends, strict=False))
        return cls(labels, tuple(embedding_set.about()["classes"]), starts)

    def place(self, point: int) -> Place:
        """Which image a point is."""
        split = max((start, split) for split, start in self.starts.items() if start <= point)[1]
        return Place(split, point - self.starts[split], int(self.labels[point]))

    def called(self, point: int) -> str:
        """In words, such as "training image 12, labelled “Coat”"."""
        at = self.place(point)
        return f"{WORDS[at.split]} image {at.row:,}, labelled “{self.classes[at.label]}”"


@dataclass(frozen=True)
class Found:
    """All that was found in the points."""

    suspicion: Suspicion
    twins: Mapping[int, Sequence[int]]
    """Of a point its copies under another label."""
    away: Mapping[int, float]
    """Of an outlier how many times farther from its class it lies than is usual."""

    def listed(self, by: str) -> list[int]:
        """The points that are worth a look, the most doubtful label first; copies and outliers
        whose labels nothing else doubts come last.
        """
        doubtful = self.suspicion.confident | self.suspicion.outvoted
        order = self.suspicion.order(by).tolist()
        other = [p for p in order if not doubtful[p] and (p in self.twins or p in self.away)]
        return [point for point in order if doubtful[point]] + other


def entries(points: Points, found: Found, listed: Sequence[int]) -> list[Entry]:
    """The entries of these points, in their order."""
    suggested = found.suspicion.suggested()
    return [_entry(points, found, point, int(suggested[point])) for point in listed]


def _entry(points: Points, found: Found, point: int, suggestion: int) -> Entry:
    doubt, twins = found.suspicion, found.twins.get(point, ())
    kinds = [COPY] * bool(twins)
    if doubt.confident[point] or doubt.outvoted[point]:
        kinds.append(LABEL)
    elif twins:
        suggestion = int(points.labels[twins[0]])
    kinds += [OUTLIER] * (point in found.away)
    shares = doubt.probabilities[point]
    likely = np.argsort(-shares, kind="stable")[:LIKELY]
    near = [*twins, *(p for p in doubt.near[point].tolist() if p not in twins)]
    return Entry(
        place=points.place(point),
        point=point,
        suggestion=suggestion,
        kinds=tuple(kinds),
        reasons=tuple(_reasons(points, found, point)),
        likely=tuple(likely.tolist()),
        shares=tuple(round(float(share), 4) for share in shares[likely]),
        near=tuple(near[:SHOWN]),
    )


def _reasons(points: Points, found: Found, point: int) -> list[str]:
    doubt, label = found.suspicion, int(points.labels[point])
    shares, votes, said = doubt.probabilities[point], doubt.votes[point], []
    own, k = points.classes[label], doubt.near.shape[1]
    said += [f"It is a copy of {points.called(twin)}." for twin in found.twins.get(point, ())[:3]]
    if doubt.confident[point]:
        best = int(shares.argmax())
        said.append(
            f"A model fitted without it gives its label, “{own}”, a probability of "
            f"{decimal(shares[label], 3)}, and “{points.classes[best]}” {decimal(shares[best], 3)}."
        )
    if doubt.outvoted[point]:
        best = int(votes.argmax())
        said.append(
            f"Of its {k} nearest, {round(votes[best] * k)} are labelled “{points.classes[best]}” "
            f"and {round(votes[label] * k)} “{own}”."
        )
    if point in found.away:
        said.append(f"It lies {found.away[point]:.1f} times as far from its class as is usual.")
    return said

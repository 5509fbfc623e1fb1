"""What nearest neighbours would call each point: the columns predicted, correct and confidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.splits import probe
from core.diagnosis.data_issues import OVERHEAD
from core.embeddings.embedding_set import Column, EmbeddingSet
from core.errors import Stopped, UnknownName
from core.metrics.classification import predict, vote_shares
from core.metrics.neighbours import TREE_DIMENSIONS, neighbours
from core.metrics.voters import are_apart
from core.recipes.recipe import of_kind
from core.runs.find import find_run
from core.tasks.embed.settings import EmbeddingRecipe

K = 3
WORK = 6e11
"""Pairs times (dimensions + OVERHEAD), half a minute on two cores; beyond, a sample votes."""
BLOCK = 10_000
"""Points predicted at a time."""


@dataclass(frozen=True)
class Voters:
    """Points whose classes are known: float [v, d], int64 [v]."""

    vectors: NDArray[np.floating]
    labels: NDArray[np.int64]
    own: NDArray[np.int64]
    """Which voter each point of the embedding set is itself, int64 [n], -1 where it is none."""
    k: int
    title: str


def add_predictions(
    embedding_set: EmbeddingSet,
    *,
    watch: Callable[[float, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> bool:
    """Add the columns `predicted`, `correct` and `confidence` to a set; whether it has them now.

    A run's own test images are judged by its training images, as its card does; all other points
    by the others in the set. `confidence` is the share of votes. Does nothing where they are
    there, or where fewer than two classes are known.

    Raises Stopped once `stop` says yes.
    """
    if any(column.name == "predicted" for column in embedding_set.columns()):
        return True
    voters = _voters(embedding_set)
    if len(np.unique(voters.labels)) < 2 or len(voters.labels) <= voters.k:
        return False
    shares = []
    vectors = embedding_set.vectors()
    for start in range(0, len(vectors), BLOCK):
        if stop and stop():
            raise Stopped
        if watch:
            watch(start / len(vectors), "asking the neighbours")
        shares.append(_votes(vectors[start : start + BLOCK], voters, start))
    predicted = np.concatenate([one for one, _ in shares])
    confidence = np.concatenate([other for _, other in shares])
    _write(embedding_set, predicted, confidence, voters.title)
    return True


def _voters(embedding_set: EmbeddingSet) -> Voters:
    about, labels = embedding_set.about(), np.asarray(embedding_set.labels(), np.int64)
    source = about["source"]
    tested = {"kind": "run", "layer": "output", "split": "test"}
    if tested.items() <= source.items():
        found = _training(source)
        if found is not None and found.vectors.shape[1] == about["dimension"]:
            return found
    known = np.flatnonzero(labels >= 0)
    most = int(WORK / max(1, about["count"] * (about["dimension"] + OVERHEAD)))
    which, among = known, "others"
    if len(known) > most and about["dimension"] > TREE_DIMENSIONS:
        which, among = known[probe(labels[known], most, seed=0)], f"of {most:,} others"
    own = np.full(len(labels), -1)
    own[which] = np.arange(len(which))
    vectors = np.asarray(embedding_set.vectors()[which], np.float32)
    return Voters(vectors, labels[which], own, K, f"{K} nearest {among}")


def _training(source: dict[str, Any]) -> Voters | None:
    """What the run keeps of its training images, where the set shows its own test images."""
    try:
        run = find_run(source["run"])
    except UnknownName:
        return None
    if source["data"] or not (run.folder / "embedding/train.npy").is_file():
        return None
    if are_apart(run.labels("train"), run.labels("test")):
        return None
    nobody = np.full(len(run.labels("test")), -1)
    k = of_kind(run.recipe(), EmbeddingRecipe).neighbours
    title = f"{k} nearest training images"
    return Voters(run.embedding("train"), run.labels("train"), nobody, k, title)


def _votes(
    queries: NDArray[np.floating], voters: Voters, start: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The class with most votes int64 [m] and its share float32 [m]."""
    own = voters.own[start : start + len(queries)]
    indices, _ = neighbours(voters.vectors, queries, k=voters.k + 1)
    itself = indices == own[:, None]
    itself[~itself.any(axis=1), -1] = True
    others = indices[~itself].reshape(-1, voters.k)
    shares = vote_shares(others, voters.labels, classes=int(voters.labels.max()) + 1)
    return predict(shares), shares.max(axis=1)


def _write(
    embedding_set: EmbeddingSet,
    predicted: NDArray[np.int64],
    confidence: NDArray[np.float32],
    title: str,
) -> None:
    labels = np.asarray(embedding_set.labels())
    right = np.where(labels < 0, -1, predicted == labels)
    columns: list[tuple[Column, NDArray[Any]]] = [
        (Column("predicted", "class", f"predicted ({title})"), predicted.astype(np.int16)),
        (Column("correct", "class", "correct", ("wrong", "right")), right.astype(np.int16)),
        (Column("confidence", "number", "share of votes for predicted"), confidence),
    ]
    add_columns(embedding_set, columns)


def add_columns(
    embedding_set: EmbeddingSet, columns: Sequence[tuple[Column, NDArray[Any]]]
) -> None:
    """More columns of a set that is there, each with a value a point."""
    for column, values in columns:
        files.write_array(embedding_set.folder / f"columns/{column.name}.npy", values)
    about = embedding_set.about()
    about["columns"] = [*about["columns"], *(vars(column) for column, _ in columns)]
    files.write_json(embedding_set.folder / "cloud.json", about)

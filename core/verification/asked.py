"""What is asked to be verified: points of a set, or the tested pairs of a kinship run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import files
from core.embeddings.chosen import chosen_rows
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.likeness import COSINE
from core.embeddings.shows import CLASS, shown
from core.errors import BadPairs
from core.runs.run import Run
from core.verification.listed import listed_pairs
from core.verification.pairs import MOST, Pairs, every_pair
from core.verification.scores import scores_of

UNKNOWN = -1
"""The label of a picture that is in no pair."""


@dataclass(frozen=True)
class Scored:
    """Pairs with the score of each, float32 [n]."""

    pairs: Pairs
    scores: NDArray[np.float32]


@dataclass(frozen=True)
class Question:
    """Which pairs of a set are compared, and by what."""

    by: str = COSINE
    """How two vectors are compared: COSINE or DISTANCE."""
    same: str = CLASS
    """The column of classes that says what a picture shows."""
    apart: str = ""
    """The column of classes whose members err together, such as families; that of `same` where
    empty.
    """
    classes: tuple[str, ...] = ()
    """Those of `same` that are compared; all where empty."""
    listed: str = ""
    """A list of pairs as CSV, in place of all pairs of the classes."""
    where: tuple[str, ...] = ()
    """Conditions that both pictures of a pair fulfil (core.embeddings.chosen)."""
    most: int = MOST
    seed: int = 0


def scored(embedding_set: EmbeddingSet, question: Question) -> Scored:
    """The pairs and their scores; raises BadPairs, EmbeddingSetBroken."""
    pairs = pairs_of(embedding_set, question)
    return Scored(pairs, scores_of(embedding_set.vectors(), pairs, by=question.by))


def pairs_of(embedding_set: EmbeddingSet, question: Question) -> Pairs:
    """The pairs alone; raises BadPairs, and BadSource for a condition that is none."""
    labels = shown(embedding_set, question.same)
    groups = shown(embedding_set, question.apart) if question.apart else labels
    fits = np.isin(np.arange(len(labels)), chosen_rows(embedding_set, question.where))
    if question.listed:
        names = embedding_set.names()
        return listed_pairs(question.listed, names=names, groups=groups, fits=fits)
    labels = np.where(fits, labels, UNKNOWN)
    chosen = None
    if question.classes:
        known = embedding_set.classes_of(question.same)
        chosen = [_place(known, name) for name in question.classes]
    return every_pair(labels, groups=groups, chosen=chosen, most=question.most, seed=question.seed)


def scored_by(run: Run) -> Scored:
    """The tested pairs of a finished kinship run, each by a model that never saw its families; who
    they are is not kept, so that each is a group by itself. Raises Unreadable.
    """
    kin, far = (files.read_array(run.folder / f"scores/{sort}.npy") for sort in ("kin", "far"))
    scores = np.concatenate([kin, far]).astype(np.float32)
    rows, same = np.arange(len(scores)), np.arange(len(scores)) < len(kin)
    groups = np.stack([rows, rows], axis=1)
    return Scored(Pairs(rows, rows, same, groups, (len(kin), len(far))), scores)


def _place(known: Sequence[str], name: str) -> int:
    if name not in known:
        raise BadPairs(f"No class is called {name!r} here.")
    return known.index(name)

"""card.json of a run of one's own: what came out."""

from __future__ import annotations

import datetime
import math
import platform
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.measures import measures

SCHEMA = 2
VOTES = 3
"""k of the votes on test images."""
BLOCK = 1_000
"""Test images whose distances are taken at a time."""
Z = 1.959964
Labelled = tuple[NDArray[np.float32], NDArray[np.int64]]


def card(
    *,
    name: str,
    title: str,
    classes: Sequence[str],
    seconds: float,
    steps: int,
    test: Labelled | None,
    train: Labelled | None,
    metrics: Mapping[str, float],
    verdict: str,
) -> dict[str, Any]:
    """The table that docs/run-format.md describes.

    Args:
        name: the run's.
        title: what people call it.
        classes: their names.
        seconds: how long it took.
        steps: how many were done.
        test: vectors float32 [n, d] and classes int64 [n], whose figures it states.
        train: vectors and classes of those that vote on them; else they vote on each other.
        metrics: further figures by name.
        verdict: a sentence.
    """
    figures: dict[str, dict[str, Any]] = {key: {"value": value} for key, value in metrics.items()}
    data: dict[str, Any] = {"name": name, "classes": list(classes)}
    if test is not None:
        data["test"] = len(test[1])
        figures = {**_figures(test, train), **figures}
    if train is not None:
        data["train"] = len(train[1])
    return {
        "schema": SCHEMA,
        "name": name,
        "title": title,
        "task": "embed",
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "steps": steps,
        "data": data,
        "libraries": {"python": platform.python_version(), "numpy": np.__version__},
        "metrics": figures,
        "verdict": verdict,
    }


def _figures(test: Labelled, train: Labelled | None) -> dict[str, dict[str, Any]]:
    points, labels = test
    finite = np.isfinite(points).all() and (train is None or np.isfinite(train[0]).all())
    if not finite or len(points) <= VOTES:
        return {}
    hits = _hits(test, train)
    inner = measures(points, labels)["silhouette"]
    low, high = wilson(int(hits.sum()), len(hits))
    found = {
        "test/knn_accuracy": {
            "value": float(hits.mean()),
            "low": low,
            "high": high,
            "n": len(hits),
        }
    }
    if math.isfinite(inner):
        found["test/silhouette"] = {"value": inner}
    return found


def _hits(test: Labelled, train: Labelled | None) -> NDArray[np.bool_]:
    """Whether the VOTES nearest agree with each test image's class, the lower number in a draw."""
    stored, of = test if train is None else train
    middle = stored.mean(0)
    known, asked = stored - middle, test[0] - middle
    lengths = np.einsum("ij,ij->i", known, known)
    classes = int(max(of.max(), test[1].max())) + 1
    hits = np.zeros(len(asked), bool)
    for start in range(0, len(asked), BLOCK):
        part = slice(start, min(start + BLOCK, len(asked)))
        rows = np.arange(part.stop - part.start)
        away = lengths - 2 * (asked[part] @ known.T)
        if train is None:
            away[rows, rows + start] = np.inf
        near = np.argpartition(away, VOTES - 1, axis=1)[:, :VOTES]
        cell = rows[:, None] * classes + of[near]
        votes = np.bincount(cell.ravel(), minlength=len(rows) * classes).reshape(-1, classes)
        hits[part] = votes.argmax(1) == test[1][part]
    return hits


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, spare = hits / n, Z * Z / n
    middle = (share + spare / 2) / (1 + spare)
    half = Z * math.sqrt(share * (1 - share) / n + spare / (4 * n)) / (1 + spare)
    return max(0.0, middle - half), min(1.0, middle + half)

"""What a run's map is drawn from: its test embedding, labels, classes and their colours."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.figures.palette import colour
from core.projection.pca import Plane, principal_plane
from core.training.runs import Run


@dataclass(frozen=True)
class Cloud:
    """What one run's map shows: embedding [n, d], its plane [n, 2], labels [n], class names."""

    run: Run
    embedding: NDArray[np.float16]
    plane: Plane
    labels: NDArray[np.int64]
    classes: Sequence[str]
    colours: Sequence[str]


def cloud_of(run: Run) -> Cloud:
    """Read a run's test embedding; raises RunBroken where a file is missing or unreadable."""
    embedding, labels = run.embedding("test"), run.labels("test")
    named = run.card().get("data", {}).get("classes") or []
    classes = named or [str(i) for i in range(int(labels.max(initial=0)) + 1)]
    colours = [colour(i) for i in range(len(classes))]
    return Cloud(run, embedding, principal_plane(embedding), labels, classes, colours)


def cloud_table(cloud: Cloud, rows: Iterable[int]) -> str:
    """The images `rows` as CSV: number, class and place in the plane."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["image", "class", "x", "y"])
    for i in rows:
        x, y = cloud.plane.points[i]
        write.writerow([int(i), cloud.classes[cloud.labels[i]], f"{x:.6g}", f"{y:.6g}"])
    return out.getvalue()

"""Makes an embedding set's folder, a projection's folder within it, and their names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.embeddings.embedding_set import GROUPED, Column, EmbeddingSet, Map
from core.metrics.class_groups import class_groups
from core.paths import embedding_sets_folder
from embedscope.thumbnails import Sheet

PER_SHEET = 10_000  # what a browser decodes at once: 28 x 28 of them are 31 MB


def set_name(title: str, described: Mapping[str, Any]) -> str:
    """A readable name that is the same for the same description: "light-2d-1f0c9a3b72d4"."""
    text = json.dumps(described, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    readable = files.readable_name(title)
    return f"{readable}-{digest}" if readable else digest


class EmbeddingSetWriter:
    """Fills an embedding set's folder; nothing counts before `finish`."""

    def __init__(self, name: str) -> None:
        self.folder = embedding_sets_folder() / name
        self.columns: list[Column] = []
        self.sheets: dict[str, int] | None = None

    def vectors(self, vectors: NDArray[np.floating]) -> None:
        """The original space: float [n, d]."""
        files.write_array(self.folder / "vectors.npy", vectors)

    def labels(self, labels: NDArray[np.integer]) -> None:
        """Classes int [n], -1 where none is known."""
        files.write_array(self.folder / "labels.npy", np.asarray(labels, np.int16))

    def column(self, column: Column, values: NDArray[Any]) -> None:
        """One column [n], in the order in which the page offers them."""
        kind = np.int16 if column.kind == "class" else np.float32
        files.write_array(self.folder / f"columns/{column.name}.npy", np.asarray(values, kind))
        self.columns.append(column)

    def names(self, names: Sequence[str]) -> None:
        """What each point is called."""
        files.write_json(self.folder / "names.json", list(names))

    def thumbs(self, images: NDArray[np.uint8]) -> None:
        """Thumbnails of all points: uint8 [n, h, w] or [n, h, w, 3]."""
        geometry: dict[str, int] = {}
        for number, start in enumerate(range(0, len(images), PER_SHEET)):
            sheet = Sheet.of(images[start : start + PER_SHEET])
            self.sheet(number, sheet.picture)
            geometry = geometry or {**sheet.geometry, "per_sheet": sheet.geometry["count"]}
            if sheet.geometry["count"] < len(images[start : start + PER_SHEET]):
                raise ValueError("These thumbnails are too large for a sheet.")
        self.sheets = {**geometry, "count": len(images)}

    def sheet(self, number: int, picture: bytes) -> None:
        """One sheet that is there already; then `sheets` has to be set too."""
        path = self.folder / f"thumbs/{number:03d}.webp"
        files.write(path, lambda part: part.write_bytes(picture))

    def finish(
        self,
        *,
        title: str,
        source: Mapping[str, Any],
        classes: Sequence[str],
        count: int,
        dimension: int,
        **more: Any,
    ) -> EmbeddingSet:
        """Add groups where classes are very many; write cloud.json, last: now it is a set."""
        embedding_set = EmbeddingSet(self.folder)
        labels = embedding_set.labels()
        groups = class_groups(embedding_set.vectors(), labels, classes)
        if groups is not None:
            column = Column(GROUPED, "class", "groups of classes", groups.names)
            self.column(column, groups.of_points(labels))
        columns = [vars(column) for column in self.columns]
        about = {
            "title": title,
            "source": dict(source),
            "classes": list(classes),
            "count": count,
            "dimension": dimension,
            "columns": columns,
            "sheets": self.sheets,
            **more,
        }
        files.write_json(self.folder / "cloud.json", about)
        return embedding_set


def write_map(
    embedding_set: EmbeddingSet,
    name: str,
    points: NDArray[np.floating],
    about: Mapping[str, Any],
    *,
    laid_out: NDArray[np.integer] | None = None,
) -> Map:
    """Keep a projection float [n, 2] or [n, 3] of a set; `about` as `Map.about` gives it, and
    `laid_out` as `Map.laid_out` does. map.json comes last: then it is there.
    """
    folder: Path = embedding_set.folder / "maps" / name
    if laid_out is not None:
        files.write_array(folder / "laid_out.npy", laid_out)
    files.write_array(folder / "points.npy", np.ascontiguousarray(points, np.float32))
    files.write_json(folder / "map.json", {"dimensions": points.shape[1], **about})
    return Map(folder)

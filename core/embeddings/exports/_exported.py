"""The points that are written, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.embedding_set import Column, EmbeddingSet, Map, Sheets
from core.embeddings.neighbours import nearest_of
from core.errors import BadSource

ROWS = 5_000
"""Points written at a time."""
MOST_NEIGHBOURS = 100
CLASS = Column("class", "class", "class")
Near = tuple[NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True)
class Exported:
    """Points of a set at `rows`, ascending."""

    embedding_set: EmbeddingSet
    rows: NDArray[np.int64]
    maps: Sequence[Map] = ()
    near: Near | None = None
    """The ids of the nearest others in the whole set int32 [n, k], nearest first, and how far they
    are float32 [n, k]; None where they were not asked for.
    """

    @classmethod
    def of(cls, embedding_set: EmbeddingSet, *, rows: Any = None, neighbours: int = 0) -> Exported:
        """All points or those at `rows`; raises BadSource for what there is not."""
        count = int(embedding_set.about()["count"])
        asked = np.arange(count) if rows is None else np.unique(np.asarray(rows, np.int64))
        if not len(asked) or asked[0] < 0 or asked[-1] >= count:
            raise BadSource(f"Select between one and {count:,} of the points, by numbers from 0.")
        if not 0 <= neighbours <= min(MOST_NEIGHBOURS, count - 1):
            raise BadSource(
                f"Each point can be written with up to {min(MOST_NEIGHBOURS, count - 1)} "
                f"neighbours, not {neighbours}."
            )
        near = None
        if neighbours:
            ids, away = nearest_of(embedding_set, asked, neighbours)
            near = ids.astype(np.int32), away
        return cls(embedding_set, asked, tuple(embedding_set.maps().values()), near)

    def take(self, which: NDArray[Any] | slice) -> Exported:
        """Some of these points, by a mask or a slice."""
        near = None if self.near is None else (self.near[0][which], self.near[1][which])
        return replace(self, rows=self.rows[which], near=near)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the set says of itself."""
        return self.embedding_set.about()

    def __len__(self) -> int:
        return len(self.rows)

    def parts(self) -> Iterator[slice]:
        """Some points after the other."""
        return (slice(start, start + ROWS) for start in range(0, len(self), ROWS))

    def vectors(self, part: slice = slice(None)) -> NDArray[np.float32]:
        """float32 [m, d] of a part of the points."""
        return np.asarray(self.embedding_set.vectors()[self.rows[part]], np.float32)

    def names(self) -> list[str] | None:
        """What the points are called, where they have names."""
        names = self.embedding_set.names()
        return None if names is None else [names[row] for row in self.rows.tolist()]

    def columns(self) -> list[tuple[Column, NDArray[Any], tuple[str, ...]]]:
        """The classes and all columns: each with its values [n] and what these stand for."""
        points, rows = self.embedding_set, self.rows
        found = [(CLASS, points.labels()[rows], tuple(self.about["classes"]))]
        for column in points.columns():
            classes = points.classes_of(column.name) if column.kind == "class" else ()
            found.append((column, points.column(column.name)[rows], classes))
        return found

    def known(self) -> dict[str, Any]:
        """What is known of every point by a column's heading: arrays or lists [n]."""
        table: dict[str, Any] = {"id": self.rows.astype(np.int32)}
        if (names := self.names()) is not None:
            table["name"] = names
        for column, values, classes in self.columns():
            table[column.name] = named(values, classes) if column.kind == "class" else values
        return table

    def coordinates(self) -> dict[str, NDArray[np.float32]]:
        """Where the points lie on every map: "own_x", "own_y" (and "own_z") of a map "own"."""
        return {
            f"{each.name}_{axis}": np.ascontiguousarray(points[:, i])
            for each in self.maps
            for points in [each.points()[self.rows]]
            for i, axis in enumerate("xyz"[: points.shape[1]])
        }

    def tiles(self) -> Iterator[Any]:
        """The thumbnails one by one as Pillow's images, in the points' order."""
        from PIL import Image

        sheets = self.embedding_set.sheets()
        if sheets is None:
            return
        number, sheet = -1, Image.new("RGB", (1, 1))
        for row in self.rows.tolist():
            if row // sheets.per_sheet != number:
                number = row // sheets.per_sheet
                with Image.open(self.embedding_set.folder / sheets.files[number]) as opened:
                    sheet = opened.convert("RGB")
            yield _cut(sheet, sheets, row % sheets.per_sheet)


def named(labels: NDArray[np.integer], classes: Sequence[str]) -> list[str | None]:
    """Class names, None where none is known."""
    words = [*classes, None]
    return [words[i] if 0 <= i < len(classes) else None for i in labels.tolist()]


def _cut(sheet: Any, sheets: Sheets, place: int) -> Any:
    x = place % sheets.columns * sheets.width
    y = place // sheets.columns * sheets.height
    return sheet.crop((x, y, x + sheets.width, y + sheets.height))

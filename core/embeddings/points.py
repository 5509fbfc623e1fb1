"""What a source hands over: vectors or pictures, with what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.class_names import class_name, in_order
from core.embeddings.embedding_set import Column

Rows = NDArray[np.int64]
SHOWN = 5
"""Classes named in a note."""


class Images(Protocol):
    """Images by number: uint8 [h, w] or [h, w, 3]; raises DataCorrupt or BadPhoto for a bad one."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Any: ...


@dataclass(frozen=True)
class Known:
    """What is known of n points besides where they lie."""

    labels: NDArray[np.int64]
    """Classes int64 [n], -1 where none is known."""
    classes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Empty where they have none."""
    columns: tuple[tuple[Column, NDArray[Any]], ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences for people: what was left out, and why."""

    @classmethod
    def nothing(cls, count: int) -> Known:
        """Of `count` points no class is known."""
        return cls(np.full(count, -1, np.int64))

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: Rows) -> Known:
        """Only the points at `rows`, in their order."""
        names = tuple(self.names[i] for i in rows) if self.names else ()
        columns = tuple((column, values[rows]) for column, values in self.columns)
        return replace(self, labels=self.labels[rows], names=names, columns=columns)

    def without(self, lost: Rows, why: str) -> Known:
        """Without the rows `lost`, and without the classes that were in no other row: a note says
        which those are, and `why`.
        """
        kept = self.take(np.setdiff1d(np.arange(len(self)), lost))
        gone = np.setdiff1d(self.labels, [*kept.labels, -1])
        if not len(gone):
            return kept
        left = np.delete(np.arange(len(self.classes)), gone)
        number = np.full(len(self.classes) + 1, -1)  # the last one is for -1
        number[left] = np.arange(len(left))
        names = [self.classes[i] for i in gone]
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        note = f"Nothing of {', '.join(names[:SHOWN])}{more} is left: {why}."
        classes = tuple(self.classes[i] for i in left)
        return replace(kept, labels=number[kept.labels], classes=classes).noted(note)

    def noted(self, *sentences: str) -> Known:
        """With more notes; empty ones do not count."""
        return replace(self, notes=(*self.notes, *filter(None, sentences)))


@dataclass(frozen=True)
class Pictures:
    """Images, and what is known of them."""

    images: Images
    known: Known


@dataclass(frozen=True)
class Chosen:
    """Some images of others, by their positions."""

    images: Images
    rows: Rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int, /) -> Any:
        return self.images[int(self.rows[index])]


@dataclass(frozen=True)
class Points:
    """Vectors float [n, d], what is known of them, and their pictures where there are any."""

    vectors: NDArray[np.floating]
    known: Known
    images: Images | None = None

    def take(self, rows: Rows) -> Points:
        """Only the points at `rows`, in their order."""
        images = None if self.images is None else Chosen(self.images, rows)
        return Points(self.vectors[rows], self.known.take(rows), images)


UNKNOWN = "nan"
"""What tables say, in any case, where no class is known, beside nothing at all."""


def as_classes(
    values: Sequence[Any],
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Numbers int64 [n] into class names, for values of any kind; None, "" and NaN are unknown, -1.

    The classes stand in the order in which people count, numbers before texts.
    """
    called = {value: class_name(value) for value in set(values)}
    order = in_order(name for name in called.values() if name and name.lower() != UNKNOWN)
    number = {name: i for i, name in enumerate(order)}
    of = {value: number.get(name, -1) for value, name in called.items()}
    return np.fromiter((of[value] for value in values), np.int64, len(values)), order

"""What a source hands over: vectors or pictures, with what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.embeddings.embedding_set import Column

Rows = NDArray[np.int64]


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

    def noted(self, *sentences: str) -> Known:
        """With more notes; empty ones do not count."""
        return replace(self, notes=(*self.notes, *filter(None, sentences)))


@dataclass(frozen=True)
class Pictures:
    """Images, and what is known of them."""

    images: Images
    known: Known


@dataclass(frozen=True)
class Points:
    """Vectors float [n, d], and what is known of them."""

    vectors: NDArray[np.floating]
    known: Known


def as_classes(
    values: Sequence[Any],
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Numbers int64 [n] into class names, for values of any kind; None, "" and NaN are unknown, -1.

    Numbers are named in ascending order, texts alphabetically.
    """
    known = {value for value in values if value is not None and str(value) not in ("", "nan")}
    numeric = all(isinstance(value, int | float | np.number) for value in known)
    order = sorted(known) if numeric else sorted(known, key=str)
    number = {value: i for i, value in enumerate(order)}
    labels = np.fromiter((number.get(value, -1) for value in values), np.int64, len(values))
    return labels, tuple(str(value) for value in order)

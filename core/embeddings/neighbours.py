"""The nearest others of a point in the original space: exact in a small set, by an index in others.

A large set keeps its index beside its points, in plain arrays that are mapped when they are read:

    neighbours/centres.npy, starts.npy, rows.npy, vectors.npy, squares.npy
                            core.metrics.inverted_lists
    neighbours/index.json   probes, recall (value, n, k) and how long; written last

How many lists are searched is raised until at least `RECALL` of the true ten are found for a sample
of points; what is stated was then measured on other points.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.diagnosis.data_issues import nearest as exact_nearest
from core.embeddings.embedding_set import EmbeddingSet
from core.errors import Stopped, Unreadable
from core.metrics.decimal import decimal
from core.metrics.inverted_lists import InvertedLists, assigned, make_centres
from core.metrics.neighbours import neighbours_within
from core.metrics.scan import scanned

EXACT = 1 << 23
"""Numbers in the vectors up to which a query is compared with all, in about 20 ms."""
K, RECALL, QUERIES = 10, 0.99, 500
"""Of the true ten of so many points that share is to be found."""
FEWEST_PROBES = 4
LISTS = 2.0
"""Lists, per square root of the number of points."""
BLOCK = 65_536
"""Vectors written at a time."""

PARTS = fields(InvertedLists)

Watch = Callable[[float, str], object]
Stop = Callable[[], bool]
Near = tuple[NDArray[np.int64], NDArray[np.float32]]


def nearest(embedding_set: EmbeddingSet, row: int, k: int) -> Near:
    """The k nearest others of a point: rows int64 [k], nearest first, and distances float32 [k].

    By the set's index where it has one, else exact. Raises EmbedscopeError for a row that is not
    there.
    """
    about, vectors = index_of(embedding_set), embedding_set.vectors()
    if about is None or not 0 <= row < len(vectors):
        return exact_nearest(vectors, row, k)
    lists = lists_of(embedding_set)
    return lists.nearest(vectors[row], k=k, probes=about["probes"], without=row)


def nearest_of(
    embedding_set: EmbeddingSet, rows: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The same of many points: rows int64 [m, k] and distances float32 [m, k]."""
    about, vectors = index_of(embedding_set), embedding_set.vectors()
    if about is None:
        found, away = neighbours_within(vectors, k=k)
        return found[rows], away[rows]
    lists, probes = lists_of(embedding_set), about["probes"]
    each = [lists.nearest(vectors[row], k=k, probes=probes, without=int(row)) for row in rows]
    return np.stack([ids for ids, _ in each]), np.stack([away for _, away in each])


def told(embedding_set: EmbeddingSet) -> str:
    """A sentence for people where neighbours come from an index, else nothing."""
    about = index_of(embedding_set)
    if about is None:
        return ""
    recall = about["recall"]
    return (
        f"Found by an index: {decimal(recall['value'], 3)} of the true {recall['k']}, measured on "
        f"{recall['n']} points."
    )


def index_of(embedding_set: EmbeddingSet) -> dict[str, Any] | None:
    """What is known of a set's index: {"probes", "lists", "recall": {"value", "n", "k"},
    "seconds"}; None where it has none.
    """
    path = _folder(embedding_set) / "index.json"
    try:
        return files.read_json(path) if files.is_there(path) else None
    except Unreadable:
        return None


def lists_of(embedding_set: EmbeddingSet) -> InvertedLists:
    """The index itself, mapped from its files; raises Unreadable where one is missing."""
    folder = _folder(embedding_set)
    return _kept(folder, (folder / "index.json").stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _kept(folder: Path, _written: int) -> InvertedLists:
    """Mapped once: what one query has touched is there for the next."""
    return _read(folder)


def add_index(
    embedding_set: EmbeddingSet,
    *,
    watch: Watch = lambda *_: None,
    stop: Stop = lambda: False,
) -> bool:
    """Make the index of a set that is too large to do without; whether it has one now.

    In memory is a sample of the vectors, no more. Raises Stopped once `stop` says yes; then nothing
    is left of it.
    """
    vectors = embedding_set.vectors()
    if vectors.size <= EXACT:
        return False
    if index_of(embedding_set) is not None:
        return True
    begun = time.monotonic()
    with _aside(_folder(embedding_set)) as folder:
        lists = _make(folder, vectors, _step(watch, stop, 0.0, 0.8))
        found = _measured(lists, vectors, _step(watch, stop, 0.8, 1.0))
        seconds = round(time.monotonic() - begun, 1)
        files.write_json(folder / "index.json", {**found, "seconds": seconds})
    return True


def _folder(embedding_set: EmbeddingSet) -> Path:
    return embedding_set.folder / "neighbours"


@contextmanager
def _aside(place: Path) -> Iterator[Path]:
    """A folder that becomes `place` when it is filled, and vanishes where that fails."""
    part = place.with_name(f".{place.name}")
    shutil.rmtree(part, ignore_errors=True)  # what a killed process left
    shutil.rmtree(place, ignore_errors=True)
    try:
        yield part
        part.rename(place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _step(watch: Watch, stop: Stop, low: float, high: float) -> Callable[[float], None]:
    def at(share: float) -> None:
        if stop():
            raise Stopped
        watch(low + (high - low) * share, "indexing the neighbours")

    return at


def _read(folder: Path) -> InvertedLists:
    arrays = {each.name: files.read_array(folder / f"{each.name}.npy") for each in PARTS}
    return InvertedLists(**arrays)


def _make(
    folder: Path, vectors: NDArray[np.floating], at: Callable[[float], None]
) -> InvertedLists:
    count = min(len(vectors), max(1, round(LISTS * np.sqrt(len(vectors)))))
    centres = make_centres(vectors, count, at=lambda share: at(0.5 * share))
    belongs = assigned(vectors, centres, at=lambda share: at(0.5 + 0.3 * share))
    rows = np.argsort(belongs, kind="stable").astype(np.int32)
    files.write_array(folder / "centres.npy", centres)
    files.write_array(folder / "starts.npy", np.searchsorted(belongs[rows], np.arange(count + 1)))
    files.write_array(folder / "rows.npy", rows)
    files.write_array(
        folder / "squares.npy", _write_in_order(folder / "vectors.npy", vectors, rows)
    )
    at(1.0)
    return _read(folder)


def _write_in_order(
    path: Path, vectors: NDArray[np.floating], rows: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Write the vectors in the lists' order, some at a time; their squared lengths float32 [n]."""
    squares = np.empty(len(rows), np.float32)

    def save(part: Path) -> None:
        about = {"descr": "<f4", "fortran_order": False, "shape": vectors.shape}
        with part.open("wb") as out:
            np.lib.format.write_array_header_1_0(out, about)
            for start in range(0, len(rows), BLOCK):
                block = np.asarray(vectors[rows[start : start + BLOCK]], "<f4")
                squares[start : start + BLOCK] = np.einsum("ij,ij->i", block, block)
                out.write(block.tobytes())

    files.write(path, save)
    return squares


def _measured(
    lists: InvertedLists, vectors: NDArray[np.floating], at: Callable[[float], None]
) -> dict[str, Any]:
    """How many lists to search, and the recall at that: chosen on some points, stated of others."""
    chosen = np.random.default_rng(0).choice(len(vectors), 2 * QUERIES, replace=False)
    true, _ = scanned(vectors, chosen, k=K, at=lambda share: at(0.8 * share))
    halves = np.split(np.arange(2 * QUERIES), 2)
    probes, most = FEWEST_PROBES, len(lists.centres)
    while probes < most:
        if _recall(lists, vectors, chosen[halves[0]], true[halves[0]], probes) >= RECALL:
            break
        probes = min(most, -(-3 * probes // 2))
    recall = _recall(lists, vectors, chosen[halves[1]], true[halves[1]], probes)
    at(1.0)
    about = {"value": recall, "n": QUERIES, "k": K}
    return {"probes": probes, "lists": most, "recall": about}


def _recall(
    lists: InvertedLists,
    vectors: NDArray[np.floating],
    rows: NDArray[np.int64],
    true: NDArray[np.int64],
    probes: int,
) -> float:
    """The share of the true neighbours that are found."""
    found = 0
    for row, near in zip(rows, true, strict=True):
        got, _ = lists.nearest(vectors[row], k=K, probes=probes, without=int(row))
        found += len(np.intersect1d(got, near))
    return found / true.size

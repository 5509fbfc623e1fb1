"""What is kept of a run: hashes of its arrays, and its figures as numbers that a human reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.reference.adapter import Outcome

Record = dict[str, Any]
DIGITS = 16
"""Of each SHA-256, in hex: enough for no two to agree by chance."""
ROOM = 0.25
"""Figures of another machine may differ by so much at least; see `unlike`."""


def record(outcome: Outcome) -> Record:
    """As the JSON files hold it."""
    return {
        "weights": _tensors(outcome.weights),
        "exact": _tensors(outcome.exact),
        "history": {key: _hash(_bytes(values)) for key, values in outcome.history.items()},
        "frames": {"steps": list(outcome.frames), "values": _named(outcome.frames)},
        "files": {path: _hash(_bytes(values)) for path, values in outcome.files.items()},
        "counts": outcome.counts,
        "metrics": outcome.metrics,
    }


def differences(kept: Record, found: Record) -> list[str]:
    """The parts of two records of one run that differ, each with both values."""
    before, after = dict(_leaves(kept)), dict(_leaves(found))
    return [
        f"{place}: {before.get(place, 'not there')} before, {after.get(place, 'not there')} now"
        for place in dict.fromkeys([*before, *after])
        if before.get(place, ...) != after.get(place, ...)
    ]


def unlike(kept: Record, found: Record) -> list[str]:
    """What no other machine may change: names, counts, and the figures but for a tolerance.

    Another processor adds in another order, which changes the last bits of a step; these grow over
    the steps of a case, until a mined triplet, or a vote between neighbours equally near, becomes
    another. That is less than other test images would do, so a figure may move by the width of its
    own 95 % interval, or by a quarter (of 1, or of its value), whichever is most. With another set
    of the processor's instructions the farthest that any of them moved was .10.
    """
    wrong = []
    if kept["counts"] != found["counts"]:
        wrong.append(f"counts: {kept['counts']} there, {found['counts']} here")
    for part in ("history", "files", "metrics"):
        lost = set(kept[part]) ^ set(found[part])
        wrong += [f"{part}: {name} is on one machine alone" for name in sorted(lost)]
    for part in ("weights", "exact"):
        if kept[part]["names"] != found[part]["names"]:
            wrong.append(f"{part}: other names of tensors")
    for name in kept["metrics"].keys() & found["metrics"].keys():
        ours, theirs = found["metrics"][name], kept["metrics"][name]
        if not _alike(theirs, ours):
            wrong.append(f"metrics.{name}: {theirs} there, {ours} here")
    return wrong


def _alike(theirs: Any, ours: Any) -> bool:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        if theirs.keys() != ours.keys() or theirs.get("n") != ours.get("n"):
            return False
        room = float(theirs["high"]) - float(theirs["low"])
        return _near(theirs["value"], ours["value"], room)
    if theirs is None or ours is None or isinstance(theirs, int):
        return bool(theirs == ours)
    return _near(theirs, ours, 0.0)


def _near(theirs: float, ours: float, room: float) -> bool:
    return bool(abs(ours - theirs) <= max(room, ROOM, ROOM * abs(theirs)))


def _tensors(tensors: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    """Names and values apart, so that a renamed tensor is told from a changed one; and both."""
    return {
        "names": _hash("\n".join(sorted(tensors)).encode()),
        "values": _hash("\n".join(sorted(_hash(_bytes(v)) for v in tensors.values())).encode()),
        "both": _named(tensors),
    }


def _named(arrays: Mapping[str, NDArray[Any]]) -> str:
    lines: Iterable[str] = (f"{name} {_hash(_bytes(arrays[name]))}" for name in sorted(arrays))
    return _hash("\n".join(lines).encode())


def _bytes(values: NDArray[Any]) -> bytes:
    """Type, shape and content."""
    return f"{values.dtype.str}{values.shape}".encode() + np.ascontiguousarray(values).tobytes()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGITS]


def _leaves(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield above + key, value

"""Rows, what they promise, and how they are printed and kept."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import files
from core.registry import Entry, entries

PACKAGE = "bench.rows"
RESULTS = Path(__file__).parent / "results.json"


class Skipped(Exception):
    """Something that a row needs is not here; the text says what."""


@dataclass(frozen=True)
class Measured:
    """A figure, from how many measurements, and how they were made, in one sentence."""

    value: float
    n: int
    how: str


@dataclass(frozen=True)
class Promise:
    """What a row's value must be: at most or at least the target, or anything where op is ""."""

    unit: str
    op: str = ""
    target: float | None = None

    def kept(self, value: float) -> bool | None:
        """Whether `value` keeps it; None where nothing is promised."""
        if self.target is None:
            return None
        return value <= self.target if self.op == "<=" else value >= self.target


@dataclass(frozen=True)
class Row:
    """A line of the table: measured, or skipped with a reason."""

    name: str
    value: float | None
    unit: str
    op: str
    target: float | None
    ok: bool | None
    n: int
    how: str
    load: float
    """Processes that wanted to run, mean of the last minute: above the cores, times are longer."""
    measured: str


def rooms(asked: Iterable[str] = ()) -> dict[str, Entry]:
    """The rooms that give the rows (or are the rooms) `asked`; without any, all but those on
    request. Raises ValueError for a name that is neither.
    """
    known, names = entries(PACKAGE), {name.replace("-", "_") for name in asked}
    answers = {name: {name.replace("-", "_"), *promises(room)} for name, room in known.items()}
    unknown = names - set().union(*answers.values())
    if unknown:
        raise ValueError(f"Unknown row: {', '.join(sorted(unknown))}. `--list` names them all.")
    if not names:
        return {n: r for n, r in known.items() if not r.constants.get("ON_REQUEST", False)}
    return {n: r for n, r in known.items() if names & answers[n]}


def promises(room: Entry) -> dict[str, Promise]:
    """A room's rows and what they promise, read without importing it."""
    return {name: Promise(*about) for name, about in room.constants["ROWS"].items()}


def row(name: str, promise: Promise, measured: Measured | None, *, reason: str = "") -> Row:
    """One line; without a measurement `reason` stands in its place."""
    value = None if measured is None else measured.value
    return Row(
        name=name,
        value=value,
        **dataclasses.asdict(promise),
        ok=None if value is None else promise.kept(value),
        n=0 if measured is None else measured.n,
        how=reason if measured is None else measured.how,
        load=round(os.getloadavg()[0], 1),
        measured=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def table(rows: Iterable[Row]) -> str:
    """The rows as aligned text."""
    lines = [("row", "value", "promised", "", "n", "load", "how")]
    for one in rows:
        value = "-" if one.value is None else f"{one.value:.3g} {one.unit}".strip()
        promised = "" if one.target is None else f"{one.op} {one.target:g}"
        verdict = {True: "ok", False: "MISSED", None: ""}[one.ok]
        lines.append((one.name, value, promised, verdict, str(one.n), f"{one.load:g}", one.how))
    widths = [max(len(line[i]) for line in lines) for i in range(6)]
    aligned = (
        [cell.ljust(width) for cell, width in zip(line[:6], widths, strict=True)] + [line[6]]
        for line in lines
    )
    return "\n".join("  ".join(cells).rstrip() for cells in aligned)


def keep(rows: Iterable[Row], machine: Mapping[str, Any], *, path: Path = RESULTS) -> None:
    """Write the rows; those that were measured earlier, and not now, stay with their date."""
    kept = {one["name"]: one for one in _earlier(path)}
    kept |= {one.name: dataclasses.asdict(one) for one in rows}
    files.write_json(path, {"machine": dict(machine), "rows": list(kept.values())})


def _earlier(path: Path) -> list[dict[str, Any]]:
    known = {name for room in entries(PACKAGE).values() for name in promises(room)}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    except (OSError, ValueError, KeyError):  # none yet, or one of another layout
        return []
    return [one for one in rows if one["name"] in known]

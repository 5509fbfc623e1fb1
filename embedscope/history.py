"""The rows of history.csv while a loop logs them, and when they are worth writing."""

from __future__ import annotations

import csv
import io
import math
import time
from collections.abc import Mapping

from embedscope.folder import RunFolder, figure, line

COLUMNS = ("step", "epoch", "seconds", "loss", "lr")
"""What every history begins with."""
EVERY = 1.0
"""Seconds between two writes, at least."""
SHARE = 0.02
"""Of the time that writing may take, where the history has grown long."""


class History:
    """One row a step; figures of the same step share its row, a new figure adds a column."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.columns = list(COLUMNS)
        self.lines: list[str] = []
        """Every row but the last, as written."""
        self.row: dict[str, str] = {}
        """The last row; further figures of its step may come."""
        self._next = 0.0

    @property
    def last(self) -> int | None:
        """The last row's step; None before the first."""
        return int(self.row["step"]) if self.row else None

    def add(self, step: int, figures: Mapping[str, float]) -> None:
        """Put figures in the row of `step`, which is the last one's or a later."""
        if self.last != step:
            if self.row:
                self.lines.append(self._line())
            self.row = {"step": f"{step}"}
        for name in figures:
            if name not in self.columns:
                self.columns.append(name)
                self.lines = [f"{earlier[:-1]},\n" for earlier in self.lines]
        taken = {name: figure(value) for name, value in figures.items() if math.isfinite(value)}
        self.row.update(taken)

    def write(self, *, now: bool = False) -> None:
        """Write all rows, where it is time to or has to be `now`; raises NotWritten."""
        began = time.monotonic()
        if not now and began < self._next:
            return
        try:
            self.folder.history("".join([line(self.columns), *self.lines, self._line()]))
        finally:
            ended = time.monotonic()
            self._next = ended + max(EVERY, (ended - began) / SHARE)

    def read(self) -> None:
        """Take up what an earlier process wrote."""
        path = self.folder.path / "history.csv"
        if not path.exists():
            return
        head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        self.columns = head
        wide = [row + [""] * (len(head) - len(row)) for row in rows]
        self.lines = [line(row) for row in wide[:-1]]
        self.row = dict(zip(head, wide[-1], strict=True)) if wide else {}

    def forget_from(self, step: int) -> None:
        """Drop the rows of `step` and of later ones."""
        at = self.columns.index("step")
        kept = [*self.lines, *([self._line()] if self.row else [])]
        kept = [each for each in kept if float(each[:-1].split(",")[at]) < step]
        self.lines = kept[:-1]
        last = kept[-1][:-1].split(",") if kept else []
        self.row = dict(zip(self.columns, last, strict=False))

    def _line(self) -> str:
        return line(self.row.get(name, "") for name in self.columns) if self.row else ""

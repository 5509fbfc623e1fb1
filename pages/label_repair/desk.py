"""Who looks at which queue, what was decided so far, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass

from core.label_repair.decisions import DROP, KEEP, RELABEL, Decision
from core.label_repair.entries import Entry
from core.label_repair.queue import Queue
from core.label_repair.turns import Said


@dataclass(frozen=True)
class Desk:
    """Who looks at which queue, and what was decided so far."""

    queue: Queue
    who: str
    made: list[Decision]
    said: Said

    @property
    def name(self) -> str:
        """The data set's."""
        return self.queue.asked.name


def called(entry: Entry) -> str:
    """An image in the address, such as "train-12"."""
    return f"{entry.place.split}-{entry.place.row}"


def in_words(made: Decision) -> str:
    """What was decided, such as "relabelled to Coat"."""
    words = {KEEP: f"kept as {made.of}", RELABEL: f"relabelled to {made.to}", DROP: "left out"}
    return words.get(made.what, "skipped")
